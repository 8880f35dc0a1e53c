/**
 * Politeness within this process: few requests at a time to one host, and a pause between them.
 * Hosts do not wait for each other; within a host it is first come, first served.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface PerHostOptions {
  /** Requests to one host at the same time. */
  readonly atOnce: number;
  /** Least time between two starts, and between an end and the next start; 0 for none. */
  readonly spacingMs: number;
}

/** Runs `work` when it is the host's turn. Rejects with the signal's reason when aborted while waiting. */
export type PerHost = <Result>(
  host: string,
  work: () => Promise<Result>,
  signal: AbortSignal,
) => Promise<Result>;

interface Lane {
  free: number;
  /** Earliest start of the next request, in `performance.now()` time: a clock that nobody can set. */
  nextStartMs: number;
  readonly waiting: (() => void)[];
}

/** Builds the turnstile. It keeps one small record per host for as long as it lives. */
export function createPerHost({ atOnce, spacingMs }: PerHostOptions): PerHost {
  const lanes = new Map<string, Lane>();

  function laneOf(host: string): Lane {
    const lane = lanes.get(host) ?? { free: atOnce, nextStartMs: 0, waiting: [] };
    lanes.set(host, lane);
    return lane;
  }

  return async (host, work, signal) => {
    signal.throwIfAborted();
    const lane = laneOf(host);
    if (lane.free > 0) {
      lane.free -= 1;
    } else {
      await turn(lane.waiting, signal);
    }
    try {
      const waitMs = lane.nextStartMs - performance.now();
      lane.nextStartMs = Math.max(lane.nextStartMs, performance.now()) + spacingMs;
      if (waitMs > 0) {
        await pause(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
      return await work();
    } finally {
      lane.nextStartMs = Math.max(lane.nextStartMs, performance.now() + spacingMs);
      const next = lane.waiting.shift();
      if (next) {
        next();
      } else {
        lane.free += 1;
      }
    }
  };
}

/** Resolves when a leaving request hands over its place. */
function turn(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    const leave = (): void => {
      waiting.splice(waiting.indexOf(enter), 1);
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason }));
    };
    waiting.push(enter);
    signal.addEventListener('abort', leave, { once: true });
  });
}
