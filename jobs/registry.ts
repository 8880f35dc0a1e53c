/**
 * Every job: its payload, its handler, its lane and, for periodic ones, how often it runs. The worker starts
 * with exactly what stands here.
 */
import { z } from 'zod';
import type { Deps } from '../src/pipeline/deps.ts';
import type { JobHandler, JobSchedule } from '../src/queue/job-queue.ts';
import { auditFollowUps } from './audit-follow-ups.ts';
import { checkpoint } from './checkpoint.ts';
import { deliver } from './deliver.ts';
import { dispatch } from './dispatch.ts';
import { followUpJob } from './follow-up.ts';
import { incoming } from './incoming.ts';
import { pack } from './pack.ts';
import { poll } from './poll.ts';
import { prune } from './prune.ts';
import { reconcile } from './reconcile.ts';
import { sentinel } from './sentinel.ts';
import { settle } from './settle.ts';
import { timestamp } from './timestamp.ts';
import { verify } from './verify.ts';

/** Jobs of one lane share a queue and its concurrency, so that slow polls never hold up mail. */
export type Lane = 'watch' | 'notify';

interface JobDefinition<Payload> {
  readonly payload: z.ZodType<Payload>;
  readonly lane: Lane;
  /** Periodic jobs only. */
  readonly everyMs?: number;
  readonly run: (deps: Deps, payload: Payload, signal: AbortSignal) => Promise<void>;
}

function job<Payload>(definition: JobDefinition<Payload>) {
  return {
    lane: definition.lane,
    everyMs: definition.everyMs ?? null,
    /** Binds the handler; a payload of another shape is refused before it runs. */
    bind:
      (deps: Deps): JobHandler =>
      (payload, signal) =>
        definition.run(deps, definition.payload.parse(payload), signal),
  };
}

const none = z.strictObject({});

const jobs = {
  poll: job({ payload: z.strictObject({ source: z.string().min(1) }), lane: 'watch', run: poll }),
  settle: job({ payload: z.strictObject({ change: z.string().min(1) }), lane: 'notify', run: settle }),
  dispatch: job({ payload: none, lane: 'notify', run: dispatch }),
  deliver: job({ payload: z.strictObject({ delivery: z.string().min(1) }), lane: 'notify', run: deliver }),
  'follow-up': job({ payload: none, lane: 'notify', run: followUpJob }),
  'audit-follow-ups': job({ payload: none, lane: 'notify', everyMs: 60 * 60_000, run: auditFollowUps }),
  // No schedule: the worker runs it by its own clock, since a queue that lost everything would not (P3).
  reconcile: job({ payload: none, lane: 'notify', run: reconcile }),
  checkpoint: job({ payload: none, lane: 'notify', everyMs: 60_000, run: checkpoint }),
  timestamp: job({ payload: none, lane: 'notify', everyMs: 5 * 60_000, run: timestamp }),
  incoming: job({ payload: none, lane: 'notify', everyMs: 60_000, run: incoming }),
  pack: job({ payload: none, lane: 'notify', everyMs: 12 * 60 * 60_000, run: pack }),
  prune: job({ payload: none, lane: 'notify', everyMs: 24 * 60 * 60_000, run: prune }),
  verify: job({ payload: none, lane: 'watch', everyMs: 24 * 60 * 60_000, run: verify }),
  sentinel: job({ payload: none, lane: 'notify', everyMs: 5 * 60_000, run: sentinel }),
} as const;

/** The names of the jobs in a lane. */
export function jobsOfLane(lane: Lane): readonly string[] {
  return Object.entries(jobs).flatMap(([name, definition]) => (definition.lane === lane ? [name] : []));
}

/** Handlers for the queue. */
export function bindHandlers(deps: Deps): Readonly<Record<string, JobHandler>> {
  return Object.fromEntries(Object.entries(jobs).map(([name, definition]) => [name, definition.bind(deps)]));
}

/** Schedules of the periodic jobs. */
export function periodicSchedules(): readonly JobSchedule[] {
  return Object.entries(jobs).flatMap(([name, { everyMs }]) =>
    everyMs === null ? [] : [{ id: name, timing: { everyMs, offsetMs: 0 }, name, payload: {} }],
  );
}
