/** How far an entry is about a change. */

export interface Score {
  /** 0 … 1. */
  readonly value: number;
  readonly reason: string;
  /** Whether the entry names what came or went, rather than only sharing words with it. */
  readonly isNaming: boolean;
}

/** At and above it an entry is taken to announce the change. */
export const acceptedScore = 0.6;

/** At and above it, below acceptance, an entry of the right time may be about the change: a reason for doubt. */
export const doubtfulScore = 0.45;

export const nothingShared: Score = {
  value: 0,
  reason: 'It shares nothing with the change.',
  isNaming: false,
};
