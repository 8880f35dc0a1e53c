/**
 * The network as the rest of the program sees it: polite, bounded in time and bytes, closed to private
 * addresses. Whatever the other side does becomes a `FetchResult`, never an exception.
 */
import { lookup } from 'node:dns/promises';
import { getCACertificates } from 'node:tls';
import type { Fetch, FetchRequest } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';
import type { Resolve } from './connector.ts';
import { createPerHost } from './per-host.ts';
import { runFetch } from './run-fetch.ts';

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
  readonly now: () => Date;
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
  const perHost = createPerHost({ atOnce: options.perHost ?? 1, spacingMs: options.spacingMs ?? 1000 });
  const settings = {
    userAgent: options.userAgent,
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    maxRedirects: options.maxRedirects ?? 5,
    now: options.now,
    resolve: options.resolve ?? ((hostname: string) => lookup(hostname, { all: true })),
    certificateAuthorities: options.extraCertificateAuthorities && [
      ...getCACertificates('default'),
      ...options.extraCertificateAuthorities,
    ],
  };

  const fetch: Fetch = async (request, callerSignal) => {
    const signal = AbortSignal.any([callerSignal, closing.signal]);
    const run = perHost(hostOf(request), () => runFetch(request, signal, settings), signal);
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
function hostOf(request: FetchRequest): string {
  return URL.parse(request.url)?.host ?? '';
}
