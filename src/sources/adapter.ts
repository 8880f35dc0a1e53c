/**
 * The contract of a source adapter: how one kind of source is collected from the network and read into a
 * document. Only collecting asks the world; reading is pure, so that old captures can be read again by a better
 * adapter.
 */
import type { z } from 'zod';
import type { Capture, FetchFailure, FetchRequest, FetchResult } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import type { MailAnswer, MailRequest } from '../domain/mailbox.ts';
import type { Source } from '../domain/source.ts';
import type { Evidence } from '../extract/evidence.ts';

export type { Evidence };

/** What an adapter may use while collecting. */
export interface Collector {
  /** Fetches with the source's headers, private-address allowance and budgets filled in. */
  readonly fetch: (request: FetchRequest) => Promise<FetchResult>;
  /** Reads a mailbox, with the source's private-address allowance filled in. */
  readonly fetchMail: (request: Omit<MailRequest, 'allowPrivate'>) => Promise<MailAnswer>;
  /** Validators of the last full answer from this URL, null when a full fetch is wanted. */
  readonly validators: (
    url: string,
  ) => { readonly etag: string | null; readonly lastModified: string | null } | null;
  /** For what is collected without the network. */
  readonly now: () => Date;
}

export type Collected =
  | { readonly kind: 'captures'; readonly captures: readonly Capture[] }
  /** Every part answered 304: nothing to read. */
  | { readonly kind: 'not-modified'; readonly captures: readonly Capture[] }
  | FetchFailure;

/** Either a document, or the reason why the capture is not what the vendor shows its readers. */
export type Reading =
  | { readonly kind: 'document'; readonly document: Document }
  | { readonly kind: 'blocked'; readonly evidence: readonly Evidence[] }
  /** The page is only a signpost to another address. */
  | { readonly kind: 'moved'; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'suspect'; readonly evidence: readonly Evidence[] };

/** `Result` is narrower for the kinds that read without waiting. */
export interface SourceAdapter<
  Options = unknown,
  Result extends Reading | Promise<Reading> = Reading | Promise<Reading>,
> {
  readonly kind: string;
  /** One sentence for `docs/` and error messages. */
  readonly summary: string;
  /** Checks the source's own settings; unknown keys are refused. */
  readonly options: z.ZodType<Options>;
  collect(source: Source, options: Options, collector: Collector): Promise<Collected>;
  /**
   * Reads captures into a document. Pure: same bytes, same document; a promise where the format is read elsewhere
   * (by a thread that can be ended) or by a library that waits.
   * @throws ExtractError when no document can be read (malformed JSON, selector matched nothing …).
   */
  read(captures: readonly Capture[], options: Options): Result;
}
