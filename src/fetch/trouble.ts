/**
 * Trouble: why an exchange brought no usable answer, thrown inside this folder and turned into a
 * `FetchFailure` at its edge (create-fetch.ts). Its message completes the sentence `GET <url>: …`.
 */
import type { FetchFailureCode } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';

export class Trouble extends FetchError {
  readonly failure: FetchFailureCode;
  /** The rule of robots.txt that decided, if one did. */
  readonly robots: string | undefined;

  constructor(failure: FetchFailureCode, reason: string, cause?: unknown, robots?: string) {
    super(reason, { code: failure, retry: 'later', fault: 'theirs', cause });
    this.failure = failure;
    this.robots = robots;
  }
}
