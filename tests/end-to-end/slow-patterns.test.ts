import { afterAll, beforeAll, expect, it } from 'vitest';
import { hourMs, startPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';

let postgres: TestDatabase;
let site: Site;

beforeAll(async () => {
  postgres = await startTestDatabase();
  site = await startSite();
});
afterAll(async () => {
  await site.stop();
  await postgres.stop();
});

it('P7: a pattern that a page makes explode ends the poll in time, named and told, and the worker goes on', async () => {
  // What no check before the first page can foresee: it needs this very text to take for ever.
  const pattern = 'norvik (?:scribe|scri(?:be)?|b?e?)*!!';
  const sources = [testSource(site, 'hostile', 'terms', 'html'), testSource(site, 'good', 'terms', 'html')];
  const config = testConfig(sources);
  const [norvik] = config.vendors.values();
  if (!norvik) throw new Error('there is no vendor');
  const vendor = { ...norvik, models: [{ pattern, family: 'norvik-scribe' }] };
  const vendors = new Map([['norvik', vendor]]);
  const pipeline = await startPipeline(await postgres.newDatabase(), () => ({ ...config, vendors }));
  const page = (text: string) => ({ body: `<main><h1>Terms</h1><p>${text}</p></main>` });
  site.page('/hostile', page('Either party may end the agreement.'));
  site.page('/good', page('Either party may end the agreement.'));
  for (const { id } of sources) expect((await pipeline.poll(id)).outcome).toBe('first-seen');

  site.page('/hostile', page(`Either party may end norvik ${'scribe'.repeat(60)} at any time.`));
  site.page('/good', page('Either party may end the agreement at any time.'));
  pipeline.advance(6 * hourMs);
  const record = await pipeline.poll('norvik/hostile');
  expect(record).toMatchObject({ outcome: 'failed', changeId: null });
  expect(record.detail).toContain(`these patterns of the configuration take too long on it: /${pattern}/`);
  expect((await pipeline.poll('norvik/good')).outcome).toBe('changed');
  await pipeline.close();
}, 120_000);
