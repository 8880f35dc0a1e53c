/** What one look at a source shows about the source itself, and what an operator can do about it. Pure. */
import type { Capture, FetchFailureCode } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { isAnnouncing, type Source } from '../domain/source.ts';
import { findDates } from '../facts/dates.ts';
import type { Sighting, Trouble } from './observe-source.ts';

export const sourceConditions = [
  'works',
  'quiet',
  'blocked',
  'forbidden by robots',
  'moved',
  'gone',
  'needs JavaScript',
  'needs key',
  'nothing extracted',
  'doubtful',
  'unreachable',
] as const;
export type SourceCondition = (typeof sourceConditions)[number];

export interface Diagnosis {
  readonly condition: SourceCondition;
  /** What was seen, one sentence. */
  readonly detail: string;
  /** What to do; null when all is well. */
  readonly advice: string | null;
}

/** An announcing source counts as quiet after so many of the times in which it usually has something new. */
const quietAfter = 3;
const dayMs = 86_400_000;

/** The condition of the source that was looked at without any memory of it. */
export function diagnoseSighting(sighting: Sighting, source: Source, now: Date): Diagnosis {
  switch (sighting.kind) {
    case 'document':
      return diagnoseDocument(sighting.document, sighting.captures, source, now);
    case 'same':
      return { condition: 'works', detail: 'not modified', advice: null };
    case 'trouble':
      return diagnoseTrouble(sighting, source);
  }
}

function diagnoseDocument(
  document: Document,
  captures: readonly Capture[],
  source: Source,
  now: Date,
): Diagnosis {
  const blocks = `${document.blocks.length} ${document.blocks.length === 1 ? 'block' : 'blocks'}`;
  const newest = newestEntry(document, now);
  const quietMs = newest === null ? 0 : now.getTime() - newest.getTime();
  const usualMs = source.changesEveryMs ?? Number.POSITIVE_INFINITY;
  const read =
    newest === null ? blocks : `${blocks}, the newest entry of ${newest.toISOString().slice(0, 10)}`;
  if (isAnnouncing(source) && quietMs > quietAfter * usualMs) {
    return {
      condition: 'quiet',
      detail: `${read}, although something new is expected about every ${Math.round(usualMs / dayMs)} days`,
      advice:
        'look whether the vendor announces at another address now; if it is only rare, raise `changesEvery`',
    };
  }
  const lasting = movedForGood(captures);
  const hint = lasting === null ? '' : `; it answers from ${lasting} for good: write that address`;
  return { condition: 'works', detail: `${read}${hint}`, advice: null };
}

/** Where the first answer came from, when every redirect on the way said that it is for good (301, 308). */
function movedForGood(captures: readonly Capture[]): string | null {
  const [first] = captures;
  if (first === undefined || first.redirects.length === 0) return null;
  return first.redirects.every(({ status }) => status === 301 || status === 308) ? first.finalUrl : null;
}

/** The last day up to now that an entry bears: by its stamp, else printed in a heading. */
function newestEntry(document: Document, now: Date): Date | null {
  const headings = document.blocks.filter((block) => block.kind === 'heading');
  const stamps = headings.flatMap(({ entry }) => (entry?.publishedAt ? [Date.parse(entry.publishedAt)] : []));
  const printed = headings.flatMap(({ text }) => findDates(text).map(({ date }) => Date.parse(date)));
  const past = (stamps.length > 0 ? stamps : printed).filter((time) => time <= now.getTime());
  return past.length === 0 ? null : new Date(past.reduce((a, b) => Math.max(a, b)));
}

function diagnoseTrouble(trouble: Trouble, source: Source): Diagnosis {
  const condition = conditionOf(trouble, source);
  return { condition, detail: trouble.detail, advice: adviceFor(condition, trouble, source) };
}

function conditionOf({ outcome, code, evidence, captures }: Trouble, source: Source): SourceCondition {
  if (code === 'robots_disallowed') return 'forbidden by robots';
  if (outcome === 'blocked') return 'blocked';
  if (outcome === 'moved' || outcome === 'gone') return outcome;
  if (code === 'browser_missing' || code === 'browser_failed') return 'needs JavaScript';
  if (code === 'mail_refused') return 'needs key';
  const signs = new Set(evidence.map(({ sign }) => sign));
  if (signs.has('app-shell')) return 'needs JavaScript';
  if (signs.has('sign-in-page')) return 'needs key';
  if (signs.has('soft-not-found') || signs.has('parked-domain')) return 'gone';
  if (signs.has('maintenance-page')) return 'unreachable';
  if (outcome === 'suspect') return 'doubtful';
  if (code === 'http_unauthorized') {
    // 403 without any key of ours is a refusal of the visitor, not of the key.
    const isRefusal = captures.at(-1)?.status === 403 && Object.keys(source.headers).length === 0;
    return isRefusal ? 'blocked' : 'needs key';
  }
  return unreachable.has(code) ? 'unreachable' : 'nothing extracted';
}

const unreachable: ReadonlySet<string> = new Set<FetchFailureCode>([
  'dns_failed',
  'connection_refused',
  'connection_lost',
  'timed_out',
  'tls_invalid',
  'address_forbidden',
  'redirect_loop',
  'http_rate_limited',
  'http_unavailable',
  'http_error',
  'too_large',
  'bad_encoding',
  'bad_url',
  'folder_unreadable',
  'host_busy',
  'proxy_failed',
]);

const adviceByCode: Readonly<Record<string, string>> = {
  dns_failed: 'check the address for slips, and whether this machine can resolve names',
  tls_invalid: 'certificates are never ignored: if the vendor’s is wrong, tell the vendor',
  http_rate_limited: 'wait, and poll less often',
  proxy_failed: 'correct HTTPS_PROXY or HTTP_PROXY, or ask whoever runs the proxy',
  host_busy: 'try again when the worker is not polling the same host',
  folder_unreadable: 'correct `folder` or its rights',
  too_large: 'watch a smaller document, or raise `fetch.maxBytes`',
  redirected: 'write that address at the source, or allow it in `redirectsTo` if the redirect is to stay',
  page_redirect: 'write the address that the page leads to at the source',
  unexpected: 'open the address in a browser; if the page is right, correct `expect` at the source',
  selector_matched_nothing: 'adjust `select`: see `npx modelwarden preview`',
  records_not_found: 'adjust `records` or `id`: see `npx modelwarden preview`',
  no_page_under_prefix: 'adjust `prefix`: the site has other paths now',
  html_instead_of_markdown: 'the Markdown twin is no longer offered: find its address, or use the kind html',
};

function adviceFor(condition: SourceCondition, { code }: Trouble, { url }: Source): string {
  if (code === 'address_forbidden') {
    const host = URL.parse(url)?.host ?? '';
    return `if the address is on your own network and meant, write \`allowPrivate: ["${host}"]\` at the source`;
  }
  const known = adviceByCode[code];
  if (known !== undefined) return known;
  switch (condition) {
    case 'blocked':
      return 'ask the vendor for access, or watch another address of the same document (feed, Markdown, repository)';
    case 'forbidden by robots':
      return 'ask the vendor, then write `robots: ignore` and the `permission` at the source; or watch another address';
    case 'moved':
    case 'gone':
      return 'find the new address (`npx modelwarden add <url>` tells how to read it) and write it at the source';
    case 'needs JavaScript':
      return 'look for its Markdown address, feed or JSON endpoint, which `npx modelwarden add <url>` tries; or render it';
    case 'needs key':
      return 'set the key that `headers` takes from the environment, or check that it is still good';
    case 'nothing extracted':
      return 'adjust `kind`, `select` or `records`: see `npx modelwarden preview`';
    case 'doubtful':
      return 'open the address in a browser and compare it with `npx modelwarden preview`';
    case 'unreachable':
      return 'try again later; if it lasts, check the address and the way out of your network';
    case 'works':
    case 'quiet':
      return '';
  }
}
