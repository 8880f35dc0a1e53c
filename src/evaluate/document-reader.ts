/** Reads revisions of a labelled folder into documents, by the product's own adapters. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from '../domain/document.ts';
import { ExtractError } from '../domain/errors.ts';
import { kindOfFile } from '../sources/kind-of-file.ts';
import { adapters } from '../sources/registry.ts';
import type { CorpusRevision } from './read-corpus.ts';

/** A document, or why there is none. */
export type Read =
  | { readonly kind: 'document'; readonly document: Document }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** As many documents are kept at hand; labels come in the order of revisions, so that few are read twice. */
const maxKept = 64;

export class DocumentReader {
  readonly #folder: string;
  readonly #kept = new Map<string, Read>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Never throws for what a file holds. */
  async read(revision: CorpusRevision): Promise<Read> {
    const known = this.#kept.get(revision.file);
    if (known) return known;
    const read = await this.#readFile(revision);
    this.#kept.set(revision.file, read);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
    return read;
  }

  async #readFile({ at, file }: CorpusRevision): Promise<Read> {
    const body = await readFile(join(this.#folder, file));
    const adapter = adapters.get(kindOfFile(file));
    if (!adapter) return { kind: 'unreadable', reason: 'no adapter reads this ending' };
    const url = `https://evaluation.invalid/${file}`;
    const capture = {
      url,
      finalUrl: url,
      redirects: [],
      status: 200,
      headers: {},
      body,
      startedAt: at,
      finishedAt: at,
      remoteAddress: null,
      certificate: null,
    };
    try {
      const reading = await adapter.read([capture], adapter.options.parse({}));
      if (reading.kind === 'document') return { kind: 'document', document: reading.document };
      return {
        kind: 'unreadable',
        reason: `${reading.kind}: ${reading.evidence.map(({ sign }) => sign).join(', ')}`,
      };
    } catch (error) {
      if (!(error instanceof ExtractError)) throw error;
      return { kind: 'unreadable', reason: error.message };
    }
  }
}
