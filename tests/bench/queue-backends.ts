/** Jobs a second through the queue on the built-in PostgreSQL against the same on Redis. */
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';
import { redisForTests, startRedis } from '../support/redis.ts';
import { atLeast, type Figure, type Measure } from './measure.ts';
import { usingDatabase } from './real-database.ts';
import { elapsedMs, median } from './timing.ts';

const jobs = 300;
const rounds = 3;
const concurrency = 8;
/** Adding waits for the backend, so several are under way at once. */
const addsAtOnce = 50;
/** The default backend may be slower than the one for many hosts, but of the same order as what is needed. */
const limit = 0.02;

export const queueMeasure: Measure = {
  name: 'queue',
  run: async () => {
    const postgresql = await usingDatabase((database) =>
      jobsPerSecond({ kind: 'postgresql', connection: database.connection, schema: 'bullmq' }),
    );
    const redis = await redisJobsPerSecond();
    return [typeof redis === 'string' ? alone(postgresql, redis) : compared(postgresql, redis)];
  },
};

function compared(postgresql: number, redis: number): Figure {
  return {
    what: 'queue on PostgreSQL, against Redis',
    measured: `${postgresql.toFixed(0)} jobs/s on PostgreSQL, ${redis.toFixed(0)} on Redis`,
    judged: atLeast(postgresql / redis, limit),
    raw: { jobs, postgresqlPerSecond: postgresql, redisPerSecond: redis },
  };
}

function alone(postgresql: number, reason: string): Figure {
  return {
    what: 'queue on PostgreSQL, against Redis',
    measured: `${postgresql.toFixed(0)} jobs/s on PostgreSQL; not compared: ${reason}`,
    judged: null,
    raw: { jobs, postgresqlPerSecond: postgresql },
  };
}

/** A reason instead of a figure where there is no Redis. */
async function redisJobsPerSecond(): Promise<number | string> {
  const found = redisForTests();
  if (!found.isAvailable) return found.reason;
  const redis = await startRedis();
  try {
    return await jobsPerSecond({ kind: 'redis', url: redis.url });
  } finally {
    await redis.stop();
  }
}

/** Adds jobs and runs them at the same time; median of the rounds after a first that is not counted. */
async function jobsPerSecond(backend: QueueOptions['backend']): Promise<number> {
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
    const times: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const finished = Promise.withResolvers<void>();
      left = jobs;
      finish = finished.resolve;
      const roundMs = await elapsedMs(async () => {
        for (let added = 0; added < jobs; added += addsAtOnce) {
          await Promise.all(
            Array.from({ length: addsAtOnce }, () => queue.add({ name: 'task', payload: { id: 'x' } })),
          );
        }
        await finished.promise;
      });
      if (round > 0) times.push(roundMs);
    }
    return jobs / (median(times) / 1000);
  } finally {
    await queue.close(1_000);
  }
}
