/** Jobs a second through the queue on the built-in PostgreSQL against the same on Redis. */
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';
import type { JobQueue } from '../../src/queue/job-queue.ts';
import { redisForTests, startRedis } from '../support/redis.ts';
import { atLeast, type Figure, type Measure } from './measure.ts';
import { usingDatabase } from './real-database.ts';
import { elapsedMs, median } from './timing.ts';

const what = 'queue on PostgreSQL, against Redis';
const jobs = 300;
const rounds = 3;
const concurrency = 8;
/** Adding waits for the backend, so several are under way at once. */
const addsAtOnce = 50;
/** The default keeps every job through a power cut and Redis none, so it is slower; a fiftieth would be broken. */
const limit = 0.02;

export const queueMeasure: Measure = {
  name: 'queue',
  run: () =>
    usingDatabase((database) =>
      usingQueue({ kind: 'postgresql', connection: database.connection, schema: 'bullmq' }, (postgresql) => {
        const found = redisForTests();
        return found.isAvailable ? compare(postgresql) : measureAlone(postgresql, found.reason);
      }),
    ),
};

/** Starts a Redis of its own. The two take turns, so that a busy spell of the machine meets both. */
async function compare(postgresql: TimedQueue): Promise<readonly Figure[]> {
  const server = await startRedis();
  try {
    return await usingQueue({ kind: 'redis', url: server.url }, async (redis) => {
      const times: { readonly postgresql: number; readonly redis: number }[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        times.push({ postgresql: await postgresql.jobsMs(), redis: await redis.jobsMs() });
      }
      const [, ...counted] = times;
      const postgresqlPerSecond = perSecond(counted.map((time) => time.postgresql));
      const redisPerSecond = perSecond(counted.map((time) => time.redis));
      const measured = `${postgresqlPerSecond.toFixed(0)} jobs/s on PostgreSQL, ${redisPerSecond.toFixed(0)} on Redis`;
      const judged = atLeast(postgresqlPerSecond / redisPerSecond, limit);
      return [{ what, measured, judged, raw: { jobs, postgresqlPerSecond, redisPerSecond } }];
    });
  } finally {
    await server.stop();
  }
}

async function measureAlone(postgresql: TimedQueue, reason: string): Promise<readonly Figure[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round += 1) times.push(await postgresql.jobsMs());
  const postgresqlPerSecond = perSecond(times.slice(1));
  const measured = `${postgresqlPerSecond.toFixed(0)} jobs/s on PostgreSQL; Redis skipped: ${reason}`;
  return [{ what, measured, judged: null, raw: { jobs, postgresqlPerSecond } }];
}

function perSecond(times: readonly number[]): number {
  return jobs / (median(times) / 1000);
}

interface TimedQueue {
  /** Adds the jobs and runs them at the same time; resolves with how long it took to the last one's end. */
  readonly jobsMs: () => Promise<number>;
}

/** Opens a working queue, and closes it when the work has ended. */
async function usingQueue<Result>(
  backend: QueueOptions['backend'],
  work: (queue: TimedQueue) => Promise<Result>,
): Promise<Result> {
  const queue = await createQueue({
    backend,
    lanes: { watch: { jobs: ['task'], concurrency } },
    log: (event, fields) => {
      process.stderr.write(`${event} ${JSON.stringify(fields)}\n`);
    },
  });
  try {
    let left = 0;
    let finish = (): void => undefined;
    await queue.work({
      task: async () => {
        left -= 1;
        if (left === 0) finish();
      },
    });
    const jobsMs = (): Promise<number> =>
      elapsedMs(async () => {
        const finished = Promise.withResolvers<void>();
        left = jobs;
        finish = finished.resolve;
        await addJobs(queue);
        await finished.promise;
      });
    return await work({ jobsMs });
  } finally {
    await queue.close(1_000);
  }
}

async function addJobs(queue: JobQueue): Promise<void> {
  for (let added = 0; added < jobs; added += addsAtOnce) {
    await Promise.all(
      Array.from({ length: addsAtOnce }, () => queue.add({ name: 'task', payload: { id: 'x' } })),
    );
  }
}
