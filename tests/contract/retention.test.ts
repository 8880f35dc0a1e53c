import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planRetention, removeExpired } from '../../src/evidence/retention.ts';
import { sequenceLog } from '../../src/evidence/sequence-log.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import { loadBody, sha256 } from '../../src/store/bodies.ts';
import { loadEntries } from '../../src/store/evidence-log.ts';
import { removalFact } from '../../src/store/facts-of-retention.ts';
import { endHold, insertHold } from '../../src/store/holds.ts';
import { packOldLooks } from '../../src/store/pack-looks.ts';
import { removeVersion } from '../../src/store/removals.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';
import { problemsOf } from '../support/verify.ts';

const yearMs = 365.25 * 24 * hourMs;
const page = (words: string): string =>
  `<main><h1>Terms</h1><p>${words}</p><p>Thirty days of notice are given.</p></main>`;
const texts = [
  page('We keep logs for 30 days.'),
  page('We keep logs for 60 days.'),
  page('We keep no logs.'),
];

let postgres: TestDatabase;
let database: FreshDatabase;
let site: Site;
let pipeline: TestPipeline;
const config = () => testConfig([testSource(site, 'terms', 'terms', 'html')]);
const never = new AbortController().signal;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

/** Three versions with looks between them, a year apart; the second also failed once, and saw noise. */
beforeEach(async () => {
  database = await postgres.newDatabase();
  site = await startSite();
  pipeline = await startPipeline(database, config);
  for (const [index, body] of texts.entries()) {
    site.page('/terms', { body });
    await pipeline.poll('norvik/terms');
    for (let look = 0; look < 3; look += 1) {
      pipeline.advance(24 * hourMs);
      await pipeline.poll('norvik/terms');
    }
    if (index === 1) {
      site.page('/terms', { body: `${body}<!-- build 7 -->` });
      expect((await pipeline.poll('norvik/terms')).outcome).toBe('unchanged');
      site.page('/terms', { status: 500, body: 'out of order' });
      expect((await pipeline.poll('norvik/terms')).outcome).toBe('failed');
    }
    pipeline.advance(yearMs);
  }
  return async () => {
    await pipeline.close();
    await site.stop();
  };
});

const plan = () => {
  const { vendors, tools } = config();
  return planRetention(database.kysely, { vendors, tools, years: 6, now: pipeline.now() });
};
const fates = async () => (await plan()).map(({ version, fate }) => [version.seq, fate.kind]);
const removal = () => ({ years: 6, at: pipeline.now(), by: 'ann' });

describe('bytes that differ little from those of the standing version', () => {
  it('are kept as what differs, restored in full, and go with those that they are kept against', async () => {
    const { kysely: db } = database;
    const body = page(
      'We keep no logs. '.repeat(500) + crypto.getRandomValues(new Uint32Array(900)).join(' '),
    );
    site.page('/terms', { body });
    await pipeline.poll('norvik/terms');
    for (const build of [1, 2, 3]) {
      site.page('/terms', { body: `<!-- build ${build} -->${body}<!-- at ${build * 7919} -->` });
      pipeline.advance(hourMs);
      expect((await pipeline.poll('norvik/terms')).outcome).toBe('unchanged');
    }
    const stored = await db.selectFrom('bodies').selectAll().orderBy('size_bytes').execute();
    const [whole, ...noisy] = stored.slice(-4);
    expect(whole?.base_sha256).toBeNull();
    expect(noisy.map(({ base_sha256: base }) => base)).toEqual(Array(3).fill(whole?.sha256));
    for (const row of noisy) expect(row.zstd.length).toBeLessThan(200);
    expect(whole?.zstd.length).toBeGreaterThan(3_000);
    for (const { sha256: hash } of stored) {
      const bytes = await loadBody(db, hash);
      expect(bytes && sha256(bytes)).toBe(hash);
    }
    // Much is gone at once, which is believed when it comes again.
    site.page('/terms', { body: texts[0] ?? '' });
    expect((await pipeline.poll('norvik/terms')).outcome).toBe('suspect');
    pipeline.advance(hourMs / 2);
    expect((await pipeline.poll('norvik/terms')).outcome).toBe('changed');
    pipeline.advance(100 * yearMs);
    await removeExpired(db, await plan(), removal(), { signal: never, onRemoved: () => undefined });
    const left = await db.selectFrom('bodies').select('sha256').where('zstd', '<>', Buffer.of()).execute();
    expect(left.map((row) => row.sha256)).toEqual([sha256(Buffer.from(texts[0] ?? ''))]);
  });
});

describe('retention', () => {
  it('counts from the end of effect, and never ends what stands', async () => {
    expect(await fates()).toEqual([
      [1, 'kept'],
      [2, 'kept'],
      [3, 'stands'],
    ]);
    // Seven years after its capture, not yet six after the second took its place.
    pipeline.advance(3.9 * yearMs);
    expect(await fates()).toEqual([
      [1, 'kept'],
      [2, 'kept'],
      [3, 'stands'],
    ]);
    pipeline.advance(0.2 * yearMs);
    expect(await fates()).toEqual([
      [1, 'expired'],
      [2, 'kept'],
      [3, 'stands'],
    ]);
    pipeline.advance(100 * yearMs);
    expect(await fates()).toEqual([
      [1, 'expired'],
      [2, 'expired'],
      [3, 'stands'],
    ]);
  });

  it('ends by removing bytes, text and looks, keeping hashes and a record in the log', async () => {
    const { kysely: db, pool } = database;
    pipeline.advance(5.1 * yearMs);
    await packOldLooks(db, pipeline.now(), never);
    const before = await pool.query('select sha256 from bodies order by 1');
    const removed: unknown[] = [];
    expect(
      await removeExpired(db, await plan(), removal(), {
        signal: never,
        onRemoved: (row) => removed.push(row),
      }),
    ).toBe(2);

    const rows = await db.selectFrom('removals').selectAll().orderBy('id').execute();
    expect(removed).toEqual(rows);
    expect(rows).toMatchObject([
      { seq: 1, looks: 3, removed_by: 'ann', bodies: [sha256(Buffer.from(texts[0] ?? ''))] },
      { seq: 2, looks: 5 },
    ]);
    // The noisy bytes and those of the error page went, too.
    expect(rows[1]?.bodies).toHaveLength(3);
    const bodies = await db.selectFrom('bodies').select(['sha256', 'zstd']).orderBy('sha256').execute();
    expect(bodies.map((body) => body.sha256)).toEqual(
      before.rows.map((row: { sha256: string }) => row.sha256),
    );
    expect(bodies.filter(({ zstd }) => zstd.length > 0).map((body) => body.sha256)).toEqual([
      sha256(Buffer.from(texts[2] ?? '')),
    ]);
    const versions = await db.selectFrom('versions').selectAll().orderBy('seq').execute();
    expect(versions.map(({ document }) => document.blocks.length > 0)).toEqual([false, false, true]);
    const left = await db.selectFrom('looks').select(['seq', 'outcome']).orderBy('id').execute();
    expect(left.slice(0, 2)).toEqual([
      { seq: 1, outcome: 'first-seen' },
      { seq: 2, outcome: 'changed' },
    ]);
    expect((await db.selectFrom('changes').select('id').execute()).length).toBe(2);

    await sequenceLog(db, { now: pipeline.now(), isComplete: true });
    const logged = (await loadEntries(db, 0, 1_000)).filter(({ kind }) => kind === 'prune');
    expect(logged.map(({ ref }) => ref)).toEqual(rows.map(({ id }) => id));
    expect(JSON.parse(logged[1]?.record ?? '')).toMatchObject({
      record: JSON.parse(JSON.stringify(removalFact(rows[1] ?? Object.create(null)).record)),
    });
    // Whoever verifies finds what was removed named in the log, and nothing wrong.
    expect(await problemsOf(db)).toEqual([]);
    const request = {
      folder: 'of-no-log',
      since: null,
      witnesses: [],
      timestampRoots: [],
      onProgress: () => undefined,
      signal: never,
    };
    const { findings } = await verifyEvidence(db, request);
    expect(findings.problems.filter(({ table }) => !table.startsWith('log_'))).toEqual([]);
    expect(findings.remarks.join()).toMatch(
      /norvik\/terms@1, norvik\/terms@2 was removed when its retention ended/,
    );
    // Nothing is left to do, and life goes on.
    expect(
      await removeExpired(db, await plan(), removal(), { signal: never, onRemoved: () => undefined }),
    ).toBe(0);
    site.page('/terms', { body: texts[0] ?? '' });
    expect((await pipeline.poll('norvik/terms')).outcome).toBe('changed');
    const again = await db
      .selectFrom('bodies')
      .select('zstd')
      .where('sha256', '=', sha256(Buffer.from(texts[0] ?? '')))
      .executeTakeFirstOrThrow();
    expect(again.zstd.length).toBeGreaterThan(0);
  });

  it('leaves alone what a hold covers, until it is ended', async () => {
    const { kysely: db } = database;
    pipeline.advance(100 * yearMs);
    const createdAt = pipeline.now();
    const hold = {
      vendors: null,
      sourceId: null,
      tool: null,
      from: null,
      to: null,
      author: 'ann',
      reason: 'Doe v. Lakeside',
      createdAt,
    };
    const [first] = await plan();
    const until = first?.version.until ?? createdAt;
    // Only the first version stood before the second came.
    const narrow = await insertHold(db, { ...hold, vendors: ['norvik'], to: new Date(until.getTime() - 1) });
    expect(await fates()).toMatchObject([
      [1, 'held'],
      [2, 'expired'],
      [3, 'stands'],
    ]);
    await expect(removeVersion(db, { sourceId: 'norvik/terms', seq: 1 }, removal())).rejects.toThrow(
      /is held/,
    );
    const others = [
      await insertHold(db, { ...hold, sourceId: 'norvik/other' }),
      await insertHold(db, { ...hold, tool: 'visit-notes', vendors: [] }),
    ];
    // The tool rests on the vendor today, whatever it rested on when the hold began.
    expect((await fates()).map(([, kind]) => kind)).toEqual(['held', 'held', 'stands']);
    for (const id of [narrow, ...others]) expect(await endHold(db, id, 'bob', pipeline.now())).toBe(true);
    expect(await endHold(db, narrow, 'bob', pipeline.now())).toBe(false);
    expect((await fates()).map(([, kind]) => kind)).toEqual(['expired', 'expired', 'stands']);
    const facts = await db
      .selectFrom('log_queue')
      .select('ref')
      .where('kind', '=', 'hold')
      .orderBy('id')
      .execute();
    expect(facts.map(({ ref }) => ref)).toEqual(['1', '2', '3', '1#end', '2#end', '3#end']);
  });

  it('cannot be got round: no other statement removes or empties anything', async () => {
    const { pool, kysely: db } = database;
    pipeline.advance(5.1 * yearMs);
    const call = (seq: number, years: number): string =>
      `select * from remove_version('norvik/terms', ${seq}, ${years}, '${pipeline.now().toISOString()}', 'eve')`;
    const refused: readonly (readonly [string, RegExp])[] = [
      [call(3, 6), /in effect/],
      [call(2, 60), /check constraint/],
      // Without a word to the log it is undone.
      [call(1, 6), /noted for the log/],
      ['delete from bodies', /never altered/],
      [`update bodies set zstd = ''`, /never altered/],
      ['delete from versions', /never altered/],
      [`update versions set document = '{}'`, /never altered/],
      ['delete from observations', /never altered/],
      [
        `insert into holds (vendors, author, reason, created_at) values ('{}', '', '', now())`,
        /check constraint/,
      ],
    ];
    for (const [statement, words] of refused)
      await expect(pool.query(statement), statement).rejects.toThrow(words);
    await removeVersion(db, { sourceId: 'norvik/terms', seq: 1 }, removal());
    for (const statement of [
      'delete from removals',
      `update removals set bodies = '{}'`,
      `update bodies set zstd = 'forged' where zstd <> ''`,
      `update versions set document = '{"title": "forged"}'`,
      `update versions set document_hash = ''`,
      `update bodies set size_bytes = 1`,
    ])
      await expect(pool.query(statement), statement).rejects.toThrow(/never altered/);
  });
});
