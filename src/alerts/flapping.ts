/**
 * Sources that go back and forth. A reader is told of one once and then at most once a day, as Nagios and Icinga
 * tell of a service that flaps: https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/flapping.html
 */
import type { Severity } from '../domain/change.ts';
import { type Cadence, longestGapMs } from '../domain/source.ts';

/** So many of the latest sightings are looked at. */
export const flappingPolls = 21;
/** A source that was steady flaps above this share of changes; one that flaps is steady again below the other. */
const startShare = 0.3;
const endShare = 0.25;

/** A state is told as known when it is one of this many distinct states that stood last. */
const rememberedStates = 5;

/** How long a summary gathers what was held. */
export const summaryEveryMs = 24 * 60 * 60 * 1000;

/** The time in which a source's last `flappingPolls` looks are due: what lies before is not looked at. */
export function flappingSince(cadence: Cadence, now: Date): Date {
  return new Date(now.getTime() - flappingPolls * longestGapMs(cadence));
}

/** Whether a source flaps now, by how many of its last `flappingPolls` sightings found it changed. */
export function isFlapping(changed: number, wasFlapping: boolean): boolean {
  const share = changed / flappingPolls;
  return wasFlapping ? share >= endShare : share > startShare;
}

/**
 * The earlier version that a new state repeats: one with the same hash among the last distinct states, the one that
 * stands now not counted. `states` are the versions before the new one, newest first.
 */
export function findReturn(
  hash: string,
  states: readonly { readonly seq: number; readonly hash: string }[],
): number | null {
  const [standing, ...earlier] = states;
  const seen = new Set<string>();
  for (const state of earlier) {
    if (state.hash === standing?.hash) continue;
    if (state.hash === hash) return state.seq;
    seen.add(state.hash);
    if (seen.size >= rememberedStates) return null;
  }
  return null;
}

/**
 * Why a change is not mailed by itself, or null when it is. The first return to a known state is told; from then on
 * the two states take turns and say nothing new. Of a flapping source only what is new and critical is told at once.
 */
export function whyHeld(change: {
  readonly isReturn: boolean;
  readonly isReturnBefore: boolean;
  readonly isFlapping: boolean;
  readonly severity: Severity;
}): string | null {
  if (change.isFlapping && (change.isReturn || change.severity !== 'critical'))
    return 'its source goes back and forth; told in the daily summary';
  if (change.isReturn && change.isReturnBefore)
    return 'the document goes back and forth between states that were told before';
  return null;
}
