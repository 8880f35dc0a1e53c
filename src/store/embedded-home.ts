/**
 * Where the embedded server lives: a folder with its cluster, its socket and its log, owned by the account
 * that runs it. That is `postgres/` in the data folder, unless root's server account cannot get there (a data
 * folder below /root, say): then it is a folder of its own elsewhere, named in the data folder's note.
 * Permissions of folders that are not ours are never loosened.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { chmod, chown, lstat, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolderNote, leaveNote, readNote } from './data-folder.ts';
import { errorCode, storeError } from './database-errors.ts';
import { accountForServer, isRoot } from './embedded-account.ts';
import { runProgram, type ServerAccount } from './embedded-process.ts';

export interface EmbeddedHome {
  readonly folder: string;
  readonly cluster: string;
  readonly logFile: string;
  /** Whom the server runs as; null for ourselves. */
  readonly account: ServerAccount | null;
  /** How it listens where there are no unix sockets. */
  readonly tcp: DataFolderNote['tcp'];
}

/** Finds the home of a data folder's server, or makes one. `sharedFolder` is used for homes elsewhere. */
export async function findHome(dataFolder: string, sharedFolder: string): Promise<EmbeddedHome> {
  const inside = join(dataFolder, 'postgres');
  const standing = await readNote(dataFolder);
  const folder = standing?.home ?? inside;
  const owner = await ownerOf(folder);
  if (owner) return describeHome(folder, isRoot() ? owner : null, standing?.tcp ?? null);
  if (standing?.home) {
    throw storeError('data_folder_damaged', `the database of ${dataFolder} is not in ${folder} any more`);
  }

  const account = await accountForServer();
  if (process.platform === 'win32') {
    const tcp = { port: randomInt(20_000, 60_000), password: randomBytes(24).toString('base64url') };
    const left = await leaveNote(dataFolder, { home: null, tcp });
    await mkdir(inside, { recursive: true });
    return describeHome(inside, null, left.tcp);
  }
  if (await makeFolder(inside, account)) return describeHome(inside, account, null);

  await makeSharedFolder(sharedFolder);
  const outside = await mkdtemp(join(sharedFolder, 'data-'));
  if (!(await makeFolder(outside, account))) {
    throw storeError('database_account_unavailable', `user ${account?.uid} cannot use ${sharedFolder}`);
  }
  await writeFile(join(outside, 'data-folder.txt'), `${dataFolder}\n`);
  const left = await leaveNote(dataFolder, { home: outside, tcp: null });
  if (left.home !== outside) await rm(outside, { recursive: true });
  return describeHome(left.home ?? inside, account, null);
}

/** The folder that homes, sockets and programs share; when we make it, everybody may pass through. */
export async function makeSharedFolder(sharedFolder: string): Promise<void> {
  const firstMade = await mkdir(sharedFolder, { recursive: true });
  if (firstMade !== undefined) await chmod(sharedFolder, 0o755);
}

function describeHome(
  folder: string,
  account: ServerAccount | null,
  tcp: DataFolderNote['tcp'],
): EmbeddedHome {
  return { folder, cluster: join(folder, 'cluster'), logFile: join(folder, 'server.log'), account, tcp };
}

/** Makes a folder that only the account enters; false, leaving nothing, when the account cannot get there. */
async function makeFolder(folder: string, account: ServerAccount | null): Promise<boolean> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!account) return true;
  const owned = await chown(folder, account.uid, account.gid).then(
    () => true,
    // Some file systems, and roots without the capability, cannot give files away.
    () => false,
  );
  const tried = await runProgram('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], {
    account,
    timeoutMs: 10_000,
  });
  if (owned && tried.code === 0) return true;
  await rm(folder, { recursive: true });
  return false;
}

async function ownerOf(folder: string): Promise<ServerAccount | null> {
  try {
    const { uid, gid } = await lstat(folder);
    // A home that root still owns was left half made by a start that died.
    return isRoot() && uid === 0 ? null : { uid, gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw storeError('data_folder_foreign', `cannot look into ${folder}`, error);
  }
}
