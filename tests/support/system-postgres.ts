/**
 * A PostgreSQL server from the system's packages, with the tools that belong to it: what operators with a server of their own
 * dump and restore with. The embedded server brings no such tools.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const debianRoot = '/usr/lib/postgresql';

export interface SystemPostgres {
  readonly databaseUrl: string;
  /** Runs one of the tools that belong to the server and gives back what it printed. */
  tool(name: 'pg_dump' | 'pg_restore' | 'createdb', ...argv: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Where the newest server of the system is; null when there is none. */
function binaries(): string | null {
  if (!existsSync(debianRoot)) return null;
  const newest = readdirSync(debianRoot).sort((a, b) => Number(b) - Number(a))[0];
  const folder = join(debianRoot, newest ?? '', 'bin');
  return existsSync(join(folder, 'pg_dump')) && existsSync(join(folder, 'initdb')) ? folder : null;
}

/** Whether tests on it can run here, and if not, why; with CI=true a missing one is an error. */
export function systemPostgresForTests():
  | { readonly isAvailable: true }
  | { readonly isAvailable: false; readonly reason: string } {
  if (binaries() !== null) return { isAvailable: true };
  const reason = 'there is no PostgreSQL of the system (Debian: apt-get install postgresql)';
  if (process.env['CI'] === 'true')
    throw new Error(`${reason}; with CI=true the tests of dumping and restoring may not be skipped.`);
  return { isAvailable: false, reason };
}

/** Starts a server in a temporary folder, on a socket in it; the caller stops it. */
export async function startSystemPostgres(): Promise<SystemPostgres> {
  const bin = binaries();
  if (bin === null) throw new Error('there is no PostgreSQL of the system');
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modelwarden-system-')));
  // PostgreSQL refuses to run as root.
  const account = userInfo().uid === 0 ? await accountOf('postgres') : null;
  if (account) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o755);
  const data = join(folder, 'data');
  const options = { cwd: folder, ...account, env: { ...process.env, LC_ALL: 'C' } };
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'modelwarden', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    options,
  );
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'max_connections=40'],
    { ...options, stdio: 'ignore' },
  );
  const exited = once(server, 'exit');
  const urlOf = (name: string) => `postgresql://modelwarden@${encodeURIComponent(folder)}:5432/${name}`;
  const tool: SystemPostgres['tool'] = async (name, ...argv) => {
    const own = { ...options.env, PGHOST: folder, PGUSER: 'modelwarden', PGPORT: '5432' };
    const { stdout } = await run(join(bin, name), [...argv], { cwd: folder, env: own, encoding: 'utf8' });
    return stdout;
  };
  for (let tries = 0; !existsSync(join(folder, '.s.PGSQL.5432')); tries += 1) {
    if (tries > 200 || server.exitCode !== null) throw new Error('the server of the system did not start');
    await pause(100);
  }
  return {
    databaseUrl: urlOf('postgres'),
    tool,
    stop: async () => {
      server.kill('SIGINT');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function accountOf(name: string): Promise<{ readonly uid: number; readonly gid: number }> {
  const id = async (flag: string) => Number((await run('id', [flag, name])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}
