import { spawn } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { demoSources } from '../../src/demo/demo-config.ts';
import {
  baselinesTaken,
  noiseIgnored,
  silentChangeDetected,
  silentChangeSettled,
} from '../../src/demo/expectations.ts';
import { addNoise, changeCardSilently } from '../../src/demo/pages.ts';
import { listWorkers } from '../../src/store/workers.ts';
import { makeDataFolder, startTestDatabase } from '../support/postgres.ts';
import { mainFile, type RealWorker, setUpRealWorker } from '../support/real-worker.ts';
import { askRedis, redisForTests, startRedis } from '../support/redis.ts';

const soon = { timeout: 40_000, interval: 100 } as const;

let real: RealWorker;

beforeEach(async () => {
  real = await setUpRealWorker();
});
afterEach(async () => {
  await real.clear();
});

describe('the worker', { timeout: 120_000 }, () => {
  it('P1: ends with one mail for each after being killed in the middle of its work', async () => {
    const first = real.start();
    await real.until('baselines', (record) => baselinesTaken(record) === null);
    real.site.publish(changeCardSilently);
    real.site.publish(addNoise);
    await real.until('the change', (record) => (record.changes.get(demoSources.card)?.length ?? 0) > 0);
    await first.kill();

    real.start();
    const record = await real.until('the follow-up', (seen) => {
      const state = seen.changes.get(demoSources.card)?.[0]?.disclosure;
      return silentChangeSettled(seen) === null || state === 'unknown';
    });
    expect(silentChangeDetected(record)).toBeNull();
    expect(noiseIgnored(record)).toBeNull();
    const mails = record.changes.get(demoSources.card)?.[0]?.mails ?? [];
    expect(mails.filter((mail) => mail.reason === 'detected')).toHaveLength(1);
  });

  it('stops in order when asked, and gives the data folder free', async () => {
    const worker = real.start();
    await real.until('baselines', (record) => baselinesTaken(record) === null);

    const started = Date.now();
    expect(await worker.stop()).toBe(0);
    expect(Date.now() - started).toBeLessThan(25_000);
    expect(worker.lines.at(-1)).toContain('"stopped"');
    // Nobody who asks then is told that it still watches.
    expect(await real.query((db) => listWorkers(db, new Date(0)))).toEqual([]);

    real.start();
    await real.until('baselines again', (record) => baselinesTaken(record) === null);
  });

  it('refuses a data folder that another worker uses, and says which', async () => {
    const worker = real.start();
    await real.until('baselines', (record) => baselinesTaken(record) === null);

    const second = real.start();
    expect(await second.exited).toBe(2);
    expect(second.lines.join('\n')).toContain('data_folder_in_use');
    expect(second.lines.join('\n')).toContain(String(worker.pid));
  });

  it('takes a changed configuration, and refuses a mistaken one', async () => {
    const worker = real.start();
    await real.until('baselines', (record) => baselinesTaken(record) === null);
    const contacts = join(real.config, 'contacts.yaml');
    const good = await readFile(contacts, 'utf8');

    await writeFile(contacts, good.replace('contacts:\n', 'contactz:\n'));
    await vi.waitFor(() => expect(worker.lines.some((line) => line.includes('refused'))).toBe(true), soon);
    expect(worker.lines.find((line) => line.includes('refused'))).toContain('contacts.yaml:1');

    await writeFile(contacts, good);
    await appendFile(join(real.config, 'register.yaml'), '\n# reviewed\n');
    await vi.waitFor(() => expect(worker.lines.some((line) => line.includes('reloaded'))).toBe(true), soon);
  });
});

describe('with Redis', { timeout: 120_000 }, () => {
  const redis = redisForTests();

  it('P3: goes on after Redis lost everything', async (test) => {
    test.skip(!redis.isAvailable, redis.isAvailable ? undefined : redis.reason);
    const server = await startRedis();
    try {
      const worker = real.start({ REDIS_URL: server.url });
      await real.until('baselines', (record) => baselinesTaken(record) === null);
      expect(worker.lines.some((line) => line.includes('"queue":"redis"'))).toBe(true);

      await askRedis(server.port, 'FLUSHALL');
      real.site.publish(changeCardSilently);
      const record = await real.until('the mail', (seen) => silentChangeDetected(seen) === null);
      expect(record.changes.get(demoSources.card)).toHaveLength(1);
      await worker.stop();
    } finally {
      await server.stop();
    }
  });
});

describe('two workers on one database', { timeout: 120_000 }, () => {
  it('tell of a change once', async () => {
    const settings = join(real.config, 'modelwarden.yaml');
    const builtIn = await readFile(settings, 'utf8');
    const postgres = await startTestDatabase();
    try {
      const { databaseUrl } = await postgres.newDatabase({ empty: true });
      await appendFile(settings, `databaseUrl: ${databaseUrl}\n`);
      const workers = [real.start(), real.start()];
      await real.until('baselines', (record) => baselinesTaken(record) === null);
      real.site.publish(changeCardSilently);
      const record = await real.until('the mail', (seen) => silentChangeDetected(seen) === null);

      expect(record.changes.get(demoSources.card)).toHaveLength(1);
      expect(record.changes.get(demoSources.card)?.[0]?.mails).toHaveLength(1);
      expect(await Promise.all(workers.map((worker) => worker.stop()))).toEqual([0, 0]);
    } finally {
      await writeFile(settings, builtIn);
      await postgres.stop();
    }
  });
});

describe('the demo', { timeout: 120_000 }, () => {
  it('does the main job, says so, and leaves the mails', async () => {
    const folder = join(await makeDataFolder(), 'demo');
    const child = spawn(process.execPath, [mainFile, 'demo', '--folder', folder], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));

    expect(printed).toContain('All of it happened');
    expect(code).toBe(0);
    expect(printed).toMatch(/model card edited silently.*unannounced/);
    expect(printed).toMatch(/noise on the terms.*nobody/);
    const paths = printed.match(/\S+\.eml/g) ?? [];
    expect(paths).toHaveLength(4);
    const mails = await Promise.all(paths.map(async (path) => simpleParser(await readFile(path))));
    const recipients = mails.map((mail) => String(mail.headers.get('to') && JSON.stringify(mail.to)));
    expect(recipients.filter((to) => to.includes('it@clinic.example'))).toHaveLength(1);
  });
});
