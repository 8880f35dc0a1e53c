/** Opens the job queue over the backend that the settings name. */
import type { InTurn } from './backend.ts';
import { BullmqQueue } from './bullmq-queue.ts';
import type { JobQueue } from './job-queue.ts';
import type { Lanes } from './lanes.ts';
import { mapJobsToLanes } from './lanes.ts';
import type { PostgresqlSettings } from './postgresql-backend.ts';
import { createPostgresqlBackend } from './postgresql-backend.ts';
import type { QueueLog } from './queue-log.ts';
import { limitErrors } from './queue-log.ts';
import type { RedisSettings } from './redis-backend.ts';
import { createRedisBackend } from './redis-backend.ts';
import type { Timing } from './timing.ts';
import { defaultTiming } from './timing.ts';

export interface QueueOptions {
  readonly backend: PostgresqlSettings | RedisSettings;
  /** A lane is one queue and, in a process that works, one worker; jobs in one lane share its concurrency. */
  readonly lanes: Lanes;
  readonly log: QueueLog;
  /**
   * Lets one process at a time set schedules; without it they must not be set by several at once. On PostgreSQL
   * BullMQ reads a schedule and writes it in two steps: two that set the same one across the border of an
   * interval leave it pointing at a run that is over, and it never runs again.
   */
  readonly inTurn?: InTurn;
  /** Shorter times for tests. */
  readonly timing?: Partial<Timing>;
  /** Wall clock in milliseconds; the real one unless given. BullMQ itself always uses the real one. */
  readonly nowMs?: () => number;
}

/**
 * Opens the queue. PostgreSQL must answer, since its tables are made here; Redis may still be away, in which
 * case adding fails fast and working begins when it comes.
 * @throws QueueError `queue_lanes_invalid`, or `queue_unreachable` when PostgreSQL is away or refuses.
 * @example
 * const queue = await createQueue({
 *   backend: { kind: 'redis', url: 'redis://localhost:6379' },
 *   lanes: { watch: { jobs: ['poll'], concurrency: 8 }, notify: { jobs: ['deliver'], concurrency: 2 } },
 *   log,
 * });
 */
export async function createQueue(options: QueueOptions): Promise<JobQueue> {
  const { backend: settings, lanes, log, nowMs = Date.now, inTurn = (work) => work() } = options;
  // Before any connection is opened.
  mapJobsToLanes(lanes);
  const onError = limitErrors(log, () => performance.now());
  const timing = { ...defaultTiming, ...options.timing };
  const backend =
    settings.kind === 'redis'
      ? createRedisBackend(settings, timing.silenceMs, log, onError)
      : createPostgresqlBackend(settings, timing.silenceMs, onError);
  await backend.prepare();
  return new BullmqQueue({ backend, lanes, log, onError, nowMs, timing, inTurn });
}
