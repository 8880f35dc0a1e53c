import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { poll } from '../../jobs/poll.ts';
import type { Config } from '../../src/config/config.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';
import * as recipes from '../support/site-recipes.ts';

const page =
  '<main><h1>Terms</h1><p>The vendor gives thirty days of notice before a model is retired.</p></main>';
const forbidding = 'User-agent: *\nDisallow: /terms';

let postgres: TestDatabase;
let database: FreshDatabase;
let site: Site;
let config: Config;
const pipelines: TestPipeline[] = [];

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  database = await postgres.newDatabase();
  site = await startSite();
  site.page('/terms', { body: page });
  config = testConfig([testSource(site, 'terms', 'terms', 'html')]);
});
afterEach(async () => {
  for (const pipeline of pipelines.splice(0)) await pipeline.close();
  await site.stop();
});

/** A worker on the database; a second one is what a restart leaves of the first. */
async function start(): Promise<TestPipeline> {
  const pipeline = await startPipeline(database, () => config);
  pipelines.push(pipeline);
  return pipeline;
}

async function observations() {
  return database.kysely
    .selectFrom('observations')
    .leftJoin('captures', 'captures.observation_id', 'observations.id')
    .select(['outcome', 'code', 'evidence', 'robots'])
    .orderBy('observations.id')
    .execute();
}

describe('P6: a source that robots.txt forbids', () => {
  it('is recorded as blocked with the rule, told to the operators as that, and never fetched', async () => {
    site.page('/robots.txt', { body: forbidding });
    const pipeline = await start();
    for (let polls = 0; polls < 2; polls += 1) {
      expect((await pipeline.poll('norvik/terms')).outcome).toBe('blocked');
      pipeline.advance(hourMs);
    }
    await pipeline.settleAndMail();

    expect(site.requests).toEqual([]);
    expect(site.robotsRequests).toHaveLength(1);
    expect(await observations()).toMatchObject([
      {
        outcome: 'blocked',
        code: 'robots_disallowed',
        evidence: [{ sign: 'robots.txt', excerpt: 'line 2 for *: Disallow: /terms' }],
      },
      { outcome: 'blocked' },
    ]);
    expect(pipeline.mails.map((mail) => mail.to)).toEqual(['operator@clinic.example']);
    expect(pipeline.mails[0]?.text.replace(/\s+/g, ' ')).toContain(
      "closed to robots by the vendor's robots.txt",
    );
    expect(pipeline.mails[0]?.text).toContain('Disallow: /terms');
  });

  it('is fetched by permission of the vendor, which is kept with the capture', async () => {
    site.page('/robots.txt', { body: forbidding });
    config = testConfig([
      testSource(site, 'terms', 'terms', 'html', { robotsPermission: 'Ann of Norvik, mail of 2026-02-02' }),
    ]);
    const pipeline = await start();
    expect((await pipeline.poll('norvik/terms')).outcome).toBe('first-seen');
    expect(await observations()).toMatchObject([
      { robots: 'not asked, by permission: Ann of Norvik, mail of 2026-02-02' },
    ]);
  });

  it('is still known as that after a restart, without asking again', async () => {
    site.page('/robots.txt', { body: forbidding });
    await (await start()).poll('norvik/terms');
    const again = await start();
    again.advance(hourMs);
    expect((await again.poll('norvik/terms')).outcome).toBe('blocked');
    expect(site.robotsRequests).toHaveLength(1);
  });
});

describe('P6: Retry-After', () => {
  it('holds across restarts', async () => {
    const first = await start();
    await first.poll('norvik/terms');
    site.page('/terms', { status: 429, headers: { 'retry-after': String(10 * 3600) } });
    expect((await first.poll('norvik/terms')).outcome).toBe('failed');
    const sent = site.requests.length;

    const second = await start();
    const tick = () => poll(second.deps, { source: 'norvik/terms' }, AbortSignal.timeout(20_000));
    second.advance(10 * hourMs - 1000);
    await tick();
    expect(site.requests.length).toBe(sent);
    site.page('/terms', { body: page });
    second.advance(2000);
    await tick();
    expect(site.requests.length).toBe(sent + 1);
    expect((await observations()).at(-1)?.outcome).toBe('unchanged');
  });
});

describe('P6: Retry-After of one page', () => {
  it('holds for the whole host and all workers, and is told as what it is', async () => {
    config = testConfig([
      testSource(site, 'terms', 'terms', 'html'),
      testSource(site, 'card', 'model-card', 'html'),
    ]);
    site.page('/terms', { status: 503, headers: { 'retry-after': '3600' } });
    site.page('/card', { body: page });
    const [first, second] = [await start(), await start()];
    await first.poll('norvik/terms');
    const sent = site.requests.length;

    expect(await second.poll('norvik/card')).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(/asked to be left alone \(Retry-After\) for another 60 min/),
    });
    expect(site.requests.length).toBe(sent);
    const rows = await database.kysely.selectFrom('observations').select(['code', 'attempt']).execute();
    expect(rows.at(-1)).toMatchObject({
      code: 'host_busy',
      attempt: { step: 'robots', remoteAddress: null },
    });

    second.advance(hourMs);
    expect((await second.poll('norvik/card')).outcome).toBe('first-seen');
  });
});

describe('what a look leaves', () => {
  it('is who looked, with what, and what was sent, without secrets', async () => {
    config = testConfig([
      testSource(site, 'terms', 'terms', 'html', {
        headers: { authorization: 'Bearer hunter2', 'accept-language': 'de' },
      }),
    ]);
    const pipeline = await start();
    await pipeline.poll('norvik/terms');
    const look = await database.kysely
      .selectFrom('observations')
      .innerJoin('captures', 'captures.observation_id', 'observations.id')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(look).toMatchObject({
      worker: 'test-worker',
      app_version: 'test',
      rules_version: config.rules.version,
      attempt: null,
      remote_address: '127.0.0.1',
      request_headers: { authorization: '***', 'accept-language': 'de', 'user-agent': 'Modelwarden/test' },
    });
    expect(JSON.stringify(look)).not.toContain('hunter2');
  });
});

describe('a full fetch', () => {
  it('is made once a day although the server says that nothing changed, across restarts', async () => {
    site.page(
      '/terms',
      recipes.withEtag(() => page),
    );
    await (await start()).poll('norvik/terms');
    const again = await start();
    for (const hours of [6, 6, 6, 5, 2, 6]) {
      again.advance(hours * hourMs);
      expect((await again.poll('norvik/terms')).outcome).toBe('unchanged');
    }
    expect(site.requests.map(({ headers }) => 'if-none-match' in headers)).toEqual(
      // After 0, 6, 12, 18, 23, 25 and 31 hours: after 23, since the next regular poll would come after 29.
      [false, true, true, true, false, true, true],
    );
  });
});
