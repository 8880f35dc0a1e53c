/**
 * Asks robots.txt before anything else of an origin (RFC 9309), once a day, and lets through what it allows.
 * The files are kept by a port, so that all workers and restarts share them.
 */
import type { FetchFailure, FetchResult } from '../domain/capture.ts';
import { decidingRule, maxRobotsBytes, parseRobots, type RobotsRules } from './robots-rules.ts';
import { Trouble } from './trouble.ts';

/** Our name in robots.txt. */
const product = 'modelwarden';
const dayMs = 24 * 60 * 60 * 1000;
/** A file is asked for again after a day (RFC 9309 §2.4). */
const freshForMs = dayMs;
/** An origin whose file cannot be had for longer than this counts as one without a file (§2.3.1.4). */
const unreachableForMs = 30 * dayMs;

/** What is known of an origin's robots.txt. */
export interface RobotsFile {
  /** When the origin last answered; null when it never did. */
  readonly answeredAt: Date | null;
  /** The file; empty when the origin has none. */
  readonly text: string;
  /** Since when every attempt to get it failed; null when the last one did not. */
  readonly unreachableSince: Date | null;
}

export interface RobotsStore {
  load(origin: string): Promise<RobotsFile | null>;
  save(origin: string, file: RobotsFile): Promise<void>;
}

/** What one fetch, with its redirects, learns about the origins that it touches. */
export interface RobotsVisit {
  /** Whether the origin's file needs no asking for: it was asked for today, or in this visit. */
  isKnown(origin: string): Promise<boolean>;
  /** Asks the origin for its file and keeps the answer. */
  ask(origin: string, signal: AbortSignal): Promise<void>;
  /**
   * Says for the record why the address may be fetched, asking for the file if nobody has.
   * @throws Trouble `robots_disallowed` with the rule; the failure's own code when the origin is out of reach.
   */
  permit(url: URL, signal: AbortSignal): Promise<string>;
}

export interface RobotsOptions {
  readonly store: RobotsStore;
  readonly now: () => Date;
  /** Fetches a robots.txt, which itself needs no permission; more than `maxRobotsBytes` is cut off. */
  readonly get: (url: string, signal: AbortSignal) => Promise<FetchResult>;
}

type Known =
  | { readonly kind: 'file'; readonly rules: RobotsRules; readonly remark: string }
  | { readonly kind: 'out-of-reach'; readonly failure: FetchFailure };

/** Begins a visit. */
export function visitRobots({ store, now, get }: RobotsOptions): RobotsVisit {
  const known = new Map<string, Known>();

  async function isKnown(origin: string): Promise<boolean> {
    if (known.has(origin)) return true;
    const file = await store.load(origin);
    if (!file?.answeredAt || now().getTime() - file.answeredAt.getTime() >= freshForMs) return false;
    known.set(origin, readFile(file.text, 'no rule of robots.txt speaks of it'));
    return true;
  }

  async function ask(origin: string, signal: AbortSignal): Promise<void> {
    const result = await get(`${origin}/robots.txt`, signal);
    signal.throwIfAborted();
    const text = textOf(result);
    if (text === null && result.kind === 'failure') {
      known.set(origin, await noteUnreachable(origin, result));
      return;
    }
    await store.save(origin, { answeredAt: now(), text: text ?? '', unreachableSince: null });
    known.set(origin, readFile(text ?? '', 'no rule of robots.txt speaks of it'));
  }

  /** Old rules stand while new ones cannot be had (RFC 9309 §2.4); without any, nothing may be fetched. */
  async function noteUnreachable(origin: string, failure: FetchFailure): Promise<Known> {
    const old = await store.load(origin);
    const since = old?.unreachableSince ?? now();
    await store.save(origin, {
      answeredAt: old?.answeredAt ?? null,
      text: old?.text ?? '',
      unreachableSince: since,
    });
    if (old?.answeredAt) return readFile(old.text, 'no rule of the last robots.txt speaks of it');
    return now().getTime() - since.getTime() > unreachableForMs
      ? readFile('', `robots.txt has been out of reach since ${since.toISOString()}`)
      : { kind: 'out-of-reach', failure };
  }

  return {
    isKnown,
    ask,
    permit: async (url, signal) => {
      if (!(await isKnown(url.origin))) await ask(url.origin, signal);
      const file = known.get(url.origin);
      if (file === undefined || file.kind === 'out-of-reach') throw outOfReach(url, file?.failure);
      const rule = decidingRule(file.rules, url);
      if (rule?.isAllowing === false) {
        const reason = `robots.txt of ${url.host} asks robots to stay away (${rule.shown})`;
        throw new Trouble('robots_disallowed', reason, undefined, { robots: rule.shown });
      }
      return rule ? `allowed: ${rule.shown}` : `allowed: ${file.remark}`;
    },
  };
}

function readFile(text: string, remark: string): Known {
  return { kind: 'file', rules: parseRobots(text, product), remark };
}

/** The file; empty when there is none (RFC 9309 §2.3.1.2 and §2.3.1.3); null when it is out of reach. */
function textOf(result: FetchResult): string | null {
  // NUL characters mean nothing here, and PostgreSQL does not store them.
  if (result.kind !== 'failure')
    return new TextDecoder().decode(result.capture.body.subarray(0, maxRobotsBytes)).replaceAll('\0', '');
  const isElsewhere = result.code === 'redirect_loop' || result.code === 'redirect_refused';
  const status = result.capture?.status ?? 0;
  return isElsewhere || (status >= 300 && status <= 499) ? '' : null;
}

/** Servers that fail are a refusal (RFC 9309 §2.3.1.4); hosts that are not there are what they are. */
function outOfReach(url: URL, failure: FetchFailure | undefined): Trouble {
  const why = failure?.detail.replace(/\.$/, '') ?? 'it was not asked for';
  if (failure && failure.code !== 'http_unavailable') {
    return new Trouble(failure.code, `robots.txt comes first, and ${why}`, undefined, {
      attempt: failure.attempt,
    });
  }
  const rule = `robots.txt of ${url.host} cannot be had (${why}); until it can, nothing may be fetched`;
  return new Trouble('robots_disallowed', rule, undefined, {
    robots: `unreachable: ${why}`,
    attempt: failure?.attempt,
  });
}
