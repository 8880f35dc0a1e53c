import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostTurns, robotsStore } from '../../src/compose.ts';
import { createFetch } from '../../src/fetch/create-fetch.ts';
import type { HostTurns } from '../../src/fetch/shared-turns.ts';
import { createSharedTurns } from '../../src/fetch/shared-turns.ts';
import type { FreshDatabase, TestDatabase } from '../support/postgres.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { startSite } from '../support/site.ts';

let postgres: TestDatabase;
let database: FreshDatabase;
let turns: HostTurns;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
beforeEach(async () => {
  database = await postgres.newDatabase();
  turns = hostTurns(database.kysely);
});
afterAll(() => postgres.stop());

const long = { leaseMs: 60_000 };

async function takeNow(host: string, leaseMs = 60_000): Promise<string> {
  const taken = await turns.take(host, { leaseMs });
  if (taken.kind !== 'taken') throw new Error(`${host} is taken for ${taken.waitMs} ms (${taken.for})`);
  return taken.turn;
}

describe("a host's turn", () => {
  it('goes to one of many that ask at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => turns.take('a.test', long)));
    expect(all.filter((taken) => taken.kind === 'taken')).toHaveLength(1);
    expect(all.filter((taken) => taken.kind === 'wait' && taken.for === 'visit')).toHaveLength(19);
  });

  it('does not concern other hosts', async () => {
    await takeNow('a.test');
    await takeNow('a.test:8443');
  });

  it('is followed by a pause that is told', async () => {
    await turns.giveBack('a.test', await takeNow('a.test'), { spacingMs: 30_000 });
    const next = await turns.take('a.test', long);
    expect(next).toMatchObject({ kind: 'wait', for: 'pause' });
    if (next.kind === 'wait') {
      expect(next.waitMs).toBeGreaterThan(20_000);
      expect(next.waitMs).toBeLessThanOrEqual(30_000);
    }
  });

  it('ends by itself when its holder died, and the dead holder can do nothing any more', async () => {
    const dead = await takeNow('a.test', 1);
    await expect.poll(async () => (await turns.take('a.test', long)).kind).toBe('taken');

    await turns.giveBack('a.test', dead, { spacingMs: 0 });
    await turns.keepUp('a.test', dead, { leaseMs: 0 });
    expect(await turns.take('a.test', long)).toMatchObject({ kind: 'wait', for: 'visit' });
  });

  it('is kept up by a holder that lives', async () => {
    const turn = await takeNow('a.test', 50);
    await turns.keepUp('a.test', turn, long);
    const next = await turns.take('a.test', long);
    expect(next.kind === 'wait' && next.waitMs).toBeGreaterThan(1_000);
  });
});

describe('visits in turns', () => {
  it('give the turn back when they fail', async () => {
    const inTurn = createSharedTurns(turns, 0);
    const visit = inTurn('a.test', () => Promise.reject(new Error('lost')), new AbortController().signal);
    await expect(visit).rejects.toThrow('lost');
    await takeNow('a.test');
  });

  it('give up waiting when they are told to', async () => {
    await takeNow('a.test');
    const stop = new AbortController();
    const visit = createSharedTurns(turns, 0)('a.test', async () => 'visited', stop.signal);
    const outcome = expect(visit).rejects.toThrow('enough');
    stop.abort(new Error('enough'));
    await outcome;
  });

  it('of ten workers to one host come one after the other, spaced', async () => {
    const site = await startSite();
    const spacingMs = 60;
    const visits: { readonly from: number; readonly to: number }[] = [];
    site.page('/', (_request, response) => {
      const from = performance.now();
      setTimeout(() => {
        visits.push({ from, to: performance.now() });
        response.end('page');
      }, 20);
    });
    const workers = await Promise.all(Array.from({ length: 10 }, () => newWorker(spacingMs)));
    try {
      const results = await Promise.all(workers.map((worker) => worker.get(`${site.url}/`, site.host)));
      expect(results.map((result) => result.kind)).toEqual(Array(10).fill('ok'));
    } finally {
      await Promise.all(workers.map((worker) => worker.close()));
      await site.stop();
    }
    expect(site.robotsRequests).toHaveLength(1);
    const gaps = visits.slice(1).map((visit, index) => visit.from - (visits[index]?.to ?? 0));
    expect(gaps).toHaveLength(9);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(spacingMs - 5);
  });

  it('that cannot be made in time are a failure with a name, and nothing is sent', async () => {
    const site = await startSite();
    await takeNow(site.host);
    const worker = await newWorker(0, 100);
    const result = await worker.get(`${site.url}/`, site.host);
    await worker.close();
    await site.stop();
    expect(result).toMatchObject({ kind: 'failure', code: 'host_busy', capture: null });
    expect([...site.requests, ...site.robotsRequests]).toEqual([]);
  });
});

describe('robots files', () => {
  it('are kept and replaced', async () => {
    const store = robotsStore(database.kysely);
    const at = new Date('2026-06-01T12:00:00Z');
    const file = { answeredAt: at, text: 'User-agent: *\nDisallow: /x', unreachableSince: null };
    expect(await store.load('https://a.test')).toBeNull();
    await store.save('https://a.test', { answeredAt: null, text: '', unreachableSince: at });
    await store.save('https://a.test', file);
    expect(await store.load('https://a.test')).toEqual(file);
    expect(await store.load('http://a.test')).toBeNull();
  });
});

/** A worker: it shares nothing with others but the database. */
async function newWorker(spacingMs: number, longestWaitMs = 20_000) {
  const fetcher = createFetch({
    userAgent: 'Modelwarden/test',
    timeoutMs: 5_000,
    maxBytes: 10_000,
    spacingMs,
    longestWaitMs,
    turns,
    robots: robotsStore(database.kysely),
    now: () => new Date(),
  });
  return {
    get: (url: string, host: string) =>
      fetcher.fetch({ url, allowPrivate: [host] }, new AbortController().signal),
    close: () => fetcher.close(),
  };
}
