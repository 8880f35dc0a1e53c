import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packOldLooks } from '../../src/store/pack-looks.ts';
import { grantWorkerRights, takeWorkerRole } from '../../src/store/worker-role.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';
import { startTestDatabase, type TestDatabase, withDatabase } from '../support/postgres.ts';

let evidence: EvidenceCase;
let postgres: TestDatabase;
beforeAll(async () => {
  // The whole pipeline, its log and its mails run under the role.
  evidence = await startEvidenceCase(async (database) => {
    expect(await grantWorkerRights(database.connection)).toBeNull();
    expect(await takeWorkerRole(database)).toBeNull();
  });
  postgres = await startTestDatabase();
});
afterAll(async () => {
  await evidence.close();
  await postgres.stop();
});

describe("the worker's own role", () => {
  it('is what every connection works under', async () => {
    const { pool } = evidence.database;
    const users = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const { rows } = await pool.query<{ name: string }>('select current_user as name, pg_sleep(0.05)');
        return rows[0]?.name;
      }),
    );
    expect(new Set(users)).toEqual(new Set(['modelwarden_worker']));
  });

  it.each([
    'update observations set worker = worker',
    'delete from captures',
    "update bodies set zstd = ''",
    'update versions set document = document',
    'delete from verdicts',
    'update changes set summary = summary',
    'delete from changes',
    'update deliveries set raw = raw',
    'delete from deliveries',
    'update delivery_attempts set started_at = started_at',
    'update alerts set vendor = vendor',
    'delete from alerts',
    'update silences set author = author',
    'update log_entries set at = at',
    'delete from log_checkpoints',
    'truncate log_entries',
    'delete from removals',
    'update config_loads set worker = worker',
    'insert into migrations (number, name, sha256) values (99, $$x$$, $$x$$)',
    'alter table observations disable trigger all',
    'drop table verdicts',
  ])('may not: %s', async (statement) => {
    await expect(evidence.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('packs looks, which takes rows away and nothing with them', async () => {
    evidence.pipeline.advance(90 * 24 * 3_600_000);
    const packed = await packOldLooks(
      evidence.database.kysely,
      evidence.pipeline.now(),
      AbortSignal.timeout(20_000),
    );
    expect(packed).toBeGreaterThan(10);
  });

  it('is done without, saying why, where the account may not make roles', async () => {
    const database = await postgres.newDatabase();
    const admin = new Client({ connectionString: database.databaseUrl });
    await admin.connect();
    const name = new URL(database.databaseUrl).pathname.slice(1);
    await admin.query(`create role plain_owner login; alter database ${name} owner to plain_owner`);
    await admin.end();
    const url = withDatabase(database.databaseUrl, name).replace('modelwarden@', 'plain_owner@');
    expect(await grantWorkerRights({ connectionString: url })).toMatch(/permission denied/);
  });
});
