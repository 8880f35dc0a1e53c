/**
 * The network as the rest of the program sees it: polite, bounded in time and bytes, closed to private
 * addresses. Whatever the other side does becomes a `FetchResult`, never an exception.
 */
import { lookup } from 'node:dns/promises';
import { getCACertificates } from 'node:tls';
import type { Fetch, FetchFailure, FetchRequest, FetchResult } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';
import type { Resolve } from './connector.ts';
import { createPerHost, type PerHost } from './per-host.ts';
import { noProxies, type Proxies } from './proxy-choice.ts';
import { type RobotsStore, visitRobots } from './robots-gate.ts';
import { createRobotsMemory } from './robots-memory.ts';
import { maxRobotsBytes } from './robots-rules.ts';
import { runFetch } from './run-fetch.ts';
import { maskUrl } from './safe-url.ts';
import { createSharedTurns, type HostTurns } from './shared-turns.ts';

/** Longest time for a robots.txt; a server that takes longer counts as one that cannot give it. */
const maxRobotsTimeoutMs = 20_000;

export interface FetchOptions {
  /** Says who asks and where to complain. */
  readonly userAgent: string;
  /** Deadline of a whole exchange with its redirects, counted from the host's turn. */
  readonly timeoutMs: number;
  /** Budget of a body, on the wire and again decoded. */
  readonly maxBytes: number;
  /** Default 5. */
  readonly maxRedirects?: number;
  /** Requests to one host at the same time. Default 1. */
  readonly perHost?: number;
  /** Pause between two requests to one host. Default 1,000. */
  readonly spacingMs?: number;
  /** Turns with hosts that other workers take, too; absent: this process is alone. */
  readonly turns?: HostTurns;
  /** Where robots files are kept; absent: in this process. */
  readonly robots?: RobotsStore;
  /** Proxies that requests go through; absent: none. */
  readonly proxies?: Proxies;
  readonly now: () => Date;
  /** Longest wait for a host's turn. Default: a minute and two pauses. */
  readonly longestWaitMs?: number;
  /** For tests; default is the system's resolver. */
  readonly resolve?: Resolve;
  /** PEM texts trusted besides the runtime's own; for tests. */
  readonly extraCertificateAuthorities?: readonly string[];
}

export interface Fetcher {
  /**
   * Fetches a URL with GET. Rejects only when the caller aborts (with the signal's reason), when the fetcher
   * is closed, and when a header of the request cannot be sent (`FetchError`).
   */
  readonly fetch: Fetch;
  /** Cuts what is under way and resolves when it has ended. */
  close(): Promise<void>;
}

/** Builds the one fetcher of a process. */
export function createFetch(options: FetchOptions): Fetcher {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const inTurn = createTurns(options);
  const robots = options.robots ?? createRobotsMemory();
  const settings = {
    userAgent: options.userAgent,
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    maxRedirects: options.maxRedirects ?? 5,
    now: options.now,
    proxies: options.proxies ?? noProxies,
    resolve: options.resolve ?? ((hostname: string) => lookup(hostname, { all: true })),
    certificateAuthorities: options.extraCertificateAuthorities && [
      ...getCACertificates('default'),
      ...options.extraCertificateAuthorities,
    ],
  };

  /** One visit: robots.txt in a turn of its own when it is not known, then the document with its redirects. */
  async function visit(request: FetchRequest, signal: AbortSignal): Promise<FetchResult> {
    const startedAt = options.now();
    const waiting = AbortSignal.any([signal, AbortSignal.timeout(longestWaitMs(options))]);
    const { origin, host } = URL.parse(request.url) ?? unusable;
    const { robotsPermission } = request;
    const rules = visitRobots({
      store: robots,
      now: options.now,
      get: (url, robotsSignal) =>
        runFetch(robotsRequest(url, request, options), robotsSignal, {
          ...settings,
          want: 'beginning',
          permit: async () => null,
        }),
    });
    try {
      if (robotsPermission === undefined && /^https?:/.test(origin) && !(await rules.isKnown(origin))) {
        const learn = async () => (await rules.isKnown(origin)) || (await rules.ask(origin, signal));
        await inTurn(host, learn, waiting);
      }
      const permit = async (url: URL, hopSignal: AbortSignal) =>
        robotsPermission === undefined
          ? rules.permit(url, hopSignal)
          : `not asked, by permission: ${robotsPermission}`;
      const run = () => runFetch(request, signal, { ...settings, want: 'whole', permit });
      return await inTurn(host, run, waiting);
    } catch (error) {
      signal.throwIfAborted();
      if (!waiting.aborted || error !== waiting.reason) throw error;
      return busy(request, host, { startedAt, finishedAt: options.now() });
    }
  }

  const fetch: Fetch = async (request, callerSignal) => {
    const signal = AbortSignal.any([callerSignal, closing.signal]);
    const run = visit(request, signal);
    running.add(run);
    try {
      return await run;
    } finally {
      running.delete(run);
    }
  };

  return {
    fetch,
    close: async () => {
      closing.abort(
        new FetchError('the fetcher was closed while a request was under way', {
          code: 'fetch_closed',
          retry: 'later',
          fault: 'ours',
        }),
      );
      await Promise.allSettled(running);
    },
  };
}

/** Unusable URLs share a turn of their own; they are refused before anything is sent. */
const unusable = { origin: '', host: '' };

/** A turn in this process first, so that one worker asks for a host's shared turn once at a time. */
function createTurns(options: FetchOptions): PerHost {
  const spacingMs = options.spacingMs ?? 1000;
  const inProcess = createPerHost({ atOnce: options.perHost ?? 1, spacingMs });
  if (!options.turns) return inProcess;
  const shared = createSharedTurns(options.turns, spacingMs);
  return (host, work, waiting) => inProcess(host, () => shared(host, work, waiting), waiting);
}

/** Waiting for a host is bounded, but leaves room for a few others' turns and pauses. */
function longestWaitMs(options: FetchOptions): number {
  return options.longestWaitMs ?? 60_000 + 2 * (options.spacingMs ?? 1000);
}

/** The request for a robots.txt: nothing of the source's own but what it may reach. */
function robotsRequest(url: string, request: FetchRequest, options: FetchOptions): FetchRequest {
  return {
    url,
    accept: 'text/plain, */*;q=0.1',
    ...(request.allowPrivate && { allowPrivate: request.allowPrivate }),
    maxBytes: maxRobotsBytes,
    timeoutMs: Math.min(request.timeoutMs ?? options.timeoutMs, maxRobotsTimeoutMs),
  };
}

function busy(request: FetchRequest, host: string, times: Pick<FetchFailure, 'startedAt' | 'finishedAt'>) {
  return {
    kind: 'failure',
    code: 'host_busy',
    detail: `GET ${maskUrl(request.url)}: other requests to ${host} took so long that this one was not sent.`,
    capture: null,
    retryAfterMs: null,
    ...times,
  } as const;
}
