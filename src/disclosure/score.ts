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

export const nothingShared: Score = {
  value: 0,
  reason: 'It shares nothing with the change.',
  isNaming: false,
};
