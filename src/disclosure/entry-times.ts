/** When an entry was published, as far as can be known, and how that lies to a change's window. */
import type { Window } from '../domain/change.ts';
import type { Announcement, DisclosureState, SearchedSource } from '../domain/disclosure.ts';
import { findDates } from '../facts/dates.ts';
import { rememberByText } from '../facts/remember.ts';

export const hourMs = 60 * 60 * 1000;
export const dayMs = 24 * hourMs;

/** How far before a change an entry may lie to be about it. */
const reachBackMs = 45 * dayMs;
/** The same for an entry that named the very day on which the change came. */
const foretoldReachBackMs = 400 * dayMs;
/** How far the day that was named and the change may lie apart. */
const foretoldSlackMs = 2 * dayMs;
/** An entry that lies so far before and only shares words with the change tells of what went before it. */
const staleMs = 14 * dayMs;
const staleShare = 0.8;
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
export function isWithinReach(publication: Publication, window: Window, foresight: Foresight): boolean {
  const at = publication.at.getTime();
  const backMs = foresight === 'come-true' ? foretoldReachBackMs : reachBackMs;
  return at >= window.lastSeenBefore.getTime() - backMs && at <= window.firstSeenAfter.getTime() + reachOnMs;
}

/**
 * How much weight is left to an entry by its distance from the window. The old state was still shown after an
 * entry that lies well before it, so such an entry is about this change only if pages lag, or if it spoke of the
 * future; one long after it must be sure of its subject.
 */
export function nearness(
  publication: Publication,
  window: Window,
  foresight: Foresight,
  isNaming: boolean,
): number {
  const beforeMs = window.lastSeenBefore.getTime() - (publication.at.getTime() + dayMs);
  const afterMs = publication.at.getTime() - window.firstSeenAfter.getTime();
  // Only what is named can be foretold: shared words in a year-old entry prove nothing.
  if (beforeMs > 0 && foresight === 'come-true' && !isNaming) return 0.5;
  if (beforeMs > 0 && foresight === 'none') {
    const toleratedMs = (isNaming ? 14 : 3) * dayMs;
    if (beforeMs <= toleratedMs) return 1;
    const faded = Math.max(1 - (beforeMs - toleratedMs) / reachBackMs, 0.5);
    return isNaming ? faded : faded * (beforeMs > staleMs ? staleShare : 1);
  }
  if (afterMs > 30 * dayMs) return isNaming ? 0.8 : 0.6;
  return afterMs > 7 * dayMs && !isNaming ? 0.7 : 1;
}

/** The announced state that an entry's time gives a change. */
export function stateOf(
  publication: Publication,
  window: Window,
  foresight: Foresight,
): Extract<DisclosureState, `announced-${string}`> {
  const at = publication.at.getTime();
  if (at - window.firstSeenAfter.getTime() > dayMs) return 'announced-late';
  if (foresight === 'still-ahead' || at + dayMs <= window.lastSeenBefore.getTime())
    return 'announced-in-advance';
  return 'announced-same-day';
}

/** What an entry says of days to come: nothing, a day after the change, or the very day of the change. */
export type Foresight = 'none' | 'still-ahead' | 'come-true';

/** `not sooner than …` promises that nothing happens before; it announces no change. */
const assurance = /\b(?:not? (?:sooner|earlier|before)|earliest|at least until)\b/iu;
const foretelling =
  /\b(?:will|effective|going into effect|takes? effect|scheduled|upcoming|planned|retir\w*|deprecat\w*|sunset\w*|shut(?:ting)? ?down|end of life|migrat\w*|(?:starts?|begins?|commences?|rolls? out|goes? live|appl(?:y|ies)|moves?|switch(?:es)?|upgrades?|ends?) (?:[\w-]+ ){0,4}?(?:on|from|in|by|as of))\b/iu;

/** What an entry foretold when it was published: a day on which something takes effect. */
export function foresightOf(entry: Announcement, publication: Publication, window: Window): Foresight {
  const published = publication.at.getTime() + dayMs;
  const days = foretoldDays(entry.text).filter((day) => day >= published);
  const [from, to] = [window.lastSeenBefore.getTime(), window.firstSeenAfter.getTime()];
  const isEarlier = published <= from;
  if (isEarlier && days.some((day) => day >= from - foretoldSlackMs && day <= to + foretoldSlackMs))
    return 'come-true';
  return days.some((day) => day >= to) ? 'still-ahead' : 'none';
}

/** The starts of the days on which, by its own words, something takes effect. */
const foretoldDays = rememberByText(
  (text): readonly number[] =>
    text
      .split(/\n|(?<=[.;])\s/u)
      .filter((sentence) => foretelling.test(sentence) && !assurance.test(sentence))
      .flatMap((sentence) => findDates(sentence).filter((mention) => mention.precision === 'day'))
      .map((mention) => Date.parse(mention.date)),
  { maxLength: 20_000 },
);
