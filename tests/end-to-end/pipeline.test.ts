import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import {
  addNoise,
  announceModel,
  challengePage,
  changeCardSilently,
  firstPages,
  type Pages,
} from '../../src/demo/pages.ts';
import { reportStaleSources } from '../../src/pipeline/report-stale-sources.ts';
import { adapters } from '../../src/sources/registry.ts';
import { listChanges, loadVerdict } from '../../src/store/changes.ts';
import {
  graceMs,
  hourMs,
  startPipeline,
  type TestPipeline,
  testConfig,
  testSource,
} from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';

let postgres: TestDatabase;
let site: Site;
let pipeline: TestPipeline;
let config: Config;

const sourceIds = ['changelog', 'card', 'models', 'terms', 'policy'].map((name) => `norvik/${name}`);

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  site = await startSite();
  const modelOptions = adapters.get('json')?.options.parse({ records: 'data', id: 'id' });
  config = testConfig([
    testSource(site, 'changelog', 'changelog', 'html'),
    testSource(site, 'card', 'model-card', 'markdown'),
    testSource(site, 'models', 'model-list', 'json', { options: modelOptions }),
    testSource(site, 'terms', 'terms', 'html'),
    testSource(site, 'policy', 'policy', 'html'),
  ]);
  publish(firstPages());
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
  await pollAll();
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
});

function publish(pages: Pages): void {
  for (const [name, body] of Object.entries(pages)) {
    const type = name === 'card' ? 'text/markdown' : name === 'models' ? 'application/json' : 'text/html';
    site.page(`/${name}`, { headers: { 'content-type': `${type}; charset=utf-8` }, body });
  }
}

async function pollAll() {
  const records = new Map(
    await Promise.all(sourceIds.map(async (id) => [id, await pipeline.poll(id)] as const)),
  );
  await pipeline.settleAndMail();
  return records;
}

/** Polls everything every six hours for this long, as the schedule would. */
async function watchFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 6 * hourMs) {
    pipeline.advance(6 * hourMs);
    await pollAll();
  }
}

function subjects(): readonly string[] {
  return pipeline.mails.map((mail) => mail.subject);
}

describe('a change that was announced', () => {
  it('is told once, as announced', async () => {
    await watchFor(24 * hourMs);
    publish(announceModel(firstPages(), { today: pipeline.now().toISOString().slice(0, 10) }));
    await watchFor(12 * hourMs);

    const verdict = await loadVerdict(pipeline.deps.db, 'norvik/models@2');
    expect(verdict?.state).toMatch(/^announced-/);
    expect(pipeline.mails.filter((mail) => mail.to === 'compliance@clinic.example')).toHaveLength(1);
    const text = pipeline.mails[0]?.text ?? '';
    expect(text).toContain('norvik-scribe-3');
  });
});

describe('a change that nobody announced', () => {
  it('P1: is told at once as pending, and as unannounced in the same thread when the grace is over', async () => {
    await watchFor(24 * hourMs);
    publish(changeCardSilently(firstPages()));
    pipeline.advance(6 * hourMs);
    await pollAll();

    expect(subjects()).toHaveLength(1);
    expect(subjects()[0]).toContain('pending');

    await watchFor(graceMs - 12 * hourMs);
    expect(subjects()).toHaveLength(1);

    await watchFor(24 * hourMs);
    expect(subjects()).toHaveLength(2);
    const [first, second] = pipeline.mails;
    expect(second?.parsed.inReplyTo).toBe(first?.parsed.messageId);
    expect(second?.text).toMatch(/unannounced/i);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('unannounced');

    await watchFor(7 * 24 * hourMs);
    expect(subjects()).toHaveLength(2);
  });

  it('names the tools, the window, the numbers before and after, and where it looked', async () => {
    await watchFor(24 * hourMs);
    const before = pipeline.now();
    publish(changeCardSilently(firstPages()));
    await watchFor(6 * hourMs);

    const text = pipeline.mails[0]?.text ?? '';
    expect(text).toContain('Visit Notes');
    expect(text).toContain('128,000');
    expect(text).toContain('64,000');
    expect(text).toContain(`Last seen unchanged: ${before.getUTCDate()} Mar 2026`);
    expect(text).toContain('card.data_changed');
    expect(text).toMatch(/changelog/i);
  });

  it('is settled as announced late when an entry appears after all', async () => {
    await watchFor(24 * hourMs);
    publish(changeCardSilently(firstPages()));
    await watchFor(graceMs + 24 * hourMs);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('unannounced');

    const today = pipeline.now().toISOString().slice(0, 10);
    const entry = `<h2>${today}</h2><ul><li>The context window of <code>norvik-scribe-2</code> is now 64,000 tokens; its training data now runs to June 2026 and includes customer conversations.</li></ul>`;
    const late = { ...changeCardSilently(firstPages()) };
    publish({ ...late, changelog: late.changelog.replace('<h2>', `${entry}<h2>`) });
    await watchFor(12 * hourMs);

    const verdict = await loadVerdict(pipeline.deps.db, 'norvik/card@2');
    expect(verdict?.state).toBe('announced-late');
    expect(verdict?.lagMs).toBeGreaterThan(graceMs);
  });

  it('is unknown, never unannounced, when the changelog could not be seen', async () => {
    await watchFor(24 * hourMs);
    site.page('/changelog', { status: 503, body: 'maintenance' });
    publish({ ...changeCardSilently(firstPages()) });
    site.page('/changelog', { status: 503, body: 'maintenance' });
    await watchFor(graceMs + 96 * hourMs);

    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('unknown');
  });
});

describe('what is not a change', () => {
  it('mails nobody about noise', async () => {
    publish(addNoise(firstPages()));
    pipeline.advance(6 * hourMs);
    const records = await pollAll();

    expect(records.get('norvik/terms')).toMatchObject({ outcome: 'unchanged', changeId: null });
    expect(records.get('norvik/terms')?.noise).toBeGreaterThan(0);
    await watchFor(graceMs);
    expect(pipeline.mails).toEqual([]);
  });

  it('P5: reports a challenge page as a blocked source, and when it is seen again', async () => {
    site.page('/policy', { body: challengePage });
    await watchFor(12 * hourMs);

    expect(pipeline.mails.map((mail) => mail.to)).toEqual(['operator@clinic.example']);
    expect(subjects()[0]).toMatch(/acceptable|policy/i);

    publish(firstPages());
    await watchFor(6 * hourMs);
    expect(pipeline.mails.map((mail) => mail.to)).toEqual([
      'operator@clinic.example',
      'operator@clinic.example',
    ]);
    expect(await listChanges(pipeline.deps.db, { limit: 10 })).toEqual([]);
  });

  it('P5: does not believe a page that lost most of its content until it repeats', async () => {
    const long = Array.from(
      { length: 30 },
      (_, index) => `<h2>Clause ${index}</h2><p>Clause ${index} binds both parties to its own words.</p>`,
    );
    const page = (clauses: readonly string[]) => `<main><h1>Policy</h1>${clauses.join('')}</main>`;
    site.page('/policy', { body: page(long) });
    pipeline.advance(6 * hourMs);
    await pipeline.poll('norvik/policy');
    site.page('/policy', { body: page(long.slice(0, 5)) });
    pipeline.advance(6 * hourMs);

    expect(await pipeline.poll('norvik/policy')).toMatchObject({ outcome: 'suspect', changeId: null });
    pipeline.advance(hourMs);
    expect(await pipeline.poll('norvik/policy')).toMatchObject({ outcome: 'changed' });
  });
});

describe('P7: a source out of sight', () => {
  it('is reported once when nobody has seen it for three intervals', async () => {
    pipeline.advance(19 * hourMs);

    expect(await reportStaleSources(pipeline.deps)).toEqual(sourceIds);
    await pipeline.settleAndMail();
    expect(pipeline.mails.map((mail) => mail.to)).toEqual(['operator@clinic.example']);
    expect(await reportStaleSources(pipeline.deps)).toEqual([]);
  });

  it('is given its turn first when the worker has only just started', async () => {
    pipeline.advance(30 * 24 * hourMs);
    const justStarted = { ...pipeline.deps, worker: { ...pipeline.deps.worker, startedAt: pipeline.now() } };

    expect(await reportStaleSources(justStarted)).toEqual([]);
  });
});

describe('P8: an alert can be explained', () => {
  it('by its bytes, rule, route and attempt', async () => {
    await watchFor(24 * hourMs);
    publish(changeCardSilently(firstPages()));
    await watchFor(6 * hourMs);

    const { db } = pipeline.deps;
    const delivery = await db.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
    const attempt = await db.selectFrom('delivery_attempts').selectAll().executeTakeFirstOrThrow();
    const text = (await simpleParser(delivery.raw)).text ?? '';
    const captures = await db
      .selectFrom('captures')
      .select('body_sha256')
      .where('url', '=', `${site.url}/card`)
      .execute();
    expect(attempt).toMatchObject({
      delivery_id: delivery.id,
      number: 1,
      result: 'sent',
      response: '250 kept',
    });
    for (const hash of new Set(captures.map((capture) => capture.body_sha256))) expect(text).toContain(hash);
    expect(text).toContain('root');
  });
});

describe('P4: evidence', () => {
  it.each(['bodies', 'observations', 'captures', 'versions'] as const)(
    'refuses to alter or delete rows of %s',
    async (name) => {
      const column =
        name === 'bodies'
          ? 'size_bytes'
          : name === 'captures'
            ? 'status'
            : name === 'versions'
              ? 'document_hash'
              : 'code';
      const value = column === 'document_hash' || column === 'code' ? sql.lit('x') : sql.lit(1);

      await expect(
        sql`update ${sql.table(name)} set ${sql.ref(column)} = ${value}`.execute(pipeline.deps.db),
      ).rejects.toThrow('never altered');
      await expect(sql`delete from ${sql.table(name)}`.execute(pipeline.deps.db)).rejects.toThrow(
        'never altered',
      );
    },
  );
});
