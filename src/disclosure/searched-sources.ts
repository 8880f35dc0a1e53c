/** How well an announcing source was seen while a change was being judged. */
import type { Window } from '../domain/change.ts';
import type { SearchedSource } from '../domain/disclosure.ts';

/** A source not seen for this many of its intervals was blind. */
const toleratedIntervals = 3;

export interface Sighting {
  readonly at: Date;
}

/**
 * Sums up a source's sightings: its first and last, and the longest time within the window and the grace for
 * which it was not seen. The ends count too: not seen since is a gap, up to now or to the end of the grace.
 */
export function summariseSightings(input: {
  readonly sourceId: string;
  readonly intervalMs: number;
  /** In any order; all that are known, since the first of them tells how long the source has been watched. */
  readonly sightings: readonly Sighting[];
  readonly window: Window;
  readonly graceMs: number;
  readonly now: Date;
}): SearchedSource {
  const times = input.sightings.map((sighting) => sighting.at.getTime()).sort((a, b) => a - b);
  const from = input.window.lastSeenBefore.getTime();
  const graceEnd = input.window.firstSeenAfter.getTime() + input.graceMs;
  const to = Math.max(from, Math.min(input.now.getTime(), graceEnd));
  const within = times.filter((time) => time > from && time < to);
  let longestGapMs = 0;
  let previous = from;
  for (const time of [...within, to]) {
    longestGapMs = Math.max(longestGapMs, time - previous);
    previous = time;
  }
  const [first] = times;
  const last = times.at(-1);
  return {
    sourceId: input.sourceId,
    firstSightedAt: first === undefined ? null : new Date(first),
    lastSightedAt: last === undefined ? null : new Date(last),
    longestGapMs,
    toleratedGapMs: toleratedIntervals * input.intervalMs,
  };
}
