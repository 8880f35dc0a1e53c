/**
 * Trouble: why an exchange brought no usable answer, thrown inside this folder and turned into a
 * `FetchFailure` at its edge (create-fetch.ts). Its message completes the sentence `GET <url>: …`.
 */
import type { FetchFailureCode } from '../domain/capture.ts';
import { FetchError } from '../domain/errors.ts';

export class Trouble extends FetchError {
  readonly failure: FetchFailureCode;

  constructor(failure: FetchFailureCode, reason: string, cause?: unknown) {
    super(reason, { code: failure, retry: 'later', fault: 'theirs', cause });
    this.failure = failure;
  }
}
