/** A card that changed without notice, through the real pipeline, with a signed log: what evidence is tried on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginLog, keepLog, type LogPlaces } from '../../src/evidence/keep-log.ts';
import type { Database } from '../../src/store/database.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from './pipeline.ts';
import { startTestDatabase } from './postgres.ts';
import { startSite } from './site.ts';

export interface EvidenceCase {
  readonly database: Database;
  readonly pipeline: TestPipeline;
  readonly places: LogPlaces;
  readonly databaseUrl: string;
  /** For files of the test. */
  readonly scratch: string;
  /** Looks at both documents, judges, mails. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** A folder of its own, a database, a site; a baseline, a silent change of `norvik/card`, four days of looks, two mails. */
export async function startEvidenceCase(
  prepare: (database: Database) => Promise<void> = async () => undefined,
  server?: string,
): Promise<EvidenceCase> {
  const scratch = await mkdtemp(join(tmpdir(), 'modelwarden-evidence-'));
  const postgres = await startTestDatabase(server);
  const site = await startSite();
  const config = testConfig([
    testSource(site, 'changelog', 'changelog', 'markdown'),
    testSource(site, 'card', 'model-card', 'markdown'),
  ]);
  const places = { folder: scratch, keyFile: join(scratch, 'log-key') };
  const database = await postgres.newDatabase();
  await prepare(database);
  const pipeline = await startPipeline(database, () => config);
  const { db } = pipeline.deps;
  await beginLog(db, places, { now: () => pipeline.now(), newId: () => crypto.randomUUID() });
  const publish = (hospitals: string) => {
    const headers = { 'content-type': 'text/markdown; charset=utf-8' };
    site.page('/changelog', { headers, body: '# Changelog\n\n## 2026-02-10\n\n- Usage by department.\n' });
    site.page('/card', {
      headers,
      body: `# norvik-scribe-2\n\n## Training data\n\nVisits of ${hospitals}.\n\n## Limitations\n\nNot for children.\n`,
    });
  };
  const look = async () => {
    for (const name of ['changelog', 'card']) await pipeline.poll(`norvik/${name}`);
    await pipeline.settleAndMail();
    await keepLog(db, places, { now: pipeline.now(), isComplete: true });
  };
  publish('41 hospitals');
  await look();
  publish('57 hospitals and a data broker');
  for (let step = 0; step < 8; step += 1) {
    pipeline.advance(12 * hourMs);
    await look();
  }
  return {
    database,
    pipeline,
    databaseUrl: database.databaseUrl,
    places,
    scratch,
    look,
    close: async () => {
      await pipeline.close();
      await site.stop();
      await postgres.stop();
      await rm(scratch, { recursive: true });
    },
  };
}
