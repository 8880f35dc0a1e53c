import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../src/evidence/checkpoint.ts';
import { beginLog, keepLog, type LogPlaces } from '../../src/evidence/keep-log.ts';
import { rootOf } from '../../src/evidence/merkle-tree.ts';
import { rotateKey } from '../../src/evidence/rotate-key.ts';
import { isSignedBy, makeSigner, readKey } from '../../src/evidence/signed-note.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import { readWitnesses } from '../../src/evidence/witness-file.ts';
import type { Db } from '../../src/store/db.ts';
import { type Fact, loadEntries, noteForLog } from '../../src/store/evidence-log.ts';
import { newestCheckpoint } from '../../src/store/log-checkpoints.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const at = new Date('2026-03-04T10:00:00Z');
const world = { now: () => at, newId: () => crypto.randomUUID() };
const request = { now: at, isComplete: true };
const fact = (ref: string): Fact => ({ kind: 'change', ref, at, record: { ref } });

let postgres: TestDatabase;
let scratch: string;
beforeAll(async () => {
  postgres = await startTestDatabase();
  scratch = await mkdtemp(join(tmpdir(), 'modelwarden-log-'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(scratch, { recursive: true });
});

async function makePlaces(): Promise<LogPlaces> {
  const folder = await mkdtemp(join(scratch, 'evidence-'));
  return { folder, keyFile: join(folder, 'keys', 'log-key') };
}

async function begin(db: Db): Promise<LogPlaces> {
  const places = await makePlaces();
  await beginLog(db, places, world);
  return places;
}

describe('the first worker', () => {
  it('makes a key that only its owner can read, and the log begins with it', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await makePlaces();
    const state = await beginLog(db, places, world);
    expect(state).toMatchObject({ kind: 'signs', isNew: true });
    expect((await stat(places.keyFile)).mode & 0o777).toBe(0o600);
    expect(await beginLog(db, places, world)).toMatchObject({ kind: 'signs', isNew: false });
    await keepLog(db, places, request);
    const [first, ...others] = await loadEntries(db, 0, 10);
    expect(others).toEqual([]);
    expect(first).toMatchObject({ seq: 0, kind: 'key' });
    expect(first?.record).not.toContain('PRIVATE');
  });

  it('keeps a key that is there already', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin((await postgres.newDatabase()).kysely);
    expect(await beginLog(db, places, world)).toMatchObject({ kind: 'signs', isNew: false });
  });

  it('says what is wrong with a key file that holds none', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin((await postgres.newDatabase()).kysely);
    await chmod(places.keyFile, 0o600);
    await writeFile(places.keyFile, 'something else');
    await expect(beginLog(db, places, world)).rejects.toMatchObject({ code: 'log_key_unreadable' });
  });
});

describe('a worker without the key', () => {
  it('gives facts their places and leaves signing to the one that has it', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin(db);
    const elsewhere = await makePlaces();
    expect(await beginLog(db, elsewhere, world)).toMatchObject({ kind: 'foreign-key', here: null });
    await noteForLog(db, fact('a'));
    expect(await keepLog(db, elsewhere, request)).toEqual({
      entries: 2,
      checkpoint: null,
      witnessTrouble: null,
    });
    expect(await keepLog(db, places, request)).toMatchObject({ entries: 0, checkpoint: { size: 2 } });
  });
});

describe('a new key', () => {
  async function verify(db: Db, { folder }: LogPlaces) {
    const signal = AbortSignal.timeout(20_000);
    return verifyEvidence(db, {
      folder,
      since: null,
      witnesses: [],
      timestampRoots: [],
      onProgress: () => undefined,
      signal,
    });
  }

  it('is signed for by the old one, and signs from then on', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin(db);
    const { oldKey, newKey } = await rotateKey(db, places, { now: at, isLost: false });
    const both = readCheckpoint((await newestCheckpoint(db))?.note ?? '');
    for (const key of [oldKey, newKey]) expect(both && isSignedBy(both.note, key)).toBe(true);
    await noteForLog(db, { kind: 'export', ref: 'a', at, record: {} });
    await keepLog(db, places, request);
    const next = readCheckpoint((await newestCheckpoint(db))?.note ?? '');
    expect(next && isSignedBy(next.note, newKey)).toBe(true);
    expect(next && isSignedBy(next.note, oldKey)).toBe(false);
    const { findings, keys } = await verify(db, places);
    expect(findings.problems).toEqual([]);
    expect(findings.remarks).toEqual([]);
    expect(keys).toEqual([oldKey.text, newKey.text]);
    expect((await stat(`${places.keyFile}.${oldKey.id}`)).mode & 0o777).toBe(0o600);
  });

  it('that nobody signed for is remarked on when the old one was lost, and named when it was not', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin(db);
    await keepLog(db, places, request);
    await rm(places.keyFile);
    await expect(rotateKey(db, places, { now: at, isLost: false })).rejects.toMatchObject({
      code: 'log_key_absent',
    });
    await rotateKey(db, places, { now: at, isLost: true });
    const lost = await verify(db, places);
    expect(lost.findings.problems).toEqual([]);
    expect(lost.findings.remarks.join()).toContain('without it, as lost');

    const thief = makeSigner(readKey(lost.keys[0] ?? '')?.name ?? '');
    await noteForLog(db, { kind: 'key', ref: thief.key.id, at, record: { key: thief.key.text } });
    await writeFile(places.keyFile, thief.secret);
    await keepLog(db, places, request);
    expect((await verify(db, places)).findings.problems.map(({ code }) => code)).toEqual([
      'key_not_endorsed',
    ]);
  });
});

describe('checkpoints', () => {
  it('are signed over all entries, once, and kept in the database and in a file', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin(db);
    const state = await beginLog(db, places, world);
    for (const ref of ['a', 'b', 'c']) {
      await noteForLog(db, fact(ref));
      const { checkpoint } = await keepLog(db, places, request);
      const leaves = (await loadEntries(db, 0, 100)).map(({ leafHash }) => leafHash);
      expect(checkpoint?.size).toBe(leaves.length);
      expect(Buffer.from(checkpoint?.root ?? [])).toEqual(Buffer.from(rootOf(leaves)));
      const key = state.kind === 'signs' ? readKey(state.key.text) : null;
      expect(key && checkpoint && isSignedBy(checkpoint.note, key)).toBe(true);
    }
    expect(await keepLog(db, places, request)).toMatchObject({ entries: 0, checkpoint: null });
    expect((await readWitnesses(places.folder))?.map(({ size }) => size)).toEqual([2, 3, 4]);
    expect(readCheckpoint((await newestCheckpoint(db))?.note ?? '')?.size).toBe(4);
  });

  it('are grown from what was remembered, or from the beginning when that is lost or wrong', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin(db);
    for (const [index, spoil] of [
      async () => undefined,
      async () => db.deleteFrom('log_tree').execute(),
      async () =>
        db
          .updateTable('log_tree')
          .set({ edge: Buffer.alloc(32), size: 1 })
          .execute(),
    ].entries()) {
      await noteForLog(db, fact(`f${index}`));
      await keepLog(db, places, request);
      await spoil();
    }
    await noteForLog(db, fact('last'));
    const { checkpoint } = await keepLog(db, places, request);
    const leaves = (await loadEntries(db, 0, 100)).map(({ leafHash }) => leafHash);
    expect(Buffer.from(checkpoint?.root ?? [])).toEqual(Buffer.from(rootOf(leaves)));
  });

  it('are refused for a log that contradicts the last one', async () => {
    const { kysely: db, pool } = await postgres.newDatabase();
    const places = await begin(db);
    await noteForLog(db, fact('a'), fact('b'));
    await keepLog(db, places, request);
    await pool.query(`set session_replication_role = replica; delete from log_entries where seq = 2`);
    await noteForLog(db, fact('c'), fact('d'));
    await pool.query(`delete from log_tree`);
    await expect(keepLog(db, places, request)).rejects.toMatchObject({ code: 'log_contradicts_itself' });
    expect((await newestCheckpoint(db))?.size).toBe(3);
  });

  it('are made though the second copy cannot be kept, and say so', async () => {
    const { kysely: db } = await postgres.newDatabase();
    const places = await begin(db);
    await writeFile(join(scratch, 'a-file'), '');
    const kept = await keepLog(db, { ...places, folder: join(scratch, 'a-file') }, request);
    expect(kept.checkpoint?.size).toBe(1);
    expect(kept.witnessTrouble).toMatch(/EEXIST|ENOTDIR/);
    expect((await readFile(places.keyFile, 'utf8')).startsWith('PRIVATE+KEY+modelwarden/')).toBe(true);
  });
});
