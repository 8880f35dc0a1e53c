/** Dumping a database and restoring it, with the tools and in the way that docs/evidence.md names. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/compose.ts';
import { keepLog } from '../../src/evidence/keep-log.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import { createSilentLog } from '../../src/observe/log.ts';
import { newestCheckpoint } from '../../src/store/log-checkpoints.ts';
import { startEvidenceCase } from '../support/evidence-case.ts';
import { testConfig } from '../support/pipeline.ts';
import {
  type SystemPostgres,
  startSystemPostgres,
  systemPostgresForTests,
} from '../support/system-postgres.ts';

const postgres = systemPostgresForTests();
const title = postgres.isAvailable
  ? 'a database that was restored'
  : `a database that was restored (${postgres.reason})`;

describe.skipIf(!postgres.isAvailable)(title, () => {
  let server: SystemPostgres;
  let evidence: Awaited<ReturnType<typeof startEvidenceCase>>;
  let url: URL;

  beforeAll(async () => {
    server = await startSystemPostgres();
    evidence = await startEvidenceCase(undefined, server.databaseUrl);
    url = new URL(evidence.databaseUrl);
  });
  afterAll(async () => {
    await evidence.close();
    await server.stop();
  });

  /** Dumps now and gives back what restores that state into a new database and opens it as a worker does. */
  async function dump(file: string) {
    const path = join(evidence.scratch, file);
    await server.tool('pg_dump', '--format=custom', `--file=${path}`, url.pathname.slice(1));
    return async (name: string) => {
      await server.tool('createdb', name);
      await server.tool('pg_restore', '--no-owner', '--exit-on-error', `--dbname=${name}`, path);
      const databaseUrl = evidence.databaseUrl.replace(url.pathname, `/${name}`);
      const { settings } = testConfig([]);
      return openStore({ ...settings, databaseUrl }, createSilentLog(), 'worker');
    };
  }

  async function problems(db: Parameters<typeof verifyEvidence>[0]) {
    const { findings } = await verifyEvidence(db, {
      folder: evidence.places.folder,
      since: null,
      witnesses: [],
      timestampRoots: [],
      onProgress: () => undefined,
      signal: AbortSignal.timeout(20_000),
    });
    return { problems: findings.problems.map(({ code }) => code), entries: findings.counts.entries };
  }

  it('verifies, goes on being logged and guarded, and verifies again', async () => {
    const before = await problems(evidence.pipeline.deps.db);
    expect(before.problems).toEqual([]);
    const restored = await (await dump('whole.dump'))('restored');
    try {
      expect(await problems(restored.kysely)).toEqual(before);
      expect(restored.ownerRights).toBeNull();
      await expect(restored.kysely.deleteFrom('captures').execute()).rejects.toThrow(/permission denied/);
      await restored.kysely
        .insertInto('silences')
        .values({
          match: '{}',
          author: 'amy',
          reason: 'a row that the program did not write',
          starts_at: new Date(0),
          ends_at: new Date(1),
          is_forced: false,
          created_at: new Date(0),
        })
        .execute();
      expect((await problems(restored.kysely)).problems).toEqual(['row_unlogged']);
    } finally {
      await restored.close();
    }
  });

  it('is found to be older than what was published, when it is', async () => {
    const restore = await dump('early.dump');
    evidence.pipeline.advance(3_600_000);
    await evidence.look();
    const { db } = evidence.pipeline.deps;
    await keepLog(db, evidence.places, { now: evidence.pipeline.now(), isComplete: true });
    const published = await newestCheckpoint(db);
    const restored = await restore('early');
    try {
      expect((await newestCheckpoint(restored.kysely))?.size).toBeLessThan(published?.size ?? 0);
      expect((await problems(restored.kysely)).problems).toContain('log_truncated');
    } finally {
      await restored.close();
    }
  });
});
