import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ObservationOutcome } from '../../src/domain/observation.ts';
import { beginLog, keepLog } from '../../src/evidence/keep-log.ts';
import { sequenceLog } from '../../src/evidence/sequence-log.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import { insertObservation, listBlindLooks, listOutcomes, loadSightings } from '../../src/store/captures.ts';
import { countPolls } from '../../src/store/coverage.ts';
import { loadEntries } from '../../src/store/evidence-log.ts';
import { observationFact } from '../../src/store/facts-of-looks.ts';
import { loadLoggedLooks } from '../../src/store/logged-looks.ts';
import { packOldLooks } from '../../src/store/pack-looks.ts';
import { countFlaps } from '../../src/store/source-history.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const start = new Date('2026-03-04T00:00:00Z');
const hours = (count: number): Date => new Date(start.getTime() + count * 3_600_000);
const source = 'norvik/terms';
const entry = z.object({
  record: z.object({ looks: z.array(z.object({ ref: z.string(), sha256: z.string() })) }),
});
/** Hourly for 12 days: seen first, seen noisy, failed for a while, changed. */
const looks = Array.from({ length: 288 }, (_, hour) => ({ hour, ...lookAt(hour) }));

function lookAt(hour: number): { readonly outcome: ObservationOutcome; readonly seq: number } {
  if (hour === 0) return { outcome: 'first-seen', seq: 1 };
  if (hour >= 40 && hour < 52) return { outcome: 'failed', seq: 1 };
  return hour === 130 ? { outcome: 'changed', seq: 2 } : { outcome: 'unchanged', seq: hour > 130 ? 2 : 1 };
}

let postgres: TestDatabase;
let database: FreshDatabase;
beforeAll(async () => {
  postgres = await startTestDatabase();
});
beforeEach(async () => {
  database = await postgres.newDatabase();
  for (const { hour, outcome, seq } of looks) {
    const failed = outcome === 'failed';
    await insertObservation(
      database.kysely,
      {
        sourceId: source,
        outcome,
        seq,
        startedAt: new Date(hours(hour).getTime() - 813),
        finishedAt: hours(hour),
        code: failed ? 'timed_out' : null,
        detail: failed ? 'nothing came' : null,
        evidence: [],
        noise: hour === 20 ? [{ reason: 'date-format', count: 2 }] : [],
        worker: `worker-${hour % 2}`,
        appVersion: '1.2.3',
        rulesVersion: 'rules',
        attempt: null,
      },
      failed ? [] : [captureAt(hour)],
    );
  }
});
afterAll(() => postgres.stop());

function captureAt(hour: number) {
  return {
    url: 'https://norvik.example/terms',
    finalUrl: 'https://norvik.example/terms/',
    redirects: [{ from: 'https://norvik.example/terms', to: 'https://norvik.example/terms/', status: 301 }],
    status: hour % 3 === 0 ? 200 : 304,
    headers: { date: hours(hour).toUTCString(), 'cf-ray': `8f${hour * 7919}-ORD`, server: 'é' },
    body: new Uint8Array(),
    startedAt: new Date(hours(hour).getTime() - 800),
    finishedAt: hours(hour),
    remoteAddress: '203.0.113.7',
    certificate: 'AA:BB',
    robots: 'allowed: no rule',
    requestHeaders: { 'user-agent': 'Modelwarden', authorization: '***' },
  };
}

/** Everything that anybody asks of looks. */
async function asked() {
  const { kysely: db } = database;
  return {
    outcomes: (await listOutcomes(db, source)).toSorted(
      (a, b) => Number(a.finished_at) - Number(b.finished_at),
    ),
    blind: await listBlindLooks(db, source, hours(0), hours(288)),
    sightings: await loadSightings(db, [source], hours(30), hours(100)),
    flaps: await countFlaps(db, source, 200, hours(0)),
    polls: await countPolls(db, [source], hours(10), hours(200)),
  };
}

describe('packed looks', () => {
  it('are seen by all readers as before, and can be restored to the digest that the log holds', async () => {
    const { kysely: db, pool } = database;
    const before = await asked();
    await sequenceLog(db, { now: hours(288), isComplete: true });

    const packed = await packOldLooks(db, hours(288), new AbortController().signal);
    // All unchanged ones but those of the last week; 12 failed, the first and the changed one stay rows.
    expect(packed).toBe(107);
    expect(await packOldLooks(db, hours(288), new AbortController().signal)).toBe(0);
    const rows = await pool.query('select count(*)::int as count from observations');
    expect(rows.rows[0]).toEqual({ count: 288 - 107 });
    expect(await asked()).toEqual(before);

    const logged = (await loadEntries(db, 0, 10_000)).flatMap(({ kind, record }) =>
      kind === 'looks' ? entry.parse(JSON.parse(record)).record.looks : [],
    );
    expect(logged).toHaveLength(looks.filter(({ outcome }) => outcome === 'unchanged').length);
    const restored = await loadLoggedLooks(
      db,
      logged.map(({ ref }) => ref),
    );
    for (const { ref, sha256 } of logged) {
      const look = restored.get(ref);
      expect(look && observationFact(look.observation, look.captures).record['sha256'], ref).toBe(sha256);
    }
  });

  it('are verified like rows, and what a superuser does to them is named', async () => {
    const { kysely: db } = database;
    const folder = await mkdtemp(join(tmpdir(), 'modelwarden-ranges-'));
    const places = { folder, keyFile: join(folder, 'log-key') };
    await beginLog(db, places, { now: () => hours(288), newId: () => crypto.randomUUID() });
    await keepLog(db, places, { now: hours(288), isComplete: true });
    await packOldLooks(db, hours(288), new AbortController().signal);
    const found = async (tamper: string): Promise<readonly string[]> => {
      let problems: readonly string[] = [];
      const undo = new Error('undo');
      const attempt = db.transaction().execute(async (transaction) => {
        await sql.raw(`set local session_replication_role = replica; ${tamper}`).execute(transaction);
        const request = {
          folder,
          since: null,
          witnesses: [],
          timestampRoots: [],
          onProgress: () => undefined,
        };
        const { findings } = await verifyEvidence(transaction, {
          ...request,
          signal: AbortSignal.timeout(60_000),
        });
        problems = findings.problems.map(({ code, table, id }) => `${code} ${table} ${id}`);
        throw undo;
      });
      await expect(attempt).rejects.toBe(undo);
      return problems;
    };
    expect(await found('select 1')).toEqual([]);
    // The third look of the range has the id 4: the first seen has 1.
    expect(await found(`update look_ranges set finished[3] = finished[3] - interval '1 day'`)).toEqual([
      'row_altered observations 4',
    ]);
    expect(await found(`update look_ranges set noise = '[]'`)).toEqual(['row_altered observations 21']);
    expect(await found(`update look_ranges set seq = 2`)).toHaveLength(107);
    expect(await found(`update look_ranges set packed = substr(packed, 1, 100)`)).toHaveLength(107);
    expect(await found(`delete from look_ranges`)).toHaveLength(107);
    await rm(folder, { recursive: true });
  });

  it('leave no other way for rows to go, and are as unalterable as they', async () => {
    const { kysely: db, pool } = database;
    for (const statement of [
      'delete from captures',
      'delete from observations',
      `update observations set outcome = 'failed'`,
      `update captures set status = 500`,
      // What is to be packed must be whole: unchanged looks at one version, with their own times.
      `select pack_looks('${source}', 1, array[1], array['${hours(0).toISOString()}'::timestamptz], null, '')`,
      `select pack_looks('${source}', 1, array[2], array['${hours(5).toISOString()}'::timestamptz], null, '')`,
      `select pack_looks('norvik/other', 1, array[2], array['${hours(1).toISOString()}'::timestamptz], null, '')`,
    ])
      await expect(pool.query(statement), statement).rejects.toThrow(/never altered|can be packed/);
    await packOldLooks(db, hours(288), new AbortController().signal);
    for (const statement of [
      'update look_ranges set packed = null',
      'delete from look_ranges',
      'delete from observations',
    ])
      await expect(pool.query(statement), statement).rejects.toThrow(/never altered/);
  });
});
