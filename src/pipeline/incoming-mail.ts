/** Mail that came to us, and what became of it. */

/** One mail as it came. */
export interface IncomingMail {
  /** SHA-256 of its bytes, hex: the same mail is taken once. */
  readonly id: string;
  readonly bytes: Buffer;
}

/** What a mail was taken for. */
export interface TakenMail {
  readonly what:
    | 'failure'
    | 'delay'
    | 'not-ours'
    | 'known'
    | 'acknowledged'
    | 'not-understood'
    | 'nothing-to-acknowledge'
    | 'automatic'
    | 'not-for-us'
    | 'too-large';
  readonly contact: string | null;
  readonly detail: string;
  /** Whether its address gets no mail any more from now on. */
  readonly isNewlySuppressed: boolean;
  /** Mails that were written because of it, to be sent next. */
  readonly deliveries: readonly string[];
}
