import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pollSource } from '../../src/pipeline/poll-source.ts';
import { withoutLog } from '../../src/store/evidence-log.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, type Stage, setStage } from '../support/timeline.ts';
import { problemsOf } from '../support/verify.ts';

let postgres: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  postgres = await startTestDatabase();
  stage = await setStage(postgres, ['terms']);
});
afterAll(async () => {
  await stage.close();
  await postgres.stop();
});

const count = async (table: 'observations' | 'captures' | 'log_queue') => {
  const { db } = stage.pipeline.deps;
  const row = await db
    .selectFrom(table)
    .select((rows) => rows.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
};
const state = () => stage.pipeline.deps.db.selectFrom('source_states').selectAll().executeTakeFirstOrThrow();

describe('a look that saw nothing new', () => {
  it('leaves an observation with its capture, a note for the log, and where the source stands', async () => {
    const { pipeline } = stage;
    pipeline.advance(3_600_000);
    expect(await pipeline.poll('norvik/terms')).toMatchObject({ outcome: 'unchanged' });
    expect([await count('observations'), await count('captures')]).toEqual([2, 2]);
    expect(await state()).toMatchObject({
      last_sighted_at: pipeline.now(),
      last_observed_at: pipeline.now(),
      leased_by: null,
      current_seq: 1,
    });
    expect(await problemsOf(pipeline.deps.db)).toEqual([]);
  });

  it('leaves nothing when another worker took the source over meanwhile', async () => {
    const { pipeline } = stage;
    const { deps } = pipeline;
    const source = deps.config().sources[0];
    if (!source) return expect.unreachable('there is a source');
    const before = [await count('observations'), await count('captures'), await count('log_queue')];
    const thief = {
      ...deps,
      fetch: async (...given: Parameters<typeof deps.fetch>) => {
        await deps.db.updateTable('source_states').set({ leased_by: 'another' }).execute();
        return deps.fetch(...given);
      },
    };
    await expect(
      pollSource(thief, source, { dueBy: null }, AbortSignal.timeout(20_000)),
    ).rejects.toMatchObject({
      code: 'lease_lost',
    });
    expect([await count('observations'), await count('captures'), await count('log_queue')]).toEqual(before);
    expect(await state()).toMatchObject({ leased_by: 'another' });
    await deps.db.updateTable('source_states').set({ leased_by: null, leased_until: null }).execute();
  });

  it('notes nothing in a database that keeps no log', async () => {
    const { deps } = stage.pipeline;
    const source = deps.config().sources[0];
    if (!source) return expect.unreachable('there is a source');
    const noted = await count('log_queue');
    const db = withoutLog(deps.db);
    const record = await pollSource({ ...deps, db }, source, { dueBy: null }, AbortSignal.timeout(20_000));
    expect(record).toMatchObject({ outcome: 'unchanged' });
    stage.site.page('/terms', { body: clause('60') });
    const changed = await pollSource({ ...deps, db }, source, { dueBy: null }, AbortSignal.timeout(20_000));
    expect(changed).toMatchObject({ outcome: 'changed' });
    expect(await count('log_queue')).toBe(noted);
    expect((await state()).last_sighted_at).toEqual(deps.now());
  });
});
