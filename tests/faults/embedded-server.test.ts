/** The embedded server across restarts, kills, stale files and visitors. */
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { StoreError } from '../../src/domain/errors.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import {
  isRunning,
  killAndWait,
  type LoggedEvent,
  serverPid,
  trackDataFolders,
} from '../support/data-folders.ts';

// Real servers start several times in a test; a busy machine takes its time over each.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const folders = trackDataFolders();
afterAll(() => folders.removeModel());
afterEach(() => folders.clear());

async function startTime(database: Database): Promise<string> {
  const { rows } = await database.pool.query<{ started: string }>(
    'select pg_postmaster_start_time()::text as started',
  );
  return rows[0]?.started ?? '';
}

async function countMarks(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>('select count(*)::int as count from marks');
  return rows[0]?.count ?? -1;
}

test('makes the database on first start and finds its rows after an orderly restart', async () => {
  const dataFolder = await folders.make({ fresh: true });
  const first = await folders.open(dataFolder, 'worker');
  await first.pool.query('create table marks (note text)');
  await first.pool.query(`insert into marks values ('Größe: 1 µg')`);
  const pid = await serverPid(dataFolder);
  await first.close();
  expect(pid).not.toBeNull();
  expect(await serverPid(dataFolder)).toBeNull();

  const second = await folders.open(dataFolder, 'worker');
  expect((await second.pool.query('select note from marks')).rows).toEqual([{ note: 'Größe: 1 µg' }]);
});

test('clears away what a start that died half-way had made', async () => {
  const dataFolder = await folders.make({ fresh: true });
  const draft = join(dataFolder, 'postgres', 'new-0badcafe', 'base');
  const server = await folders.open(dataFolder, 'reader');
  await server.close();
  await rm(join(dataFolder, 'postgres', 'cluster'), { recursive: true });
  await mkdir(draft, { recursive: true });
  await folders.open(dataFolder, 'worker');
  await expect(readdir(draft)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('commits to disk: no durability setting is switched off', async () => {
  const database = await folders.open(await folders.make(), 'worker');
  const { rows } = await database.pool.query(
    `select name, setting from pg_settings
     where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums') order by name`,
  );
  expect(rows).toEqual(
    ['data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit'].map((name) => ({
      name,
      setting: 'on',
    })),
  );
});

test('listens on a unix socket only, in a folder closed to everybody else', async () => {
  const dataFolder = await folders.make();
  const database = await folders.open(dataFolder, 'worker');
  const { rows } = await database.pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('listen_addresses', 'unix_socket_permissions') order by name`,
  );
  expect(rows.map(({ setting }) => setting)).toEqual(['', '0700']);
  expect(database.connection.host).toBe(join(dataFolder, 'postgres', 'run'));
});

test('adopts the running server of a worker that was killed, with every committed row', async () => {
  const dataFolder = await folders.make();
  const { child, started } = await folders.openElsewhere(dataFolder);
  await killAndWait(child);
  expect(await serverPid(dataFolder)).not.toBeNull();

  const database = await folders.open(dataFolder, 'worker');
  expect(await startTime(database)).toBe(started);
  expect(await countMarks(database)).toBe(1);
  await database.close();
  expect(await serverPid(dataFolder)).toBeNull();
});

test('replaces an orphan that was started with other settings', async () => {
  const dataFolder = await folders.make();
  const { child, started } = await folders.openElsewhere(dataFolder);
  await killAndWait(child);
  const options = join(dataFolder, 'postgres', 'cluster', 'postmaster.opts');
  await writeFile(options, `${(await readFile(options, 'utf8')).trim()} "-c" "work_mem=1MB"\n`);

  const events: LoggedEvent[] = [];
  const database = await folders.open(dataFolder, 'worker', events);
  expect(events.map(({ event }) => event)).toContain('database.replacing_server');
  expect(await startTime(database)).not.toBe(started);
  expect(await countMarks(database)).toBe(1);
});

test('recovers when worker and server were both killed', async () => {
  const dataFolder = await folders.make();
  const { child } = await folders.openElsewhere(dataFolder);
  const pid = await serverPid(dataFolder);
  await killAndWait(child);
  process.kill(Number(pid), 'SIGKILL');
  await vi.waitFor(() => expect(isRunning(Number(pid))).toBe(false), { timeout: 5_000 });

  const database = await folders.open(dataFolder, 'worker');
  expect(await countMarks(database)).toBe(1);
});

test('starts although a stale postmaster.pid names a living process of something else', async () => {
  const dataFolder = await folders.make();
  const first = await folders.open(dataFolder, 'worker');
  const path = join(dataFolder, 'postgres', 'cluster', 'postmaster.pid');
  const text = await readFile(path, 'utf8');
  await first.close();
  // Our own pid: alive for sure, and no server.
  await writeFile(path, text.replace(/^\d+/, String(process.pid)));

  const events: LoggedEvent[] = [];
  const database = await folders.open(dataFolder, 'worker', events);
  expect(events.map(({ event }) => event)).toContain('database.stale_lock_removed');
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('starts although a crash left an empty postmaster.pid', async () => {
  const dataFolder = await folders.make();
  await (await folders.open(dataFolder, 'worker')).close();
  await writeFile(join(dataFolder, 'postgres', 'cluster', 'postmaster.pid'), '');

  const database = await folders.open(dataFolder, 'worker');
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('stops and replaces a running server whose socket was deleted', async () => {
  const dataFolder = await folders.make();
  const { child, started } = await folders.openElsewhere(dataFolder);
  await killAndWait(child);
  await rm(join(dataFolder, 'postgres', 'run'), { recursive: true });

  const database = await folders.open(dataFolder, 'worker');
  expect(await startTime(database)).not.toBe(started);
  expect(await countMarks(database)).toBe(1);
});

test('refuses a second worker on the same data folder, naming the first', async () => {
  const dataFolder = await folders.make();
  const { child } = await folders.openElsewhere(dataFolder);
  const second = folders.open(dataFolder, 'worker');
  await expect(second).rejects.toMatchObject({
    name: 'StoreError',
    code: 'data_folder_in_use',
    message: expect.stringContaining(`process ${child.pid} on host ${hostname()}`),
  });
  expect(child.exitCode).toBeNull();
  expect(await serverPid(dataFolder)).not.toBeNull();
});

test('opens for workers that start at the same moment exactly once', async () => {
  const dataFolder = await folders.make({ fresh: true });
  const attempts = await Promise.allSettled([1, 2, 3].map(() => folders.open(dataFolder, 'worker')));
  const codes = attempts.flatMap((attempt) =>
    attempt.status === 'rejected' && attempt.reason instanceof StoreError ? [attempt.reason.code] : [],
  );
  expect(codes).toEqual(['data_folder_in_use', 'data_folder_in_use']);
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('lets a reader in beside the worker, and out again without harm', async () => {
  const dataFolder = await folders.make();
  const worker = await folders.open(dataFolder, 'worker');
  const reader = await folders.open(dataFolder, 'reader');
  expect(await startTime(reader)).toBe(await startTime(worker));
  await reader.close();
  expect((await worker.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('stops a server that a reader started, once the reader leaves', async () => {
  const dataFolder = await folders.make({ fresh: true });
  const reader = await folders.open(dataFolder, 'reader');
  expect(await serverPid(dataFolder)).not.toBeNull();
  await reader.close();
  expect(await serverPid(dataFolder)).toBeNull();
});

test('keeps a server that a reader started while a worker uses it', async () => {
  const dataFolder = await folders.make();
  const reader = await folders.open(dataFolder, 'reader');
  const worker = await folders.open(dataFolder, 'worker');
  await reader.close();
  expect((await worker.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await worker.close();
  expect(await serverPid(dataFolder)).toBeNull();
});

test('puts the socket elsewhere when the path of the data folder is too long for one', async () => {
  const base = await folders.make({ fresh: true });
  const dataFolder = join(base, 'a'.repeat(60), 'b'.repeat(60));
  await mkdir(dataFolder, { recursive: true });
  await chmod(dataFolder, 0o711);
  const database = await folders.open(dataFolder, 'worker');
  const socketFolder = String(database.connection.host);
  expect(socketFolder.startsWith(base)).toBe(false);

  const reader = await folders.open(dataFolder, 'reader');
  expect(await startTime(reader)).toBe(await startTime(database));
  await reader.close();
  await database.close();
  await expect(readFile(socketFolder)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each(['SIGQUIT', 'SIGKILL'] as const)(
  'brings the server back under its pools after %s',
  async (signal) => {
    const dataFolder = await folders.make();
    const events: LoggedEvent[] = [];
    const worker = await folders.open(dataFolder, 'worker', events);
    await worker.pool.query('create table marks (note text)');
    await worker.pool.query(`insert into marks values ('kept')`);
    process.kill(Number(await serverPid(dataFolder)), signal);

    await vi.waitFor(
      async () =>
        expect((await worker.pool.query('select note from marks')).rows).toEqual([{ note: 'kept' }]),
      { timeout: 15_000 },
    );
    await vi.waitFor(() => expect(events.map(({ event }) => event)).toContain('database.recovered'), {
      timeout: 15_000,
    });
    await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({ code: 'data_folder_in_use' });
    await worker.close();
    expect(await serverPid(dataFolder)).toBeNull();
  },
);

test('stops the server in order when the worker is told to end', async () => {
  const dataFolder = await folders.make();
  const { child } = await folders.openElsewhere(dataFolder);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(await serverPid(dataFolder)).toBeNull();
  const log = await readFile(join(dataFolder, 'postgres', 'server.log'), 'utf8');
  expect(log).toContain('database system is shut down');
});

test.skipIf(process.platform !== 'linux')(
  'keeps the server out of reach of Ctrl-C in the worker’s terminal',
  async () => {
    const dataFolder = await folders.make();
    await folders.open(dataFolder, 'worker');
    const stat = await readFile(`/proc/${await serverPid(dataFolder)}/stat`, 'utf8');
    const [, , processGroup, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    expect(processGroup).toBe(String(await serverPid(dataFolder)));
    expect(session).toBe(processGroup);
  },
);

test('gives up opening when asked to', async () => {
  const dataFolder = await folders.make();
  const signal = AbortSignal.abort();
  await expect(
    openDatabase({ databaseUrl: null, dataFolder, role: 'worker', log: () => undefined, signal }),
  ).rejects.toMatchObject({ name: 'AbortError' });
});
