/** One look at a source: collect its bytes and read them, with every way in which that can fail named. */
import type { Capture, FetchFailure, FetchFailureCode, FetchRequest } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { ExtractError } from '../domain/errors.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import type { Source } from '../domain/source.ts';
import { judgeFailure } from '../extract/judge-challenge.ts';
import type { Collected, Evidence, SourceAdapter } from '../sources/adapter.ts';
import { sha256 } from '../store/captures.ts';
import type { Validators } from '../store/schema.ts';
import type { Deps } from './deps.ts';

/** An answer of "not modified" is believed for a day; servers' validators are known to lie. */
const trustValidatorsMs = 24 * 60 * 60 * 1000;

export interface Trouble {
  readonly kind: 'trouble';
  readonly outcome: Exclude<ObservationOutcome, 'first-seen' | 'unchanged' | 'changed'>;
  readonly code: string;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
  readonly captures: readonly Capture[];
  readonly retryAfterMs: number | null;
}

export type Sighting =
  /** The same bytes as the version that stands, or the server's word that nothing changed. */
  | { readonly kind: 'same'; readonly captures: readonly Capture[]; readonly isFullFetch: boolean }
  | { readonly kind: 'document'; readonly document: Document; readonly captures: readonly Capture[] }
  | Trouble;

/** What is remembered of earlier looks. */
export interface Memory {
  readonly validators: Readonly<Record<string, Validators>>;
  readonly lastFullFetchAt: Date | null;
  readonly bodyHashes: readonly string[] | null;
}

/** Looks at a source once. Throws only for faults of ours; what the vendor does is a Sighting. */
export async function observeSource(
  deps: Pick<Deps, 'fetch' | 'now'>,
  source: Source,
  adapter: SourceAdapter,
  memory: Memory,
  signal: AbortSignal,
): Promise<Sighting> {
  const isTrusted =
    memory.lastFullFetchAt !== null &&
    deps.now().getTime() - memory.lastFullFetchAt.getTime() < trustValidatorsMs;
  const collected = await adapter.collect(source, source.options, {
    fetch: (request: FetchRequest) =>
      deps.fetch(
        {
          ...request,
          headers: { ...source.headers, ...request.headers },
          allowPrivate: source.allowPrivate,
          robotsPermission: source.robotsPermission,
        },
        signal,
      ),
    validators: (url) => (isTrusted && memory.bodyHashes ? (memory.validators[url] ?? null) : null),
    now: deps.now,
  });
  return await read(collected, source, adapter, memory);
}

async function read(
  collected: Collected,
  source: Source,
  adapter: SourceAdapter,
  memory: Memory,
): Promise<Sighting> {
  if (collected.kind === 'failure') return failed(collected);
  const { captures } = collected;
  if (collected.kind === 'not-modified') return { kind: 'same', captures, isFullFetch: false };
  const hashes = captures.map((capture) => sha256(capture.body));
  if (memory.bodyHashes && hashes.join() === memory.bodyHashes.join()) {
    return { kind: 'same', captures, isFullFetch: true };
  }
  try {
    const reading = await adapter.read(captures, source.options);
    if (reading.kind === 'document') return { kind: 'document', document: reading.document, captures };
    return doubt(reading.kind, reading.evidence, captures);
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    return trouble('failed', error.code, error.message, captures);
  }
}

const outcomeOfFailure: Readonly<Partial<Record<FetchFailureCode, Trouble['outcome']>>> = {
  http_not_found: 'gone',
  http_gone: 'gone',
  redirect_refused: 'moved',
  robots_disallowed: 'blocked',
};

function failed(failure: FetchFailure): Trouble {
  const captures = failure.capture ? [failure.capture] : [];
  const evidence = failure.capture ? judgeFailure(failure.capture) : [];
  const outcome = evidence.length > 0 ? 'blocked' : (outcomeOfFailure[failure.code] ?? 'failed');
  return {
    ...trouble(outcome, failure.code, failure.detail, captures),
    evidence: failure.robots === undefined ? evidence : [{ sign: 'robots.txt', excerpt: failure.robots }],
    retryAfterMs: failure.retryAfterMs,
  };
}

const doubts = {
  blocked: { code: 'challenge', words: 'the answer is a challenge or block page, not the document' },
  suspect: { code: 'implausible', words: 'the answer does not look like the document' },
  moved: { code: 'page_redirect', words: 'the page only sends its readers on to another address' },
} as const;

function doubt(
  outcome: keyof typeof doubts,
  evidence: readonly Evidence[],
  captures: readonly Capture[],
): Trouble {
  const signs = evidence.map((item) => item.sign).join(', ');
  const { code, words } = doubts[outcome];
  return { ...trouble(outcome, code, `${words} (${signs})`, captures), evidence };
}

/** Trouble without evidence beyond its description. */
export function trouble(
  outcome: Trouble['outcome'],
  code: string,
  detail: string,
  captures: readonly Capture[],
): Trouble {
  return { kind: 'trouble', outcome, code, detail, evidence: [], captures, retryAfterMs: null };
}
