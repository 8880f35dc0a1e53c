/** How long the queue waits for what. Production uses the defaults; tests shorten them. */

export interface Timing {
  /** A job whose worker died is noticed after about `lockDurationMs` + `stalledIntervalMs`. */
  readonly stalledIntervalMs: number;
  /** Renewed at half of it while the handler runs, however long that takes. */
  readonly lockDurationMs: number;
  /** Wait before the second attempt; doubles with each further one, with jitter. */
  readonly retryDelayMs: number;
  /** How long `add`, `ping` and the start of `work` wait for the backend. */
  readonly answerMs: number;
  /**
   * How long a worker's connection may owe an answer before it is taken for dead and made anew. On Redis it
   * must exceed the 10 s that a wait for a job may last.
   */
  readonly silenceMs: number;
  /** How long `close` waits for handlers after it has aborted their signals. */
  readonly abandonMs: number;
}

export const defaultTiming: Timing = {
  stalledIntervalMs: 30_000,
  lockDurationMs: 30_000,
  retryDelayMs: 5_000,
  answerMs: 5_000,
  silenceMs: 30_000,
  abandonMs: 5_000,
};
