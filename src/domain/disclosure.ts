/** What a vendor told the world about a change, and how we came to say so. */
import type { Subject } from './change.ts';
import type { CalendarDate } from './document.ts';

/** One dated entry of an announcing source. */
export interface Announcement {
  /** Stable within its source: the entry's own id, or a hash of its date and title. */
  readonly key: string;
  readonly sourceId: string;
  /** The day the entry bears; null when it bears none. */
  readonly date: CalendarDate | null;
  readonly title: string;
  readonly text: string;
  readonly url: string | null;
  readonly subjects: readonly Subject[];
  /** When we first saw the entry. */
  readonly firstSeenAt: Date;
  /**
   * Whether the entry was already there when the source was first read. Its date must then be believed,
   * since we did not see it appear.
   */
  readonly isFromBaseline: boolean;
}

export const disclosureStates = [
  'pending',
  'announced-in-advance',
  'announced-same-day',
  'announced-late',
  'unannounced',
  'unknown',
] as const;
export type DisclosureState = (typeof disclosureStates)[number];

/** How an announcing source fared while a change was being judged. */
export interface SearchedSource {
  readonly sourceId: string;
  /** Last time it was really seen; null when never. */
  readonly lastSightedAt: Date | null;
  /** First time it was ever seen; null when never. */
  readonly firstSightedAt: Date | null;
  /** Longest time within the change's window and grace for which it was not seen. */
  readonly longestGapMs: number;
  /** The gap beyond which we call it blind: three times its interval. */
  readonly toleratedGapMs: number;
}

export interface Candidate {
  readonly sourceId: string;
  readonly key: string;
  readonly date: CalendarDate | null;
  readonly title: string;
  readonly url: string | null;
  /** 0 … 1. */
  readonly score: number;
  readonly isAccepted: boolean;
  /** Why it was accepted or rejected, in plain words. */
  readonly reason: string;
}

/** The record of one judgement; a later one replaces it, all are kept. */
export interface Verdict {
  readonly state: DisclosureState;
  readonly judgedAt: Date;
  /** When the state is to be looked at again; null once settled. */
  readonly judgeAgainAt: Date | null;
  readonly searched: readonly SearchedSource[];
  readonly candidates: readonly Candidate[];
  /** How the verdict came about, one or two sentences for a compliance officer. */
  readonly reason: string;
  /** Announcement day minus first-seen time in milliseconds, for `announced-late`. */
  readonly lagMs: number | null;
}

/** Whether the vendor told, in whatever way. */
export function isAnnounced(state: DisclosureState): boolean {
  return state.startsWith('announced');
}
