import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../src/evidence/merkle-tree.ts';
import { sequenceLog } from '../../src/evidence/sequence-log.ts';
import type { Db } from '../../src/store/db.ts';
import { type Fact, loadEntries, noteForLog } from '../../src/store/evidence-log.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const at = new Date('2026-03-04T10:00:00Z');
const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000);
const fact = (ref: string, more: Partial<Fact> = {}): Fact => ({
  kind: 'change',
  ref,
  at,
  record: { a: 1 },
  ...more,
});

let postgres: TestDatabase;
beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

describe('the evidence log', () => {
  it('takes facts in the order in which they were noted, in canonical form', async () => {
    const { kysely: db } = await postgres.newDatabase();
    await noteForLog(db, fact('b', { record: { z: 1, a: 'é\0' } }), fact('a'));
    expect(await sequenceLog(db, { now: at, isComplete: false })).toBe(2);
    await noteForLog(db, fact('c'));
    expect(await sequenceLog(db, { now: at, isComplete: false })).toBe(1);
    const entries = await loadEntries(db, 0, 10);
    expect(entries.map(({ seq, ref }) => [seq, ref])).toEqual([
      [0, 'b'],
      [1, 'a'],
      [2, 'c'],
    ]);
    const [first] = entries;
    expect(first?.record).toBe(
      '{"at":"2026-03-04T10:00:00.000Z","kind":"change","record":{"a":"é","z":1},"ref":"b","seq":0,"v":1}',
    );
    expect(Buffer.from(first?.leafHash ?? [])).toEqual(leafHash(first?.record ?? ''));
    expect(await queued(db)).toBe(0);
  });

  it('holds what was recorded and nothing of what was not', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const failing = db.transaction().execute(async (transaction) => {
      await noteForLog(transaction, fact('never'));
      throw new Error('the fact was not recorded after all');
    });
    await expect(failing).rejects.toThrow();
    expect(await sequenceLog(db, { now: at, isComplete: true })).toBe(0);
  });

  it('gathers looks that found nothing new, for an hour or until something else happens', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const look = (ref: string, after: number) =>
      fact(ref, { kind: 'look', at: minutes(after), record: { n: after } });
    await noteForLog(db, look('1', 0), look('2', 30));
    expect(await sequenceLog(db, { now: minutes(59), isComplete: false })).toBe(0);
    expect(await sequenceLog(db, { now: minutes(60), isComplete: false })).toBe(1);
    await noteForLog(db, look('3', 61), fact('x', { at: minutes(62) }));
    expect(await sequenceLog(db, { now: minutes(62), isComplete: false })).toBe(2);
    const entries = await loadEntries(db, 0, 10);
    expect(entries.map(({ kind, ref }) => [kind, ref])).toEqual([
      ['looks', '1..2'],
      ['change', 'x'],
      ['looks', '3..3'],
    ]);
    expect(JSON.parse(entries[0]?.record ?? '')).toMatchObject({
      record: {
        looks: [
          { ref: '1', at: at.toISOString(), n: 0 },
          { ref: '2', n: 30 },
        ],
      },
    });
  });

  it('numbers without gaps or repeats when several sequence at once', async () => {
    const { kysely: db } = await postgres.newDatabase();
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        await noteForLog(db, fact(`f${index}`));
        await sequenceLog(db, { now: at, isComplete: index % 2 === 0 });
      }),
    );
    await sequenceLog(db, { now: at, isComplete: true });
    const entries = await loadEntries(db, 0, 100);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(new Set(entries.map(({ ref }) => ref)).size).toBe(40);
  });

  it('refuses to alter, remove or empty what it holds', async () => {
    const { kysely: db, pool } = await postgres.newDatabase();
    await noteForLog(db, fact('a'));
    await sequenceLog(db, { now: at, isComplete: true });
    for (const statement of [
      `update log_entries set record = ''`,
      'delete from log_entries',
      'truncate log_entries',
      'truncate log_checkpoints',
    ])
      await expect(pool.query(statement), statement).rejects.toThrow(
        /are evidence and are never altered|cannot truncate a table/,
      );
  });
});

async function queued(db: Db): Promise<number> {
  return (await db.selectFrom('log_queue').select('id').execute()).length;
}
