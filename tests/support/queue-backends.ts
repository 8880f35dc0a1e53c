/** The two places in which the queue can live, started for real, with what a test needs to break them. */
import { rm } from 'node:fs/promises';
import { Pool } from 'pg';
import type { InTurn } from '../../src/queue/backend.ts';
import type { QueueOptions } from '../../src/queue/create-queue.ts';
import { databaseUser } from '../../src/store/embedded-cluster.ts';
import { prepareServer } from '../../src/store/embedded-server.ts';
import { inTurn } from '../../src/store/turns.ts';
import { makeDataFolder } from './postgres.ts';
import { askRedis, startRedis } from './redis.ts';

export interface QueueServer {
  readonly settings: QueueOptions['backend'];
  /** As the program does it; Redis sets a schedule in one step, and needs none. */
  readonly inTurn?: InTurn;
  /** Loses everything that the queue holds, as FLUSHALL does; the server stays up. */
  lose(): Promise<void>;
  /** Cuts the server off without warning; resolves when it is gone. */
  kill(): Promise<void>;
  /** Brings it back where it was; PostgreSQL with what it held, Redis empty. */
  start(): Promise<void>;
  /** Ends the server and removes what it left. */
  stop(): Promise<void>;
}

/** Starts a Redis. The caller stops it. */
export async function startRedisServer(): Promise<QueueServer> {
  const redis = await startRedis();
  return {
    settings: { kind: 'redis', url: redis.url },
    lose: async () => {
      await askRedis(redis.port, 'FLUSHALL');
    },
    kill: () => redis.kill(),
    start: () => redis.start(),
    stop: () => redis.stop(),
  };
}

/** Starts a PostgreSQL. The caller stops it. */
export async function startPostgresqlServer(): Promise<QueueServer> {
  const folder = await makeDataFolder();
  const server = await prepareServer({ dataFolder: folder, log: () => {}, settings: ['fsync=off'] });
  let { address, pid } = await server.reach();
  const connection = { ...address, user: databaseUser, database: 'postgres' };
  return {
    settings: { kind: 'postgresql', connection, schema: 'bullmq' },
    inTurn: (work) => inTurn({ connection }, 'schedules', work),
    lose: async () => {
      const pool = new Pool(connection);
      try {
        await pool.query('truncate bullmq.job, bullmq.scheduler, bullmq.meta, bullmq.event cascade');
      } finally {
        await pool.end();
      }
    },
    kill: async () => {
      // An immediate shutdown, as `pg_ctl stop -m immediate` does it: connections are cut, nothing is flushed.
      process.kill(pid, 'SIGQUIT');
      await waitUntilGone(pid);
    },
    start: async () => {
      ({ address, pid } = await server.reach());
      if (address.host !== connection.host) throw new Error('The server came back at another address.');
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function waitUntilGone(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Process ${pid} did not end within 10 s.`);
}
