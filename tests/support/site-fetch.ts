/** A fetcher for tests: quick, impatient, and allowed to reach sites on 127.0.0.1. */
import type { FetchFailure, FetchRequest, FetchResult } from '../../src/domain/capture.ts';
import { createFetch, type FetchOptions } from '../../src/fetch/create-fetch.ts';

export interface TestFetch {
  /** Fetches with 127.0.0.1 allowed unless the request says otherwise. */
  get(url: string, request?: Omit<FetchRequest, 'url'>, signal?: AbortSignal): Promise<FetchResult>;
  close(): Promise<void>;
}

export const testNow = new Date('2026-06-01T12:00:00Z');

export function createTestFetch(options: Partial<FetchOptions> = {}): TestFetch {
  const fetcher = createFetch({
    userAgent: 'modelwarden-test/1 (+https://modelwarden.example)',
    timeoutMs: 10_000,
    maxBytes: 1_000_000,
    spacingMs: 0,
    // The clock stands still, so a host that asked for patience once would be left alone for ever.
    rests: { load: async () => null, note: async () => undefined },
    now: () => testNow,
    ...options,
  });
  return {
    get: (url, request, signal = new AbortController().signal) =>
      fetcher.fetch({ url, allowPrivate: ['127.0.0.1'], ...request }, signal),
    close: () => fetcher.close(),
  };
}

/** The failure that a result has to be. */
export function failureOf(result: FetchResult): FetchFailure {
  if (result.kind !== 'failure') {
    throw new Error(`expected a failure, got ${result.kind} with status ${result.capture.status}`);
  }
  return result;
}

/** The text of a result that has to be a full answer. */
export function textOf(result: FetchResult): string {
  if (result.kind !== 'ok') {
    throw new Error(`expected an answer, got ${result.kind === 'failure' ? result.detail : result.kind}`);
  }
  return Buffer.from(result.capture.body).toString('utf8');
}
