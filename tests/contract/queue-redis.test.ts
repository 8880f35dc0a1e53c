/** The shapes in which Redis is run: Cluster, Sentinel, a password. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';
import { idle, shortTiming, soon, testLanes } from '../support/queue-suite.ts';
import { askRedis, redisForTests, startRedis } from '../support/redis.ts';

const redis = redisForTests();

describe.skipIf(!redis.isAvailable)('job queue on Redis', () => {
  it('works on a Cluster, with all keys in one slot', async () => {
    const node = await startRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']);
    try {
      await askRedis(node.port, 'CLUSTER ADDSLOTSRANGE 0 16383');
      await expect.poll(() => askRedis(node.port, 'CLUSTER INFO'), soon).toContain('cluster_state:ok');
      await expectToWork({ kind: 'redis', url: node.url, cluster: true });
    } finally {
      await node.stop();
    }
  });

  it('finds the master through Sentinel', async () => {
    const master = await startRedis();
    const sentinel = await startRedis(['--sentinel'], async (folder) => {
      const file = join(folder, 'sentinel.conf');
      await writeFile(file, `sentinel monitor kept 127.0.0.1 ${master.port} 1\n`);
      return file;
    });
    try {
      await expectToWork({
        kind: 'redis',
        // Where Sentinel is asked, the host in the URL is not.
        url: 'redis://unused.invalid:1',
        sentinels: [{ host: '127.0.0.1', port: sentinel.port }],
        sentinelName: 'kept',
      });
    } finally {
      await sentinel.stop();
      await master.stop();
    }
  });

  it('signs in with the password of the URL', async () => {
    const server = await startRedis(['--requirepass', 'a b/c']);
    try {
      const url = server.url.replace('//', `//:${encodeURIComponent('a b/c')}@`);
      await expectToWork({ kind: 'redis', url });
    } finally {
      await server.stop();
    }
  });

  it('keeps two programs apart by prefix', async () => {
    const server = await startRedis();
    const ran: string[] = [];
    const [ours, theirs] = await Promise.all(
      ['{ours}', '{theirs}'].map((prefix) =>
        createQueue({
          backend: { kind: 'redis', url: server.url, prefix },
          lanes: testLanes,
          timing: shortTiming,
          log: () => {},
        }),
      ),
    );
    try {
      await theirs?.work({ task: async ({ key = '' }) => void ran.push(key), other: idle, mail: idle });
      await ours?.add({ name: 'task', payload: { key: 'ours' } });
      await theirs?.add({ name: 'task', payload: { key: 'theirs' } });
      await expect.poll(() => ran, soon).toEqual(['theirs']);
    } finally {
      await Promise.all([ours?.close(0), theirs?.close(0)]);
      await server.stop();
    }
  });
});

async function expectToWork(backend: QueueOptions['backend']): Promise<void> {
  const ran: string[] = [];
  const queue = await createQueue({ backend, lanes: testLanes, timing: shortTiming, log: () => {} });
  try {
    await queue.work({ task: async ({ key = '' }) => void ran.push(key), other: idle, mail: idle });
    await queue.add({ name: 'task', id: 'one', payload: { key: 'added' } });
    await queue.add({ name: 'task', payload: { key: 'delayed' }, delayMs: 100 });
    const timing = { everyMs: 300, offsetMs: 0 };
    await queue.setSchedules([{ id: 'tick', name: 'task', payload: { key: 'scheduled' }, timing }]);
    for (const key of ['added', 'delayed', 'scheduled']) await expect.poll(() => ran, soon).toContain(key);
    await queue.setSchedules([]);
    await queue.ping();
  } finally {
    await queue.close(1_000);
  }
}
