/** Entries that may be about a change, scored, best first. */
import type { Window } from '../domain/change.ts';
import type { Announcement, Candidate, SearchedSource } from '../domain/disclosure.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { Profile } from './change-profile.ts';
import { profileEntry } from './entry-profile.ts';
import {
  type Foresight,
  foresightOf,
  isWithinReach,
  nearness,
  type Publication,
  publicationOf,
} from './entry-times.ts';
import { acceptedScore, doubtfulScore } from './score.ts';
import { scoreEntry } from './score-entry.ts';

export interface Match {
  readonly candidate: Candidate;
  readonly entry: Announcement;
  readonly publication: Publication;
  readonly foresight: Foresight;
  /** Whether it may be about the change though too little speaks for it: of the right time, and near acceptance. */
  readonly isDoubtful: boolean;
}

/** Scores the entries within reach. Entries that share nothing are left out. */
export function findCandidates(input: {
  readonly profile: Profile;
  readonly window: Window;
  readonly announcements: readonly Announcement[];
  readonly searched: readonly SearchedSource[];
  readonly vendor: Vendor;
}): readonly Match[] {
  const { profile, window, vendor } = input;
  const matches = input.announcements.flatMap((entry) => {
    const publication = publicationOf(entry, input.searched);
    const foresight = publication && foresightOf(entry, publication, window);
    if (!publication || !foresight || !isWithinReach(publication, window, foresight)) return [];
    const score = scoreEntry(profile, profileEntry(entry, vendor, profile.vendorWords));
    if (score.value === 0) return [];
    const near = nearness(publication, window, foresight, score.isNaming);
    const value = Math.round(score.value * near * 100) / 100;
    const isAccepted = value >= acceptedScore;
    const distance = near < 1 ? ' It lies far from the time of the change.' : '';
    const { sourceId, key, date, title, url } = entry;
    const candidate = {
      sourceId,
      key,
      date,
      title,
      url,
      score: value,
      isAccepted,
      reason: score.reason + distance,
    };
    const isDoubtful = !isAccepted && near === 1 && value >= doubtfulScore;
    return [{ candidate, entry, publication, foresight, isDoubtful }];
  });
  return matches.sort(byScore);
}

/** Best first; among equals the earliest, then a fixed order. */
function byScore(a: Match, b: Match): number {
  return (
    b.candidate.score - a.candidate.score ||
    a.publication.at.getTime() - b.publication.at.getTime() ||
    a.candidate.key.localeCompare(b.candidate.key)
  );
}
