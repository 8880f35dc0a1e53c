/** What a history is to those who import it: dated states of one document, oldest first. */
import type { Testimony } from '../domain/witness.ts';

/** The largest file that is taken from a history. */
export const maxFileBytes = 20 * 1024 * 1024;
/** More states than these are not one document's history. */
export const maxStates = 20_000;

export interface HistoryState extends Testimony {
  /** The file's name, which tells how it is read. */
  readonly name: string;
  /** The bytes; null when they cannot be had, with the reason told by `remark`. */
  readonly load: (signal: AbortSignal) => Promise<Uint8Array | { readonly remark: string }>;
}

export interface History {
  /** Oldest first; no date lies before the one of the state before it. */
  readonly states: readonly HistoryState[];
  /** What was passed over, one sentence each. */
  readonly remarks: readonly string[];
}
