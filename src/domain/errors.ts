/**
 * One error class with meaning: a stable code, whose fault it is, and whether trying again can help.
 * Retry policy is data on the error, never a guess from its text. Expected outcomes (unchanged, blocked,
 * gone) are union results, not errors.
 */

/** `now`: at once; `later`: by the source's or relay's own back-off; `never`: only after somebody mends it. */
export type Retry = 'now' | 'later' | 'never';

/** `theirs`: record and retry by policy; `config`: stop that part and tell the operator; `ours`: fail loudly. */
export type Fault = 'ours' | 'theirs' | 'config';

export interface ErrorDetail {
  readonly code: string;
  readonly retry: Retry;
  readonly fault: Fault;
  /** What the reader should do next, one sentence. */
  readonly advice?: string;
  readonly cause?: unknown;
}

export abstract class WatchError extends Error {
  readonly code: string;
  readonly retry: Retry;
  readonly fault: Fault;
  readonly advice: string | undefined;

  constructor(message: string, detail: ErrorDetail) {
    super(message, { cause: detail.cause });
    this.name = new.target.name;
    this.code = detail.code;
    this.retry = detail.retry;
    this.fault = detail.fault;
    this.advice = detail.advice;
  }
}

/** Something in `config/` or the environment is wrong; nothing starts or changes until it is mended. */
export class ConfigError extends WatchError {}
/** A request could not be made or answered; always recorded as an observation. */
export class FetchError extends WatchError {}
/** Bytes arrived but no document could be read from them. */
export class ExtractError extends WatchError {}
/** The database or the data folder failed. */
export class StoreError extends WatchError {}
/** A message could not be rendered or handed over. */
export class MailError extends WatchError {}
/** The evidence log could not be written, signed or read. */
export class EvidenceError extends WatchError {}
