/** Started as root from places that the server's own account cannot enter. */
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { accountForServer, isRoot } from '../../src/store/embedded-account.ts';
import { findBinaries, locatePackage } from '../../src/store/embedded-binaries.ts';
import { trackDataFolders } from '../support/data-folders.ts';

// Real servers start several times in a test; a busy machine takes its time over each.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

const folders = trackDataFolders();
afterAll(() => folders.removeModel());
const made: string[] = [];
afterEach(async () => {
  await folders.clear();
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** A folder of mode 0700 that belongs to root. */
async function makeClosedFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'closed-'));
  made.push(folder);
  return folder;
}

async function readHome(dataFolder: string): Promise<string> {
  const note: unknown = JSON.parse(await readFile(join(dataFolder, 'database.json'), 'utf8'));
  if (typeof note !== 'object' || !note || !('home' in note)) throw new Error('the note names no home');
  return String(note.home);
}

test.skipIf(!isRoot())('runs the server as an account that is not root', async () => {
  const account = await accountForServer();
  const dataFolder = await folders.make({ fresh: true });
  await folders.open(dataFolder, 'worker');
  const cluster = await stat(join(dataFolder, 'postgres', 'cluster'));
  expect(cluster.uid).toBe(account?.uid);
  expect(cluster.uid).not.toBe(0);
  expect(cluster.mode & 0o077).toBe(0);
});

test.skipIf(!isRoot())(
  'keeps the database elsewhere when the data folder cannot be reached, and finds it again',
  async () => {
    const parent = await makeClosedFolder();
    const dataFolder = join(parent, 'data');
    const first = await folders.open(dataFolder, 'worker');
    made.push(await readHome(dataFolder));
    await first.pool.query('create table marks (note text)');
    await first.pool.query(`insert into marks values ('kept')`);
    await first.close();

    const second = await folders.open(dataFolder, 'worker');
    expect((await second.pool.query('select note from marks')).rows).toEqual([{ note: 'kept' }]);
    const reader = await folders.open(dataFolder, 'reader');
    expect((await reader.pool.query('select note from marks')).rows).toEqual([{ note: 'kept' }]);

    const modeOfParent = (await stat(parent)).mode & 0o777;
    expect(modeOfParent).toBe(0o700);
    expect(await readFile(join(await readHome(dataFolder), 'data-folder.txt'), 'utf8')).toBe(
      `${dataFolder}\n`,
    );
  },
);

test.skipIf(!isRoot())('never starts anew when the database it had elsewhere is gone', async () => {
  const dataFolder = join(await makeClosedFolder(), 'data');
  await (await folders.open(dataFolder, 'worker')).close();
  await rm(await readHome(dataFolder), { recursive: true });
  await expect(folders.open(dataFolder, 'worker')).rejects.toMatchObject({
    code: 'data_folder_damaged',
    message: expect.stringContaining('not in'),
  });
});

test.skipIf(!isRoot())(
  'copies the programs once when the package cannot be reached',
  async ({ onTestFinished }) => {
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    const account = await accountForServer();
    const closed = await makeClosedFolder();
    const shared = join(await folders.make({ fresh: true }), 'shared');
    await cp(join(locatePackage(), '..'), closed, { recursive: true, verbatimSymlinks: true });

    const first = await findBinaries(account, shared, join(closed, 'native'));
    expect(first.postgres.startsWith(shared)).toBe(true);
    const { birthtimeMs } = await stat(first.postgres);
    const second = await findBinaries(account, shared, join(closed, 'native'));
    expect(second).toEqual(first);
    expect((await stat(second.postgres)).birthtimeMs).toBe(birthtimeMs);
  },
);
