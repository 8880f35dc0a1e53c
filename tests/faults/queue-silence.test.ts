/** Connections that a firewall has forgotten: open on both ends, and nothing arrives any more. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';
import { describeOnEachBackend, idle, shortTiming, testLanes } from '../support/queue-suite.ts';
import { freePort } from '../support/redis.ts';
import { type SilentProxy, startSilentProxy } from '../support/silent-proxy.ts';

/** In production 30 s; on Redis more than the 5 s that an idle worker waits for a job. */
const silenceMs = 7_000;

describeOnEachBackend('queue silence', (suite) => {
  it('takes jobs again after all connections of a worker went silent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modelwarden-proxy-'));
    const { proxy, settings } = await putProxyBefore(suite.server().settings, folder);
    const ran: string[] = [];
    const worker = await createQueue({
      backend: settings,
      lanes: testLanes,
      timing: { ...shortTiming, silenceMs, abandonMs: 1_000, answerMs: 2_000 },
      log: () => {},
    });
    try {
      await worker.work({ task: async ({ key = '' }) => void ran.push(key), other: idle, mail: idle });
      const producer = await suite.open();
      await producer.add({ name: 'task', payload: { key: 'before' } });
      await expect.poll(() => ran, { timeout: 10_000 }).toEqual(['before']);
      expect(proxy.silence()).toBeGreaterThan(0);
      await producer.add({ name: 'task', payload: { key: 'after' } });
      await expect.poll(() => ran, { timeout: 45_000 }).toEqual(['before', 'after']);
    } finally {
      await worker.close(1_000);
      await proxy.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, 90_000);
});

type Settings = QueueOptions['backend'];

async function putProxyBefore(
  settings: Settings,
  folder: string,
): Promise<{ readonly proxy: SilentProxy; readonly settings: Settings }> {
  if (settings.kind === 'redis') {
    const port = await freePort();
    const target = { host: '127.0.0.1', port: Number(new URL(settings.url).port) };
    const proxy = await startSilentProxy(port, target);
    return { proxy, settings: { ...settings, url: `redis://127.0.0.1:${port}` } };
  }
  const { host, port } = { host: '', port: 5_432, ...settings.connection };
  const socketName = `.s.PGSQL.${port}`;
  const target = host.startsWith('/') ? { path: join(host, socketName) } : { host, port };
  const proxy = await startSilentProxy(join(folder, socketName), target);
  return { proxy, settings: { ...settings, connection: { ...settings.connection, host: folder } } };
}
