/** Makes the cluster (PostgreSQL's word for the files of one server) and checks that it is one we can run. */
import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorText, storeError } from './database-errors.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { EmbeddedHome } from './embedded-home.ts';
import { runProgram } from './embedded-process.ts';

/** Superuser and database of the embedded server. */
export const databaseUser = 'modelwarden';

const draftPrefix = 'new-';

/**
 * Makes the cluster unless it is there. It is made under another name and renamed, so that a start that dies
 * half-way leaves none, and of two starts at once both end up with the same.
 * @throws StoreError `disk_full`, `database_start_failed`; for one that is there: `data_folder_version`,
 *   `data_folder_damaged`, `data_folder_foreign`
 */
export async function ensureCluster(
  home: EmbeddedHome,
  binaries: Binaries,
  signal?: AbortSignal,
): Promise<void> {
  if (await isThere(home.cluster)) return checkVersion(home, binaries);
  const draft = join(home.folder, `${draftPrefix}${randomBytes(4).toString('hex')}`);
  try {
    await initialise(draft, home, binaries, signal);
    await rename(draft, home.cluster);
  } catch (error) {
    // Another start may have been quicker; its cluster is as good as ours.
    if (!(await isThere(home.cluster))) {
      await rm(draft, { recursive: true, force: true });
      throw error;
    }
  }
  await removeDrafts(home);
}

/** Once there is a cluster: a start that is still at its draft finds the cluster and goes on with that. */
async function removeDrafts(home: EmbeddedHome): Promise<void> {
  const drafts = (await readdir(home.folder)).filter((name) => name.startsWith(draftPrefix));
  for (const name of drafts)
    await rm(join(home.folder, name), { recursive: true, force: true, maxRetries: 5 });
}

async function initialise(
  draft: string,
  home: EmbeddedHome,
  binaries: Binaries,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { account, tcp } = home;
  const passwordFile = join(home.folder, 'password.tmp');
  if (tcp) await writeFile(passwordFile, tcp.password, { mode: 0o600 });
  if (tcp && account) await chown(passwordFile, account.uid, account.gid);
  // On a unix socket in a folder that only the account and root can enter, the folder is the lock.
  const authentication = tcp ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`] : ['--auth=trust'];
  try {
    const ended = await runProgram(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${databaseUser}`,
        ...authentication,
        '--encoding=UTF8',
        // The same order of text on every machine, and no locale that a bare system lacks.
        '--no-locale',
        '--no-instructions',
      ],
      { account, timeoutMs: 60_000, ...(signal ? { signal } : {}) },
    );
    if (ended.code === 0) return;
    const code = /No space left on device|Disk quota exceeded/.test(ended.output)
      ? 'disk_full'
      : 'database_start_failed';
    throw storeError(code, `the database could not be made in ${home.folder}: ${ended.output.slice(-600)}`);
  } finally {
    if (tcp) await rm(passwordFile, { force: true });
  }
}

async function checkVersion(home: EmbeddedHome, binaries: Binaries): Promise<void> {
  const path = join(home.cluster, 'PG_VERSION');
  let found: string;
  try {
    found = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const code = errorCode(error) === 'EACCES' ? 'data_folder_foreign' : 'data_folder_damaged';
    throw storeError(code, `cannot read ${path}: ${errorText(error)}`, error);
  }
  if (!/^\d+$/.test(found)) {
    throw storeError('data_folder_damaged', `${path} does not hold a version`);
  }
  const ours = binaries.version.split('.')[0];
  if (found !== ours) {
    throw storeError(
      'data_folder_version',
      `${home.cluster} was made by PostgreSQL ${found}, this program runs PostgreSQL ${ours}`,
    );
  }
}

async function isThere(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw storeError('data_folder_foreign', `cannot look into ${folder}: ${errorText(error)}`, error);
  }
}
