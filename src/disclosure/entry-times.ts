/** When an entry was published, as far as can be known, and how that lies to a change's window. */
import type { Window } from '../domain/change.ts';
import type { Announcement, DisclosureState, SearchedSource } from '../domain/disclosure.ts';
import { findDates } from '../facts/dates.ts';

export const hourMs = 60 * 60 * 1000;
export const dayMs = 24 * hourMs;

/** How far before a change an entry may lie to be about it. */
const reachBackMs = 45 * dayMs;
/** How long after a change an entry may still come. */
const reachOnMs = 90 * dayMs;

export interface Publication {
  /** The start of the printed day in UTC, or when we first saw the entry. */
  readonly at: Date;
  readonly by: 'printed-date' | 'first-sighting';
  /** Whether the printed day was not believed, since the source had been seen without the entry after it. */
  readonly isBackdated: boolean;
}

/**
 * When an entry was published. Its printed day counts, unless we watched the source after that day and saw the
 * entry appear only later. Null when nothing tells: an undated entry that was there from the start.
 */
export function publicationOf(entry: Announcement, searched: readonly SearchedSource[]): Publication | null {
  if (entry.date === null) {
    return entry.isFromBaseline ? null : { at: entry.firstSeenAt, by: 'first-sighting', isBackdated: false };
  }
  const at = new Date(`${entry.date}T00:00:00Z`);
  const toleratedGapMs = searched.find((source) => source.sourceId === entry.sourceId)?.toleratedGapMs;
  const delayMs = entry.firstSeenAt.getTime() - (at.getTime() + dayMs);
  const isBackdated =
    !entry.isFromBaseline && toleratedGapMs !== undefined && delayMs > toleratedGapMs + dayMs;
  return isBackdated
    ? { at: entry.firstSeenAt, by: 'first-sighting', isBackdated }
    : { at, by: 'printed-date', isBackdated: false };
}

/** Whether an entry lies near enough to the window to be about the change. */
export function isWithinReach(publication: Publication, window: Window): boolean {
  const at = publication.at.getTime();
  return (
    at >= window.lastSeenBefore.getTime() - reachBackMs && at <= window.firstSeenAfter.getTime() + reachOnMs
  );
}

/**
 * How much weight is left to an entry by its distance from the window. The old state was still shown after an
 * entry that lies well before it, so such an entry is about this change only if pages lag, or if it spoke of the
 * future; one long after it must be sure of its subject.
 */
export function nearness(
  publication: Publication,
  window: Window,
  isForetelling: boolean,
  isNaming: boolean,
): number {
  const beforeMs = window.lastSeenBefore.getTime() - (publication.at.getTime() + dayMs);
  const afterMs = publication.at.getTime() - window.firstSeenAfter.getTime();
  if (beforeMs > 0 && !isForetelling) {
    const toleratedMs = (isNaming ? 14 : 3) * dayMs;
    return beforeMs <= toleratedMs ? 1 : Math.max(1 - (beforeMs - toleratedMs) / reachBackMs, 0.5);
  }
  if (afterMs > 30 * dayMs) return isNaming ? 0.8 : 0.6;
  return afterMs > 7 * dayMs && !isNaming ? 0.7 : 1;
}

/** The announced state that an entry's time gives a change. */
export function stateOf(
  publication: Publication,
  window: Window,
  isForetelling: boolean,
): Extract<DisclosureState, `announced-${string}`> {
  const at = publication.at.getTime();
  if (at - window.firstSeenAfter.getTime() > dayMs) return 'announced-late';
  if (isForetelling || at + dayMs <= window.lastSeenBefore.getTime()) return 'announced-in-advance';
  return 'announced-same-day';
}

const foretelling =
  /\b(?:will|effective|going into effect|takes? effect|scheduled|upcoming|planned|retir\w*|deprecat\w*|sunset\w*|shut(?:ting)? ?down|end of life|migrate)\b/iu;

/** Whether an entry tells of something that takes effect on a day after it was published and after the change. */
export function foretells(entry: Announcement, publication: Publication, window: Window): boolean {
  const after = Math.max(publication.at.getTime(), window.lastSeenBefore.getTime()) + dayMs;
  return entry.text
    .split(/\n|(?<=[.;])\s/u)
    .some(
      (sentence) =>
        foretelling.test(sentence) &&
        findDates(sentence).some(
          (mention) => mention.precision === 'day' && Date.parse(mention.date) >= after,
        ),
    );
}
