/**
 * The folder of the server's unix socket. Whoever may enter it is let in without a password, so only the
 * server's account (and root) may, and only they can have put a socket there.
 */
import { chown, lstat, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './database-errors.ts';
import { type EmbeddedHome, makeSharedFolder } from './embedded-home.ts';
import type { ServerAccount } from './embedded-process.ts';

/** `sun_path` holds 108 bytes on Linux and 104 elsewhere, the closing NUL included. */
const maxSocketPathBytes = process.platform === 'linux' ? 107 : 103;

/**
 * Makes the folder: in the home where the path is short enough, otherwise `former` (the one used so far) or
 * a new one in `sharedFolder` (root) or the temporary folder.
 */
export async function makeSocketFolder(
  home: EmbeddedHome,
  sharedFolder: string,
  former: string | null,
): Promise<string> {
  const inside = join(home.folder, 'run');
  if (Buffer.byteLength(join(inside, '.s.PGSQL.5432')) <= maxSocketPathBytes) {
    return makePrivate(inside, home.account);
  }
  if (former && !(await exists(former))) return makePrivate(former, home.account);
  if (former && (await isPrivateTo(former, home.account))) return former;
  const parent = home.account ? sharedFolder : shortTemporaryFolder();
  if (home.account) await makeSharedFolder(parent);
  return makePrivate(await mkdtemp(join(parent, 'socket-')), home.account);
}

/** Removes a folder that was made outside the home. */
export async function dropSocketFolder(home: EmbeddedHome, folder: string): Promise<void> {
  const isOutside = folder !== '' && folder !== join(home.folder, 'run');
  if (isOutside && (await isPrivateTo(folder, home.account)))
    await rm(folder, { recursive: true, force: true });
}

/** Whether a folder belongs to the account and is closed to everybody else. */
export async function isPrivateTo(folder: string, account: ServerAccount | null): Promise<boolean> {
  try {
    const { uid, mode } = await lstat(folder);
    return uid === (account?.uid ?? process.geteuid?.()) && (mode & 0o077) === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

async function makePrivate(folder: string, account: ServerAccount | null): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

async function exists(folder: string): Promise<boolean> {
  return lstat(folder).then(
    () => true,
    () => false,
  );
}

function shortTemporaryFolder(): string {
  return Buffer.byteLength(tmpdir()) <= 60 ? tmpdir() : '/tmp';
}
