/** The queue while its backend is away, and after. */
import { Pool } from 'pg';
import { describe, expect, it } from 'vitest';
import { createQueue } from '../../src/queue/create-queue.ts';
import { describeOnEachBackend, hourMs, idle, shortTiming, soon, testLanes } from '../support/queue-suite.ts';
import { redisForTests, startRedis } from '../support/redis.ts';

/** The promise is 5 s; the rest is for a busy machine. */
const promptlyMs = 6_500;

describeOnEachBackend('queue outage', (suite) => {
  it('fails fast while the backend is away and goes on by itself when it is back', async () => {
    const ran: string[] = [];
    const queue = await suite.openWorking({ task: async ({ key = '' }) => void ran.push(key) });
    await queue.add({ name: 'task', payload: { key: 'before' } });
    await expect.poll(() => ran, soon).toContain('before');

    await suite.server().kill();
    try {
      for (const attempt of [
        () => queue.add({ name: 'task', payload: { key: 'during' } }),
        () => queue.setSchedules([]),
        () => queue.ping(),
      ]) {
        const startedAt = performance.now();
        await expect(attempt()).rejects.toMatchObject({
          code: expect.stringMatching(/^queue_(?:unreachable|timeout)$/),
          retry: 'later',
        });
        expect(performance.now() - startedAt).toBeLessThan(promptlyMs);
      }
    } finally {
      await suite.server().start();
    }

    await expect
      .poll(async () => {
        await queue.add({ name: 'task', id: 'after', payload: { key: 'after' } }).catch(() => {});
        return ran;
      }, soon)
      .toContain('after');
    await expect.poll(() => queue.ping().then(() => 'answered'), soon).toBe('answered');
  }, 60_000);

  it('logs an outage without flooding and without burning a core', async () => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const queue = await suite.openWorking({
      task: async () => {
        begun.resolve();
        await gate.promise;
        ended.resolve();
      },
    });
    // Jobs wait, so that workers keep asking for the next one.
    for (let index = 0; index < 6; index += 1) await queue.add({ name: 'task', payload: {} });
    await begun.promise;
    await suite.server().kill();
    try {
      const cpuBefore = process.cpuUsage();
      const startedAt = performance.now();
      gate.resolve();
      await ended.promise;
      await expect.poll(() => performance.now() - startedAt, { timeout: 10_000 }).toBeGreaterThan(3_000);
      const { user, system } = process.cpuUsage(cpuBefore);
      const share = (user + system) / 1_000 / (performance.now() - startedAt);
      expect(share).toBeLessThan(0.5);
      const errors = suite.events().filter(({ event }) => event === 'queue.error');
      expect(errors.length).toBeGreaterThan(0);
      expect(errors.length).toBeLessThan(20);
    } finally {
      await suite.server().start();
    }
  }, 60_000);

  it('closes in bounded time while the backend is away', async () => {
    const queue = await suite.open({ timing: { ...shortTiming, abandonMs: 1_000 } });
    await queue.work({ task: idle, other: idle, mail: idle });
    await suite.server().kill();
    try {
      const startedAt = performance.now();
      await queue.close(1_000);
      expect(performance.now() - startedAt).toBeLessThan(1_000 + 1_000 + promptlyMs);
    } finally {
      await suite.server().start();
    }
  }, 60_000);

  it('works again after everything in it was lost', async () => {
    const ran: string[] = [];
    const queue = await suite.openWorking({ task: async ({ key = '' }) => void ran.push(key) });
    await queue.add({ name: 'task', id: 'delayed', payload: { key: 'lost' }, delayMs: hourMs });
    await suite.server().lose();
    await queue.add({ name: 'task', id: 'delayed', payload: { key: 'added again' } });
    await expect.poll(() => ran, soon).toEqual(['added again']);
  });
});

describe('queue start', () => {
  const redis = redisForTests();

  it.skipIf(!redis.isAvailable)(
    'waits for a Redis that comes up later',
    async () => {
      const server = await startRedis();
      await server.kill();
      const events: string[] = [];
      const queue = await createQueue({
        backend: { kind: 'redis', url: server.url },
        lanes: testLanes,
        timing: { ...shortTiming, answerMs: 1_000 },
        log: (event) => events.push(event),
      });
      try {
        await expect(queue.add({ name: 'task', payload: {} })).rejects.toMatchObject({
          code: 'queue_timeout',
        });
        const ran: string[] = [];
        await queue.work({ task: async ({ key = '' }) => void ran.push(key), other: idle, mail: idle });
        expect(events).toContain('queue.waiting_for_backend');
        await server.start();
        await expect
          .poll(async () => {
            await queue.add({ name: 'task', id: 'first', payload: { key: 'first' } }).catch(() => {});
            return ran;
          }, soon)
          .toContain('first');
      } finally {
        await queue.close(1_000);
        await server.stop();
      }
    },
    60_000,
  );

  it.skipIf(!redis.isAvailable)('warns of a Redis that may evict jobs', async () => {
    const server = await startRedis(['--maxmemory-policy', 'allkeys-lru']);
    const events: { readonly event: string; readonly fields: object }[] = [];
    const queue = await createQueue({
      backend: { kind: 'redis', url: server.url },
      lanes: testLanes,
      log: (event, fields) => events.push({ event, fields }),
    });
    try {
      await expect
        .poll(() => events, soon)
        .toContainEqual({
          event: 'queue.eviction_possible',
          fields: expect.objectContaining({ policy: 'allkeys-lru' }),
        });
    } finally {
      await queue.close(0);
      await server.stop();
    }
  });

  it('refuses a PostgreSQL that does not answer, without showing its password', async () => {
    const attempt = createQueue({
      backend: {
        kind: 'postgresql',
        connection: { host: '127.0.0.1', port: 1, user: 'u', password: 'hunter2', database: 'd' },
        schema: 'bullmq',
      },
      lanes: testLanes,
      log: () => {},
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'queue_unreachable',
      message: expect.not.stringContaining('hunter2'),
    });
  });
});

describeOnEachBackend('queue connections', (suite) => {
  it('holds no more than it says', async () => {
    const queue = await suite.openWorking({});
    await Promise.all(Array.from({ length: 30 }, () => queue.add({ name: 'task', payload: {} })));
    await queue.setSchedules([]);
    expect(await countConnections(suite.server().settings)).toBeLessThanOrEqual(
      queue.backend === 'postgresql' ? 2 + 3 * 2 : 2 + 2,
    );
  });
});

/** As the server sees them, without the one that asks. */
async function countConnections(settings: Parameters<typeof createQueue>[0]['backend']): Promise<number> {
  if (settings.kind === 'redis') {
    const { Redis } = await import('ioredis');
    const client = new Redis(settings.url);
    const list = String(await client.client('LIST'));
    client.disconnect();
    return list.trim().split('\n').length - 1;
  }
  const pool = new Pool({ ...settings.connection, max: 1 });
  try {
    const { rows } = await pool.query<{ count: number }>(
      "select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
    );
    return rows[0]?.count ?? 0;
  } finally {
    await pool.end();
  }
}
