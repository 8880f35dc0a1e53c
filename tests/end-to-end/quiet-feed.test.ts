import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRole } from '../../src/domain/source.ts';
import { reportQuietFeeds } from '../../src/pipeline/report-quiet-feeds.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';

let postgres: TestDatabase;
let site: Site;
let pipeline: TestPipeline;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  site = await startSite();
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
});

const dayMs = 24 * hourMs;

/** A feed of twelve entries, one a day, the newest `daysAgo` days old; and an entry without a date. */
function feed(daysAgo: number): string {
  const items = Array.from({ length: 12 }, (_, index) => {
    const date = new Date(pipeline.now().getTime() - (daysAgo + index) * dayMs);
    return `<item><guid>${date.toISOString()}</guid><title>Note of ${date.toISOString()}</title><pubDate>${date.toUTCString()}</pubDate></item>`;
  });
  return `<rss version="2.0"><channel><title>Changelog</title>${items.join('')}<item><guid>x</guid><title>Undated</title></item></channel></rss>`;
}

async function watch(role: SourceRole, daysAgo: number): Promise<void> {
  const config = testConfig([testSource(site, 'feed', role, 'feed')]);
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
  site.page('/feed', { headers: { 'content-type': 'application/rss+xml' }, body: feed(daysAgo) });
  expect(await pipeline.poll('norvik/feed')).toMatchObject({ outcome: 'first-seen' });
}

describe('P7: a feed that is seen', { timeout: 180_000 }, () => {
  it('is reported once when nothing came for longer than is usual, and again after the next silence', async () => {
    await watch('changelog', 0);
    pipeline.advance(12 * hourMs);
    expect(await reportQuietFeeds(pipeline.deps)).toEqual([]);

    pipeline.advance(2 * dayMs);
    expect(await reportQuietFeeds(pipeline.deps)).toEqual(['norvik/feed']);
    expect(await reportQuietFeeds(pipeline.deps)).toEqual([]);
    await pipeline.settleAndMail();
    expect(pipeline.mails.map(({ to }) => to)).toEqual(['operator@clinic.example']);
    expect(pipeline.mails[0]?.text).toContain('has shown nothing new for 2 days');

    site.page('/feed', { headers: { 'content-type': 'application/rss+xml' }, body: feed(0) });
    await pipeline.poll('norvik/feed');
    expect(await reportQuietFeeds(pipeline.deps)).toEqual([]);
    pipeline.advance(3 * dayMs);
    expect(await reportQuietFeeds(pipeline.deps)).toEqual(['norvik/feed']);
  });

  it('of a status page may be quiet', async () => {
    await watch('status', 0);
    pipeline.advance(30 * dayMs);
    expect(await reportQuietFeeds(pipeline.deps)).toEqual([]);
  });
});
