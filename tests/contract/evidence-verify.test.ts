import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify as verifyJob } from '../../jobs/verify.ts';
import { adoptRows } from '../../src/evidence/adopt-rows.ts';
import { findCheckpoints } from '../../src/evidence/checkpoint.ts';
import type { Problem } from '../../src/evidence/verification.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import type { Witness } from '../../src/evidence/verify-tree.ts';
import type { Db } from '../../src/store/db.ts';
import type { Schema } from '../../src/store/schema.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';

let evidence: EvidenceCase;
beforeAll(async () => {
  evidence = await startEvidenceCase();
});
afterAll(() => evidence.close());

async function verify(db: Db, folder = evidence.places.folder, witnesses: readonly Witness[] = []) {
  const onProgress = () => undefined;
  const signal = AbortSignal.timeout(20_000);
  return verifyEvidence(db, { folder, since: null, witnesses, timestampRoots: [], onProgress, signal });
}

/** What is found after a superuser, whom no trigger stops, did something; it is undone afterwards. */
async function foundAfter(
  tamper: (db: Transaction<Schema>) => Promise<unknown>,
  folder?: string,
): Promise<readonly Problem[]> {
  let problems: readonly Problem[] = [];
  const undo = new Error('undo');
  const attempt = evidence.pipeline.deps.db.transaction().execute(async (db) => {
    await sql`set local session_replication_role = replica`.execute(db);
    await tamper(db);
    problems = (await verify(db, folder)).findings.problems;
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
  return problems;
}

const told = (problems: readonly Problem[]) =>
  problems.map(({ code, table, id }) => `${code} ${table} ${id}`);

it('finds nothing where nothing was altered', async () => {
  const { findings, keys, signed } = await verify(evidence.pipeline.deps.db);
  expect(findings.problems).toEqual([]);
  expect(findings.remarks).toEqual([]);
  expect(findings.counts).toMatchObject({ bodies: 3, keys: 1 });
  expect(findings.counts.looks).toBeGreaterThan(10);
  expect(findings.counts.rows).toBeGreaterThan(20);
  expect(findings.counts.witnesses).toBeGreaterThan(1);
  expect(signed?.size).toBe(findings.counts.entries);
  expect(keys).toHaveLength(1);
});

describe('P4: verify names what a superuser did', () => {
  it.each<{
    readonly name: string;
    readonly tamper: (db: Db) => Promise<unknown>;
    readonly names: string | RegExp;
  }>([
    {
      name: 'a mail rewritten, with its hash',
      tamper: (db) =>
        sql`update deliveries set raw = 'forged', raw_sha256 = encode(sha256('forged'), 'hex')
          where id = (select min(id) from deliveries)`.execute(db),
      names: /^row_altered deliveries [0-9a-f]{32}$/,
    },
    {
      name: 'a judgement softened',
      tamper: (db) =>
        sql`update verdicts set state = 'announced-late' where change_id = 'norvik/card@2' and number = 2`.execute(
          db,
        ),
      names: 'row_altered verdicts norvik/card@2#2',
    },
    {
      name: 'a standing verdict that no judgement made',
      tamper: (db) =>
        sql`update changes set disclosure = 'announced-late' where id = 'norvik/card@2'`.execute(db),
      names: 'row_contradicts changes norvik/card@2',
    },
    {
      name: 'words of a document changed',
      tamper: (db) =>
        sql`update versions set document = replace(document::text, 'data broker', 'clinic')::jsonb
          where source_id = 'norvik/card' and seq = 2`.execute(db),
      names: 'row_altered versions norvik/card@2',
    },
    {
      name: 'a look backdated',
      tamper: (db) =>
        sql`update observations set started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day'
          where id = 4`.execute(db),
      names: 'row_altered observations 4',
    },
    {
      name: 'a look that found nothing new, backdated',
      tamper: (db) =>
        sql`update observations set started_at = started_at - interval '1 hour'
          where id = (select max(id) from observations where outcome = 'unchanged')`.execute(db),
      names: /^row_altered observations \d+$/,
    },
    {
      name: 'a look removed',
      tamper: async (db) => {
        await sql`delete from captures where observation_id = (select max(id) from observations)`.execute(db);
        await sql`delete from observations where id = (select max(id) from observations)`.execute(db);
      },
      names: /^row_missing observations \d+$/,
    },
    {
      name: 'a look put in',
      tamper: (db) =>
        sql`insert into observations (source_id, outcome, started_at, finished_at, worker)
          values ('norvik/card', 'unchanged', '2026-03-05', '2026-03-05', 'nobody')`.execute(db),
      names: /^row_unlogged observations \d+$/,
    },
    {
      name: 'a silence put in',
      tamper: (db) =>
        sql`insert into silences (match, author, reason, starts_at, ends_at, is_forced, created_at)
          values ('{}', 'x', 'y', '2026-03-05', '2026-03-06', false, '2026-03-05')`.execute(db),
      names: 'row_unlogged silences 1',
    },
    {
      name: 'two bodies swapped',
      tamper: (db) =>
        sql`update bodies set zstd = case sha256 when a.first then a.last_bytes else a.first_bytes end
          from (select min(sha256) as first, max(sha256) as last,
                  (select zstd from bodies order by sha256 limit 1) as first_bytes,
                  (select zstd from bodies order by sha256 desc limit 1) as last_bytes from bodies) as a
          where sha256 in (a.first, a.last)`.execute(db),
      names: /^body_altered bodies [0-9a-f]{64}$/,
    },
    {
      name: 'a body emptied, which nobody logged',
      tamper: (db) =>
        sql`update bodies set zstd = '' where sha256 = (select min(sha256) from bodies)`.execute(db),
      names: /^body_altered bodies [0-9a-f]{64}$/,
    },
    {
      name: 'a body removed',
      tamper: (db) =>
        sql`delete from bodies where sha256 = (select body_hashes[1] from versions
        where source_id = 'norvik/card' and seq = 2)`.execute(db),
      names: 'reference_broken versions norvik/card@2',
    },
    {
      name: 'an entry rewritten',
      tamper: (db) =>
        sql`update log_entries set record = replace(record, 'unannounced', 'announced') where kind = 'verdict'
          and record like '%unannounced%'`.execute(db),
      names: /^entry_altered log_entries \d+$/,
    },
    {
      name: 'an entry rewritten, with its hash',
      tamper: (db) =>
        sql`update log_entries set record = replace(record, 'norvik', 'norvic'), leaf_hash =
          sha256('\\x00'::bytea || convert_to(replace(record, 'norvik', 'norvic'), 'UTF8')) where seq = 3`.execute(
          db,
        ),
      names: /^tree_altered log_entries /,
    },
    {
      name: 'an entry removed',
      tamper: (db) => sql`delete from log_entries where seq = 5`.execute(db),
      names: 'entry_missing log_entries 5',
    },
    {
      name: 'an entry removed and the gap closed',
      tamper: (db) =>
        sql`with gone as (delete from log_entries where seq = 5)
          update log_entries set seq = seq + 1000000 where seq > 5`
          .execute(db)
          .then(() => sql`update log_entries set seq = seq - 1000001 where seq > 1000000`.execute(db)),
      names: 'entry_misplaced log_entries 5',
    },
    {
      name: 'an entry put in at the end',
      tamper: (db) =>
        sql`insert into log_entries select seq + 1, kind, ref, at, record, leaf_hash from log_entries
          order by seq desc limit 1`.execute(db),
      names: /^entry_misplaced log_entries \d+$/,
    },
    {
      name: 'two entries changed about',
      tamper: async (db) => {
        await sql`update log_entries set seq = 1000000 where seq = 4`.execute(db);
        await sql`update log_entries set seq = 4 where seq = 6`.execute(db);
        await sql`update log_entries set seq = 6 where seq = 1000000`.execute(db);
      },
      names: 'entry_misplaced log_entries 4',
    },
    {
      name: 'the end of the log cut off',
      tamper: (db) => sql`delete from log_entries where seq > 20`.execute(db),
      names: /^log_truncated log_checkpoints \d+$/,
    },
    {
      name: 'the end of the log cut off, with what was signed of it',
      tamper: async (db) => {
        await sql`delete from log_entries where seq > 20`.execute(db);
        await sql`delete from log_checkpoints where size > 20`.execute(db);
      },
      names: /^log_truncated log_entries \d+$/,
    },
    {
      name: 'an old checkpoint put in the place of the newest',
      tamper: (db) =>
        sql`update log_checkpoints set note = (select note from log_checkpoints order by size limit 1)
          where size = (select max(size) from log_checkpoints)`.execute(db),
      names: /^checkpoint_misplaced log_checkpoints \d+$/,
    },
    {
      name: 'a checkpoint removed',
      tamper: (db) =>
        sql`delete from log_checkpoints where size = (select max(size) from log_checkpoints)`.execute(db),
      names: /^checkpoint_missing log_checkpoints \d+$/,
    },
    {
      name: 'a checkpoint forged',
      tamper: (db) =>
        sql`update log_checkpoints set note = regexp_replace(note, '[A-Za-z0-9+/]{8}=\\n$', E'AAAAAAAA=\\n')
          where size = (select max(size) from log_checkpoints)`.execute(db),
      names: /^checkpoint_unsigned log_checkpoints \d+$/,
    },
  ])('$name', async ({ tamper, names }) => {
    const found = told(await foundAfter(tamper));
    expect(found.join('\n')).toMatch(
      typeof names === 'string' ? names : new RegExp(names.source, `${names.flags}m`),
    );
  });

  it('the database turned back, by the mails alone', async () => {
    const problems = await foundAfter(async (db) => {
      await sql`delete from log_entries where seq > 20`.execute(db);
      await sql`delete from log_checkpoints where size > 20`.execute(db);
    }, '/nowhere');
    expect(told(problems).join('\n')).toMatch(/^log_truncated log_entries \d+$/m);
    expect(problems.find(({ code }) => code === 'log_truncated')?.what).toContain('mail ');
  });

  it('a log made anew, by a mail that somebody kept', async () => {
    const [mail] = evidence.pipeline.mails;
    const [checkpoint] = findCheckpoints(mail?.text ?? '');
    if (!checkpoint) throw new Error('the mail has no checkpoint');
    const other = { ...checkpoint, root: new Uint8Array(32) };
    const { findings } = await verify(evidence.pipeline.deps.db, undefined, [
      { checkpoint: other, from: 'kept.eml' },
    ]);
    expect(told(findings.problems)).toEqual([`witness_contradicts log_entries ${checkpoint.size}`]);
  });
});

it('takes what an earlier version recorded into the log when it begins', async () => {
  const { db } = evidence.pipeline.deps;
  const undo = new Error('undo');
  const attempt = db.transaction().execute(async (transaction) => {
    await sql`set local session_replication_role = replica`.execute(transaction);
    for (const table of ['log_queue', 'log_entries', 'log_checkpoints', 'log_tree', 'log_timestamps'])
      await sql`delete from ${sql.table(table)}`.execute(transaction);
    // The mails hold states of the log that is gone; they are not what this is about.
    const unlogged = async () =>
      (await verify(transaction, '/nowhere')).findings.problems.filter(({ code }) => code === 'row_unlogged');
    expect((await unlogged()).length).toBeGreaterThan(30);
    expect(await adoptRows(transaction)).toBeGreaterThan(30);
    expect(await adoptRows(transaction)).toBe(0);
    expect(await unlogged()).toEqual([]);
    throw undo;
  });
  await expect(attempt).rejects.toBe(undo);
});

describe('verifying every night', () => {
  it('tells the operators by mail, once a day, what was altered', async () => {
    const { deps, mails } = evidence.pipeline;
    await verifyJob(deps, {}, AbortSignal.timeout(20_000));
    const before = mails.length;
    expect(
      await deps.db.selectFrom('deliveries').select('id').where('reason', '=', 'evidence-altered').execute(),
    ).toEqual([]);
    await sql`set session_replication_role = replica`.execute(deps.db);
    await deps.db
      .updateTable('changes')
      .set({ summary: 'nothing happened' })
      .where('id', '=', 'norvik/card@2')
      .execute();
    await sql`set session_replication_role = origin`.execute(deps.db);
    await verifyJob(deps, {}, AbortSignal.timeout(20_000));
    await verifyJob(deps, {}, AbortSignal.timeout(20_000));
    await evidence.pipeline.settleAndMail();
    const told = mails.slice(before);
    expect(told.map(({ to, subject }) => `${to} ${subject}`)).toEqual([
      'operator@clinic.example [CRITICAL][evidence altered] Verifying found 1 problem',
    ]);
    expect(told[0]?.text.replaceAll(/\s+/g, ' ')).toMatch(
      /norvik\/card@2.* Run npx modelwarden verify for everything/,
    );
  });
});
