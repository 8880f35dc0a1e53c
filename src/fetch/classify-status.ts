/** What a status code means for a poll: the document, or one of the failures. */
import type { FetchFailureCode } from '../domain/capture.ts';

const failures: Readonly<Record<number, readonly [FetchFailureCode, string]>> = {
  401: ['http_unauthorized', 'the server wants credentials'],
  403: ['http_unauthorized', 'the server refuses to show this page'],
  404: ['http_not_found', 'the server does not know this page'],
  410: ['http_gone', 'the server says that this page is gone for good'],
  429: ['http_rate_limited', 'the server asks for fewer requests'],
};

/** Full answers. 206 is not among them: part of a document is not a document, and no range was asked for. */
const okStatuses: ReadonlySet<number> = new Set([200, 201, 202, 203, 204, 205]);

/** Null for a full answer; otherwise the failure and words that complete `GET <url>: …`. */
export function statusFailure(status: number): { code: FetchFailureCode; words: string } | null {
  if (okStatuses.has(status)) {
    return null;
  }
  const [code, words] =
    failures[status] ??
    (status >= 500 && status <= 599
      ? (['http_unavailable', 'the server is not able to answer'] as const)
      : ([
          'http_error',
          status === 304 ? 'an answer to a question that was not asked' : 'no usable answer',
        ] as const));
  return { code, words: `${words} (status ${status})` };
}
