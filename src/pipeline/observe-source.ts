/** One look at a source: collect its bytes and read them, with every way in which that can fail named. */
import type { Attempt, Capture, FetchFailure, FetchFailureCode, FetchRequest } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { ExtractError } from '../domain/errors.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import { longestGapMs, type Source } from '../domain/source.ts';
import { judgeCutOff } from '../extract/cut-off.ts';
import { decodeText } from '../extract/decode-text.ts';
import { evidenceOf } from '../extract/evidence.ts';
import { judgeExpectations } from '../extract/expectations.ts';
import { judgeFailure } from '../extract/judge-challenge.ts';
import { isHtmlPage } from '../extract/markdown-document.ts';
import { isAmong, isElsewhere } from '../fetch/redirect-rules.ts';
import { maskUrl } from '../fetch/safe-url.ts';
import type { Collected, Evidence, SourceAdapter } from '../sources/adapter.ts';
import { sha256 } from '../store/bodies.ts';
import type { Validators } from '../store/schema.ts';
import type { Deps } from './deps.ts';

/** At least once in this time a source is fetched in full: servers' validators are known to lie. */
const fullFetchWithinMs = 24 * 60 * 60 * 1000;

export interface Trouble {
  readonly kind: 'trouble';
  readonly outcome: Exclude<ObservationOutcome, 'first-seen' | 'unchanged' | 'changed'>;
  readonly code: string;
  readonly detail: string;
  readonly evidence: readonly Evidence[];
  readonly captures: readonly Capture[];
  /** How far the request came, when the network was asked and there was no answer. */
  readonly attempt?: Attempt;
  readonly retryAfterMs: number | null;
}

export type Sighting =
  /** The same bytes as the version that stands, or the server's word that nothing changed. */
  | { readonly kind: 'same'; readonly captures: readonly Capture[]; readonly isFullFetch: boolean }
  | {
      readonly kind: 'document';
      readonly document: Document;
      /** Reasons to look a second time before it is believed, whatever stood before. */
      readonly doubts: readonly Evidence[];
      readonly captures: readonly Capture[];
    }
  | Trouble;

/** What is remembered of earlier looks. */
export interface Memory {
  readonly validators: Readonly<Record<string, Validators>>;
  readonly lastFullFetchAt: Date | null;
  readonly bodyHashes: readonly string[] | null;
  /** Whether this look is to settle a doubt: everything is asked for anew, past validators and caches. */
  readonly isSecondLook: boolean;
}

/** Of a source that is looked at for the first time, or only to see whether it can be read. */
export const noMemory: Memory = {
  validators: {},
  lastFullFetchAt: null,
  bodyHashes: null,
  isSecondLook: false,
};

/** Looks at a source once. Throws only for faults of ours; what the vendor does is a Sighting. */
export async function observeSource(
  deps: Pick<Deps, 'fetch' | 'fetchMail' | 'now'>,
  source: Source,
  adapter: SourceAdapter,
  memory: Memory,
  signal: AbortSignal,
): Promise<Sighting> {
  const { isSecondLook, lastFullFetchAt, bodyHashes } = memory;
  const { language } = source.expect ?? {};
  // Trusted only if the poll after this one is still in time for the daily full fetch.
  const isTrusted =
    !isSecondLook &&
    bodyHashes !== null &&
    lastFullFetchAt !== null &&
    deps.now().getTime() - lastFullFetchAt.getTime() + longestGapMs(source.cadence) <= fullFetchWithinMs;
  const collected = await adapter.collect(source, source.options, {
    fetch: (request: FetchRequest) =>
      deps.fetch(
        {
          ...request,
          headers: {
            ...(language && { 'accept-language': language }),
            ...(isSecondLook && { 'cache-control': 'no-cache', pragma: 'no-cache' }),
            ...source.headers,
            ...request.headers,
          },
          allowPrivate: source.allowPrivate,
          redirectsTo: source.redirectsTo,
          robotsPermission: source.robotsPermission,
        },
        signal,
      ),
    fetchMail: (request) => deps.fetchMail({ ...request, allowPrivate: source.allowPrivate }, signal),
    validators: (url) => (isTrusted ? (memory.validators[url] ?? null) : null),
    now: deps.now,
  });
  return await read(collected, source, adapter, memory);
}

/**
 * What makes an answer the same as another: its bytes, and for a part that may be missing that it is. A host may say
 * "not found" in the words in which it said "found".
 */
export function identityOf({ status, body }: Capture): string {
  return status < 400 ? sha256(body) : `${status} ${sha256(body)}`;
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
  const hashes = captures.map(identityOf);
  if (memory.bodyHashes && hashes.join() === memory.bodyHashes.join()) {
    return { kind: 'same', captures, isFullFetch: true };
  }
  const redirected = captures.filter((capture) => ledAway(capture, source));
  try {
    const reading = await adapter.read(captures, source.options);
    if (reading.kind !== 'document') return doubt(reading.kind, reading.evidence, captures);
    if (redirected.length > 0) return moved(redirected, captures);
    const { document } = reading;
    const unmet = source.expect ? judgeExpectations(document, captures, source.expect) : [];
    if (unmet.length > 0) return doubt('unexpected', unmet, captures);
    return { kind: 'document', document, doubts: doubtsOf(captures), captures };
  } catch (error) {
    if (!(error instanceof ExtractError)) throw error;
    if (redirected.length > 0) return moved(redirected, captures);
    return {
      ...trouble('failed', error.code, error.message, captures),
      evidence: [evidenceOf(error.code, error.message)],
    };
  }
}

/** Whether an answer came from elsewhere than was asked, and elsewhere than the operator said is fine. */
function ledAway({ url, finalUrl, redirects }: Capture, { redirectsTo = [] }: Source): boolean {
  return redirects.length > 0 && isElsewhere(url, finalUrl) && !isAmong(redirectsTo, finalUrl);
}

function moved(redirected: readonly Capture[], captures: readonly Capture[]): Trouble {
  const evidence = redirected.map(({ url, finalUrl, redirects }) => {
    const hops = [url, ...redirects.map(({ to, status }) => `(${status}) ${to}`)];
    return evidenceOf(
      'redirect',
      hops.at(-1)?.endsWith(finalUrl) ? hops.join(' → ') : `${url} → ${finalUrl}`,
    );
  });
  const to = redirected.map(({ finalUrl }) => maskUrl(finalUrl)).join(', ');
  const detail = `the address redirects to ${to}; if that is its new place, make it the url of the source (or allow it in \`redirectsTo\`)`;
  return { ...trouble('moved', 'redirected', detail, captures), evidence };
}

/** Reasons to doubt a document that lie in its answers. */
export function doubtsOf(captures: readonly Capture[]): readonly Evidence[] {
  return captures.flatMap(cutOff);
}

function cutOff(capture: Capture): readonly Evidence[] {
  const { text } = decodeText(capture.body, capture.headers['content-type'] ?? null);
  return isHtmlPage(text) ? judgeCutOff(text) : [];
}

const outcomeOfFailure: Readonly<Partial<Record<FetchFailureCode, Trouble['outcome']>>> = {
  http_not_found: 'gone',
  http_gone: 'gone',
  redirect_refused: 'moved',
  robots_disallowed: 'blocked',
};

function failed(failure: FetchFailure): Trouble {
  const { capture, code, detail, robots } = failure;
  const captures = [...(failure.answered ?? []), ...(capture ? [capture] : [])];
  const challenges = capture ? judgeFailure(capture) : [];
  const outcome = challenges.length > 0 ? 'blocked' : (outcomeOfFailure[code] ?? 'failed');
  return {
    ...trouble(outcome, code, detail, captures),
    evidence: challenges.length > 0 ? challenges : [evidenceOfFailure(failure, robots)],
    ...(failure.attempt && { attempt: failure.attempt }),
    retryAfterMs: failure.retryAfterMs,
  };
}

/** What shows the failure: the rule, the answer's status with the hops that led there, or what the network said. */
function evidenceOfFailure({ capture, code, detail }: FetchFailure, robots: string | undefined): Evidence {
  if (robots !== undefined) return evidenceOf('robots.txt', robots);
  if (!capture) return evidenceOf(code, detail);
  const { status, finalUrl, redirects, headers } = capture;
  const location = headers['location'] === undefined ? '' : `, Location: ${maskUrl(headers['location'])}`;
  const hops = redirects.map(({ from, status: hop }) => `${maskUrl(from)} (${hop}) → `).join('');
  return evidenceOf('http-status', `${hops}${maskUrl(finalUrl)}: status ${status}${location}`);
}

const doubts = {
  blocked: { code: 'challenge', words: 'the answer is a challenge or block page, not the document' },
  suspect: { code: 'implausible', words: 'the answer does not look like the document' },
  unexpected: { code: 'unexpected', words: 'the answer lacks what `expect` demands of it' },
  moved: { code: 'page_redirect', words: 'the page only sends its readers on to another address' },
} as const;

function doubt(
  kind: keyof typeof doubts,
  evidence: readonly Evidence[],
  captures: readonly Capture[],
): Trouble {
  const signs = evidence.map((item) => item.sign).join(', ');
  const { code, words } = doubts[kind];
  const outcome = kind === 'unexpected' ? 'suspect' : kind;
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
