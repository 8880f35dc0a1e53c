/**
 * The network as the rest of the program sees it: polite, bounded in time and bytes, closed to private
 * addresses. Whatever the other side does becomes a `FetchResult`, never an exception.
 */
import { lookup } from 'node:dns/promises';
import { getCACertificates } from 'node:tls';
import type { Fetch } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';
import type { FetchMail } from '../domain/mailbox.ts';
import type { Post } from '../domain/post.ts';
import type { BrowserSettings } from './browser.ts';
import type { Resolve } from './connector.ts';
import { createFetchMail } from './fetch-mail.ts';
import { createRestsMemory, type HostRests } from './host-rests.ts';
import { createPerHost, type PerHost } from './per-host.ts';
import { createPost } from './post.ts';
import { noProxies, type Proxies } from './proxy-choice.ts';
import type { RobotsStore } from './robots-gate.ts';
import { createRobotsMemory } from './robots-memory.ts';
import { createSharedTurns, type HostTurns } from './shared-turns.ts';
import { visitHost } from './visit-host.ts';

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
  /** Where it is kept which hosts asked to be left alone; absent: in this process. */
  readonly rests?: HostRests;
  /** Where robots files are kept; absent: in this process. */
  readonly robots?: RobotsStore;
  /** The browser that renders pages; absent: none does. */
  readonly browser?: BrowserSettings | null;
  /** Proxies that requests go through; absent: none. */
  readonly proxies?: Proxies;
  readonly now: () => Date;
  /** Longest wait for turns with a host; well below the lease of a poll. Default 120,000. */
  readonly longestWaitMs?: number;
  /** For tests; default is the system's resolver. */
  readonly resolve?: Resolve;
  /** PEM texts trusted besides the runtime's own; for tests. */
  readonly extraCertificateAuthorities?: readonly string[];
}

export interface Fetcher {
  /**
   * Fetches a URL with GET. Rejects only when the caller aborts (with the signal's reason), when the fetcher
   * is closed, when a header of the request cannot be sent (`FetchError`), and when `turns` or `robots` fail.
   */
  readonly fetch: Fetch;
  /** Reads a mailbox; rejects as `fetch` does. */
  readonly fetchMail: FetchMail;
  /** Posts to a service that the operator named; rejects as `fetch` does. */
  readonly post: Post;
  /** Cuts what is under way and resolves when it has ended. */
  close(): Promise<void>;
}

/** Builds the one fetcher of a process. */
export function createFetch(options: FetchOptions): Fetcher {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const settings = {
    inTurn: createTurns(options),
    rests: options.rests ?? createRestsMemory(),
    longestWaitMs: options.longestWaitMs ?? 120_000,
    robots: options.robots ?? createRobotsMemory(),
    browser: options.browser ?? null,
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

  async function tracked<Result>(
    callerSignal: AbortSignal,
    start: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const run = start(AbortSignal.any([callerSignal, closing.signal]));
    running.add(run);
    try {
      return await run;
    } finally {
      running.delete(run);
    }
  }

  const fetchMail = createFetchMail(settings);
  const post = createPost(settings);

  return {
    fetch: (request, caller) => tracked(caller, (signal) => visitHost(request, signal, settings)),
    fetchMail: (request, caller) => tracked(caller, (signal) => fetchMail(request, signal)),
    post: (request, caller) => tracked(caller, (signal) => post(request, signal)),
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

/** A turn in this process first, so that one worker asks for a host's shared turn once at a time. */
function createTurns(options: FetchOptions): PerHost {
  const spacingMs = options.spacingMs ?? 1000;
  const inProcess = createPerHost({ atOnce: options.perHost ?? 1, spacingMs });
  if (!options.turns) return inProcess;
  const shared = createSharedTurns(options.turns, spacingMs);
  return (host, work, waiting) => inProcess(host, () => shared(host, work, waiting), waiting);
}
