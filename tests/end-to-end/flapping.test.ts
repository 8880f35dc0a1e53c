import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sentinel } from '../../jobs/sentinel.ts';
import { listChanges } from '../../src/store/changes.ts';
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
  const config = testConfig([testSource(site, 'terms', 'terms', 'html')]);
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
});

const days = (count: number): string => `We keep what you send for ${count} days and then delete it.`;

/** Shows a text and looks at it, six hours after the last look, as a worker would. */
async function look(text: string) {
  site.page('/terms', {
    body: `<main><h1>Terms</h1><p>These are the terms of Norvik.</p><p>${text}</p></main>`,
  });
  const record = await pipeline.poll('norvik/terms');
  await sentinel(pipeline.deps);
  await pipeline.settleAndMail();
  pipeline.advance(6 * hourMs);
  return record;
}

async function looks(...texts: readonly string[]): Promise<void> {
  for (const text of texts) await look(text);
}

const to = (name: string) => pipeline.mails.filter((mail) => mail.to === `${name}@clinic.example`);
const changes = async () => (await listChanges(pipeline.deps.db, { limit: 100 })).toReversed();

describe('a state that comes back', () => {
  it('is told once, in the thread of the change that it undoes, and needs no announcement', async () => {
    await looks(days(30), days(90), days(30));

    const [, back] = await changes();
    expect(back).toMatchObject({ returned_to: 1, disclosure: 'unknown', judge_at: null, hold_reason: null });
    expect(back?.summary).toContain('went back to version 1, which stood until 2026-03-04');
    const [first, second] = to('compliance');
    expect(to('compliance')).toHaveLength(2);
    expect(second?.parsed.inReplyTo).toBe(first?.parsed.messageId);
    expect(second?.text).toContain('Back to an earlier state');
  });

  it('is new again when five other states stood meanwhile', async () => {
    await looks(days(1), days(2), days(3), days(4), days(5), days(6), days(1));
    expect((await changes()).at(-1)).toMatchObject({ returned_to: 1 });
    await looks(days(7), days(8), days(9), days(10), days(11), days(12), days(1));

    expect((await changes()).at(-1)).toMatchObject({ returned_to: null });
  });

  it('is found though tracking ids and ages were written into it meanwhile', async () => {
    await look(`${days(30)} <a href="https://norvik.example/x?utm_source=a">More</a>`);
    await look(days(90));
    await look(`${days(30)} <a href="https://norvik.example/x?utm_source=b">More</a>`);

    expect((await changes()).at(-1)).toMatchObject({ returned_to: 1 });
  });
});

describe('a document that goes back and forth', () => {
  it('is told once, then summed up once a day, with every state kept as evidence', async () => {
    for (let round = 0; round < 12; round += 1) await looks(days(30), days(90));

    const recorded = await changes();
    expect(recorded).toHaveLength(23);
    expect(recorded.filter((change) => change.hold_reason !== null)).toHaveLength(21);
    const kept = await pipeline.deps.db.selectFrom('versions').select('seq').execute();
    expect(kept).toHaveLength(24);
    // The change, its return, and the notice; from then on four days of summaries at most.
    const subjects = to('compliance').map((mail) => mail.subject);
    const summaries = subjects.filter((subject) => subject.includes('[back and forth]'));
    expect(summaries.length).toBeGreaterThan(2);
    expect(summaries.length).toBeLessThanOrEqual(6);
    expect(subjects.length - summaries.length).toBeLessThanOrEqual(3);
    expect(to('operator').map((mail) => mail.subject)).toEqual(summaries);
    expect(to('compliance').at(-1)?.text).toContain('norvik/terms@');
  });

  it('is told as steady again when it stays as it is, and mailed of one by one as before', async () => {
    for (let round = 0; round < 8; round += 1) await looks(days(30), days(90));
    const told = to('operator').length;
    for (let round = 0; round < 20; round += 1) await look(days(90));

    expect(to('operator').at(-1)?.text).toContain('is steady again');
    expect(to('operator').length).toBeLessThanOrEqual(told + 2);
    const before = to('compliance').length;
    await look(days(365));
    expect(to('compliance')).toHaveLength(before + 1);
  });

  it('does not swallow a critical state that was never seen before', async () => {
    for (let round = 0; round < 8; round += 1) await looks(days(30), days(90));
    const before = to('compliance').length;
    await look('We may train our models on the protected health information that you send.');

    expect(
      to('compliance')
        .slice(before)
        .some((mail) => mail.text.includes('train our models')),
    ).toBe(true);
  });
});

describe('a document that grows', () => {
  it('does not go back and forth, however often it does', async () => {
    let text = '';
    for (let round = 1; round < 24; round += 1) {
      text += `<p>Rule ${round}: you must not use it to write prescriptions of class ${round}.</p>`;
      await look(text);
    }

    expect((await changes()).filter((change) => change.hold_reason !== null)).toEqual([]);
    expect(to('operator')).toEqual([]);
  });
});
