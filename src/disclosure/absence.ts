/** What it means that no entry was found: not yet, nobody could know, or the vendor said nothing. */
import type { Window } from '../domain/change.ts';
import type { SearchedSource } from '../domain/disclosure.ts';
import { hourMs } from './entry-times.ts';
import { listIds, span, utc } from './verdict-words.ts';

/** After the end of the grace we wait this many tolerated gaps for a sighting, then admit that we do not know. */
const patience = 3;

export interface Absence {
  readonly state: 'pending' | 'unknown' | 'unannounced';
  readonly judgeAgainAt: Date | null;
  readonly reason: string;
}

/**
 * Judges absence. `unannounced` is claimed only when every announcing source that could have spoken was seen
 * throughout the window and the grace, and once more after the grace had ended.
 */
export function judgeAbsence(
  searched: readonly SearchedSource[],
  window: Window,
  graceMs: number,
  now: Date,
): Absence {
  if (searched.length === 0) {
    return {
      state: 'unknown',
      judgeAgainAt: null,
      reason:
        'No other source in which the vendor would announce this is watched, so its silence proves nothing.',
    };
  }
  const graceEnd = new Date(window.firstSeenAfter.getTime() + graceMs);
  const names = listIds(searched.map((source) => source.sourceId));
  if (now.getTime() < graceEnd.getTime()) {
    return {
      state: 'pending',
      judgeAgainAt: graceEnd,
      reason: `No entry about this change was found in ${names} so far; an announcement may still come until ${utc(graceEnd)}.`,
    };
  }
  const blind = findBlind(searched, window);
  if (blind) return { state: 'unknown', judgeAgainAt: null, reason: blind };
  const awaited = searched.filter(
    (source) => source.lastSightedAt !== null && source.lastSightedAt.getTime() < graceEnd.getTime(),
  );
  if (awaited.length > 0) return awaitSighting(awaited, graceEnd, now);
  return {
    state: 'unannounced',
    judgeAgainAt: null,
    reason:
      `No entry about this change was found in ${names}, which ${searched.length === 1 ? 'was' : 'were'} seen ` +
      `throughout from ${utc(window.lastSeenBefore)} until ${utc(graceEnd)}, ${span(graceMs)} after the change was first seen.`,
  };
}

/** Why some source's silence proves nothing; null when all were seen well enough. */
function findBlind(searched: readonly SearchedSource[], window: Window): string | null {
  const never = searched.filter((source) => source.firstSightedAt === null);
  if (never.length > 0) {
    return `${listIds(never.map((source) => source.sourceId))} could never be read, so the vendor may have announced the change there.`;
  }
  const watched = searched.filter(
    (source) =>
      source.firstSightedAt !== null && source.firstSightedAt.getTime() <= window.lastSeenBefore.getTime(),
  );
  if (watched.length === 0) {
    return `${listIds(searched.map((source) => source.sourceId))} was first read after ${utc(window.lastSeenBefore)}, when the change may already have been announced.`;
  }
  const gaps = watched.filter((source) => source.longestGapMs > source.toleratedGapMs);
  const [worst] = [...gaps].sort((a, b) => b.longestGapMs - a.longestGapMs);
  return worst
    ? `${worst.sourceId} was not seen for ${span(worst.longestGapMs)} while the change could have been announced there, so absence proves nothing.`
    : null;
}

/** A source that was not seen since the grace ended may hold a late entry; we wait for it, but not for ever. */
function awaitSighting(awaited: readonly SearchedSource[], graceEnd: Date, now: Date): Absence {
  const toleratedGapMs = Math.max(...awaited.map((source) => source.toleratedGapMs));
  const bound = new Date(graceEnd.getTime() + patience * toleratedGapMs);
  const names = listIds(awaited.map((source) => source.sourceId));
  if (now.getTime() >= bound.getTime()) {
    return {
      state: 'unknown',
      judgeAgainAt: null,
      reason: `${names} could not be seen between ${utc(graceEnd)} and ${utc(bound)}, so absence proves nothing.`,
    };
  }
  const soon = now.getTime() + Math.max(toleratedGapMs / patience, hourMs / 60);
  return {
    state: 'pending',
    judgeAgainAt: new Date(Math.min(soon, bound.getTime())),
    reason: `No entry about this change was found so far; ${names} must be seen once more after ${utc(graceEnd)} to be sure.`,
  };
}
