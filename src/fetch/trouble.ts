/**
 * Trouble: why an exchange brought no usable answer, thrown inside this folder and turned into a
 * `FetchFailure` at its edge (create-fetch.ts). Its message completes the sentence `GET <url>: …`.
 */
import type { Attempt, FetchFailureCode } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';

export class Trouble extends FetchError {
  readonly failure: FetchFailureCode;
  /** The rule of robots.txt that decided, if one did. */
  readonly robots: string | undefined;
  /** How long not to ask again, when that is known without an answer. */
  readonly retryAfterMs: number | null;

  /** How far the request came that failed, when it was another one than that of the document. */
  readonly attempt: Attempt | undefined;

  constructor(
    failure: FetchFailureCode,
    reason: string,
    cause?: unknown,
    more: {
      readonly robots?: string;
      readonly retryAfterMs?: number;
      readonly attempt?: Attempt | undefined;
    } = {},
  ) {
    super(reason, { code: failure, retry: 'later', fault: 'theirs', cause });
    this.failure = failure;
    this.robots = more.robots;
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.attempt = more.attempt;
  }
}
