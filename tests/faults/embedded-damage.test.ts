/** What the operator is told when the disk, the folder or the files of the database are no good. */
import { execFileSync } from 'node:child_process';
import { mkdir, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { withTransaction } from '../../src/store/transaction.ts';
import { serverPid, trackDataFolders } from '../support/data-folders.ts';

// Real servers start several times in a test; a busy machine takes its time over each.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const folders = trackDataFolders();
afterAll(() => folders.removeModel());
const mounts: string[] = [];
afterEach(async () => {
  await folders.stop();
  for (const mount of mounts.splice(0)) execFileSync('umount', [mount]);
  await folders.clear();
});

/** A data folder with a database in it, closed in order. */
async function makeUsed(): Promise<{ readonly dataFolder: string; readonly cluster: string }> {
  const dataFolder = await folders.make();
  const database = await folders.open(dataFolder, 'worker');
  await database.pool.query('create table marks as select number from generate_series(1, 5000) as number');
  await database.close();
  return { dataFolder, cluster: join(dataFolder, 'postgres', 'cluster') };
}

async function pathOf(dataFolder: string, table: string): Promise<string> {
  const database = await folders.open(dataFolder, 'worker');
  const { rows } = await database.pool.query<{ path: string }>('select pg_relation_filepath($1) as path', [
    table,
  ]);
  await database.close();
  return join(dataFolder, 'postgres', 'cluster', rows[0]?.path ?? '');
}

async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc((await stat(path)).size, 0x55), 0);
  await file.close();
}

const damaged = { name: 'StoreError', code: 'data_folder_damaged', retry: 'never' };

test('says that the data folder is damaged when the control file is cut short', async () => {
  const { dataFolder, cluster } = await makeUsed();
  await truncate(join(cluster, 'global', 'pg_control'), 100);
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({
    ...damaged,
    message: expect.stringContaining('pg_control'),
  });
});

test('says so when the log of transactions is gone', async () => {
  const { dataFolder, cluster } = await makeUsed();
  for (const name of await readdir(join(cluster, 'pg_wal'))) {
    if (/^[0-9A-F]{24}$/.test(name)) await rm(join(cluster, 'pg_wal', name));
  }
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({
    ...damaged,
    message: expect.stringContaining('checkpoint record'),
  });
});

test('says so when a system catalogue is overwritten', async () => {
  const { dataFolder } = await makeUsed();
  await overwrite(await pathOf(dataFolder, 'pg_catalog.pg_class'));
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject(damaged);
});

test('says so when a query meets a page that is not what was written', async () => {
  const { dataFolder } = await makeUsed();
  await overwrite(await pathOf(dataFolder, 'marks'));
  const database = await folders.open(dataFolder, 'worker');
  await expect(
    withTransaction(database, (transaction) => sql`select count(*) from marks`.execute(transaction)),
  ).rejects.toMatchObject(damaged);
});

test.each([
  ['17', 'data_folder_version', 'PostgreSQL 17'],
  ['', 'data_folder_damaged', 'PG_VERSION'],
])('reads the version %j of a cluster as %s', async (version, code, words) => {
  const { dataFolder, cluster } = await makeUsed();
  await writeFile(join(cluster, 'PG_VERSION'), `${version}\n`);
  const opened = folders.open(dataFolder, 'worker');
  await expect(opened).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

test('leaves nothing running after a start that failed', async () => {
  const { dataFolder, cluster } = await makeUsed();
  await truncate(join(cluster, 'global', 'pg_control'), 100);
  await expect(folders.open(dataFolder, 'worker')).rejects.toThrow();
  expect(await serverPid(dataFolder)).toBeNull();
});

test('says that the data folder cannot be written when a file stands in its place', async () => {
  const parent = await folders.make({ fresh: true });
  const dataFolder = join(parent, 'data');
  await writeFile(dataFolder, 'not a folder');
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({
    code: 'data_folder_unwritable',
    message: expect.stringContaining(dataFolder),
  });
});

test('says so when the note in the data folder is not ours', async () => {
  const dataFolder = await folders.make({ fresh: true });
  await writeFile(join(dataFolder, 'database.json'), '{"home": 7}');
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject(damaged);
});

/** Mounts a small memory disk, or says why it cannot. */
function mount(folder: string, options: string): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'modelwarden-test', folder], { stdio: 'pipe' });
    mounts.push(folder);
    return null;
  } catch (error) {
    return `no memory disk could be mounted here: ${error instanceof Error ? error.message : 'no reason given'}`;
  }
}

async function makeSmallDisk(skip: (reason: string) => void, options: string): Promise<string> {
  const folder = join(await folders.make({ fresh: true }), 'disk');
  await mkdir(folder);
  folders.adopt(folder);
  const obstacle = mount(folder, options);
  if (obstacle !== null) skip(obstacle);
  return folder;
}

test('says that the data folder cannot be written on a disk mounted read-only', async ({ skip }) => {
  const dataFolder = await makeSmallDisk(skip, 'size=1m,mode=0711,ro');
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({ code: 'data_folder_unwritable' });
});

test('says that the disk is full when there is no room for a new database', async ({ skip }) => {
  const dataFolder = await makeSmallDisk(skip, 'size=16m,mode=0711');
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({
    code: 'disk_full',
    retry: 'later',
  });
});

async function insertMany(database: Database): Promise<void> {
  await withTransaction(database, (transaction) =>
    sql`insert into marks select repeat(md5(random()::text), 200) from generate_series(1, 2000)`.execute(
      transaction,
    ),
  );
}

test('fails a write on a full disk, keeps what was there, and goes on once there is room', async ({
  skip,
}) => {
  const disk = await makeSmallDisk(skip, 'size=160m,mode=0711');
  const database = await folders.open(disk, 'worker');
  await database.pool.query('create table marks (note text)');
  await database.pool.query('alter table marks alter column note set storage external');
  await database.pool.query(`insert into marks values ('kept')`);
  await database.pool.query('checkpoint');
  await writeFile(join(disk, 'filler'), Buffer.alloc(60_000_000));

  const outcome = await fillUp(database);
  expect(['disk_full', 'database_unreachable']).toContain(outcome);
  await rm(join(disk, 'filler'));
  await expect
    .poll(
      () =>
        database.pool.query(`select note from marks where note = 'kept'`).then(
          ({ rows }) => rows.length,
          () => 0,
        ),
      { timeout: 20_000 },
    )
    .toBe(1);
  await database.pool.query(`insert into marks values ('after')`);
});

/** Writes until it fails, and returns the code of the failure. */
async function fillUp(database: Database): Promise<unknown> {
  for (let round = 0; round < 40; round += 1) {
    try {
      await insertMany(database);
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  }
  return 'never full';
}
