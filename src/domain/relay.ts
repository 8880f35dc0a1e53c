/**
 * The breaker of a relay: after some failures of its own it is left alone for a while, then tried with one mail.
 * A fault of our settings holds all mail at once. Pure over the state that the database keeps.
 */
const minuteMs = 60_000;

/** Failures in a row that open the breaker. */
export const failuresToPause = 5;
const firstPauseMs = 5 * minuteMs;
/** No pause is longer, so a time further ahead was set by a clock that ran wrong. */
const longestPauseMs = 60 * minuteMs;
/** A fault of settings is looked at again this often: somebody may have mended it at the relay. */
const holdMs = 5 * minuteMs;
/** How long one worker has for the trial mail before another may try. */
export const trialMs = 2 * minuteMs;

export interface RelayState {
  readonly failures: number;
  /** Pauses since mail last went out; each is longer than the one before. */
  readonly pauses: number;
  readonly pausedUntil: Date | null;
  /** Since when all mail is held for a fault of settings; null when it is not. */
  readonly heldSince: Date | null;
}

/** What an attempt says about the relay itself. */
export type RelayNews = 'works' | 'failed' | 'misconfigured';

export const soundRelay: RelayState = { failures: 0, pauses: 0, pausedUntil: null, heldSince: null };

/** Whether mail flows freely, is tried with one message only, or not at all for now. */
export function relayGate(state: RelayState, now: Date): 'open' | 'trial' | 'closed' {
  const isDoubtful = state.heldSince !== null || state.failures >= failuresToPause;
  if (!isDoubtful) return 'open';
  const left = (state.pausedUntil?.getTime() ?? 0) - now.getTime();
  return left > 0 && left <= longestPauseMs ? 'closed' : 'trial';
}

/** The state after an attempt. */
export function afterAttempt(state: RelayState, news: RelayNews, now: Date): RelayState {
  if (news === 'works') return soundRelay;
  if (news === 'misconfigured') {
    return { ...state, heldSince: state.heldSince ?? now, pausedUntil: new Date(now.getTime() + holdMs) };
  }
  const failures = state.failures + 1;
  if (failures < failuresToPause) return { ...state, failures };
  const pauseMs = Math.min(firstPauseMs * 2 ** Math.min(state.pauses, 10), longestPauseMs);
  return {
    ...state,
    failures,
    pauses: state.pauses + 1,
    pausedUntil: new Date(now.getTime() + pauseMs),
  };
}
