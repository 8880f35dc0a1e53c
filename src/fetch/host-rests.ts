/** Hosts that asked to be left alone (Retry-After): all of their pages are, by all workers, until the time has come. */
import type { FetchResult } from '../domain/capture.ts';
import { Trouble } from './trouble.ts';

/** Where rests are kept, so that all workers and restarts share them; times are the fetcher's clock's. */
export interface HostRests {
  load(host: string): Promise<Date | null>;
  /** A shorter rest than the one that is known changes nothing. */
  note(host: string, until: Date): Promise<void>;
}

/** Rests that only this process knows. */
export function createRestsMemory(): HostRests {
  const rests = new Map<string, Date>();
  return {
    load: async (host) => rests.get(host) ?? null,
    note: async (host, until) => {
      const known = rests.get(host);
      if (!known || known < until) rests.set(host, until);
    },
  };
}

/** Notes what the answering host asked for, and passes the result on. */
export async function obeyRest(rests: HostRests, result: FetchResult): Promise<FetchResult> {
  if (result.kind === 'failure' && result.capture && result.retryAfterMs) {
    const until = new Date(result.finishedAt.getTime() + result.retryAfterMs);
    await rests.note(new URL(result.capture.finalUrl).host, until);
  }
  return result;
}

/** For how long the host is still to be left alone; 0 when it may be asked. */
export async function restOf(rests: HostRests, host: string, now: Date): Promise<number> {
  const until = await rests.load(host);
  return until ? Math.max(0, until.getTime() - now.getTime()) : 0;
}

/** Why a request is not sent to a host that rests. */
export function restTrouble(host: string, restMs: number): Trouble {
  const minutes = Math.ceil(restMs / 60_000);
  const asked = `${host} asked to be left alone (Retry-After) for another ${minutes} min`;
  return new Trouble('host_busy', `${asked}, so nothing was sent`, undefined, { retryAfterMs: restMs });
}
