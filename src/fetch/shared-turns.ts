/**
 * Politeness across all workers: a host is visited by one of them at a time, and spaced, by a turn that a port
 * hands out. A turn is a short lease that is kept up while the visit lasts, so that one whose holder died is
 * free again within seconds.
 */
import { setTimeout as pause } from 'node:timers/promises';

/** A turn is lost after this long without a sign of life. */
const leaseMs = 10_000;
const keepUpMs = 3_000;
/** How often a host that somebody else visits is asked for; a waiting time that is known is waited out. */
const askEveryMs = 200;

/** Hands out the turns; all times are the port's own clock's. */
export interface HostTurns {
  /** Takes the host, or says for how long it is taken at most. */
  take(host: string, times: { readonly leaseMs: number }): Promise<Taken>;
  /** Keeps a turn up. A turn that was lost meanwhile stays lost. */
  keepUp(host: string, turn: string, times: { readonly leaseMs: number }): Promise<void>;
  /** Gives a turn back: the next one may be had after the pause. */
  giveBack(host: string, turn: string, times: { readonly spacingMs: number }): Promise<void>;
}

export type Taken =
  | { readonly kind: 'taken'; readonly turn: string }
  /** `pause` ends at a known time, `visit` at any time. */
  | { readonly kind: 'wait'; readonly for: 'visit' | 'pause'; readonly waitMs: number };

/** Runs `work` when it is the host's turn; rejects with the signal's reason when aborted while waiting. */
export type SharedTurns = <Result>(
  host: string,
  work: () => Promise<Result>,
  waiting: AbortSignal,
) => Promise<Result>;

/** Builds the turnstile. Errors of the port are passed on. */
export function createSharedTurns(turns: HostTurns, spacingMs: number): SharedTurns {
  return async (host, work, waiting) => {
    const turn = await waitForTurn(turns, host, waiting);
    const done = new AbortController();
    const keeping = keepTurn(turns, host, turn, done.signal);
    try {
      return await work();
    } finally {
      done.abort();
      await keeping;
      await turns.giveBack(host, turn, { spacingMs });
    }
  };
}

async function waitForTurn(turns: HostTurns, host: string, waiting: AbortSignal): Promise<string> {
  for (;;) {
    waiting.throwIfAborted();
    const taken = await turns.take(host, { leaseMs });
    if (taken.kind === 'taken') return taken.turn;
    const waitMs = taken.for === 'visit' ? Math.min(taken.waitMs, askEveryMs) : taken.waitMs;
    await pause(Math.max(1, waitMs), undefined, { signal: waiting }).catch(() => waiting.throwIfAborted());
  }
}

/** Resolves once `done`; a port that fails is seen when the turn is given back. */
async function keepTurn(turns: HostTurns, host: string, turn: string, done: AbortSignal): Promise<void> {
  while (!done.aborted) {
    const isDone = await pause(keepUpMs, false, { signal: done }).catch(() => true);
    if (isDone) return;
    await turns.keepUp(host, turn, { leaseMs }).catch(() => undefined);
  }
}
