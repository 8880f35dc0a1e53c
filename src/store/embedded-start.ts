/** Starts the server process in a session of its own, and says why when it ends at once. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import type { StoreError } from '../domain/errors.ts';
import { errorText, storeError } from './database-errors.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { EmbeddedHome } from './embedded-home.ts';
import { readLogTail } from './embedded-postmaster.ts';
import { serverEnvironment } from './embedded-process.ts';

const maxLogBytes = 8_000_000;

/** Small, quiet and private; durability settings stay at PostgreSQL's own (everything on). */
const settings: readonly string[] = [
  'unix_socket_permissions=0700',
  'max_connections=100',
  'shared_buffers=64MB',
  // Bounds both the disk that the log takes and the time that recovery takes.
  'max_wal_size=256MB',
  // Parallel queries need a large /dev/shm, which containers do not have.
  'max_parallel_workers_per_gather=0',
  'max_parallel_maintenance_workers=0',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_line_prefix=%m [%p] ',
  'log_checkpoints=off',
  // Statements carry documents and addresses, which do not belong into a log.
  'log_min_error_statement=panic',
];

/** The server's command line; it is also how a running server is known to be as we would start it. */
export function serverParameters(
  home: EmbeddedHome,
  socketFolder: string,
  extraSettings: readonly string[],
): readonly string[] {
  const listening = home.tcp
    ? ['listen_addresses=127.0.0.1', `port=${home.tcp.port}`]
    : ['listen_addresses=', 'port=5432', `unix_socket_directories=${socketFolder}`];
  return [
    '-D',
    home.cluster,
    ...[...listening, ...settings, ...extraSettings].flatMap((setting) => ['-c', setting]),
  ];
}

export interface ServerProcess {
  /** Null while it runs; otherwise what it wrote to its log since it was started. */
  lastWords(): Promise<string | null>;
}

/**
 * Starts the server. It is detached, so that Ctrl-C in the worker's terminal does not reach it before the
 * worker has closed, and it outlives a worker that is killed: the next start finds it.
 */
export async function startServer(
  home: EmbeddedHome,
  binaries: Binaries,
  parameters: readonly string[],
): Promise<ServerProcess> {
  const log = await openLog(home.logFile);
  try {
    const { size: offset } = await log.stat();
    const child = spawn(binaries.postgres, parameters, {
      ...home.account,
      cwd: '/',
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let failure: Error | null = null;
    child.on('error', (error) => {
      failure = error;
    });
    child.unref();
    return {
      async lastWords() {
        if (failure) return errorText(failure);
        if (child.exitCode === null && child.signalCode === null) return null;
        return readLogTail(home.logFile, offset);
      },
    };
  } finally {
    await log.close();
  }
}

/** The folder belongs to the server's account, so root must not follow a link that stands there. */
async function openLog(path: string): ReturnType<typeof open> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
  const log = await open(path, flags, 0o600);
  if ((await log.stat()).size < maxLogBytes) return log;
  await log.close();
  await rename(path, `${path}.1`);
  return open(path, flags, 0o600);
}

/** Another start was quicker, or processes of a killed server are still going: look again, do not fail. */
export function isContention(lastWords: string): boolean {
  return /lock file "[^"]+" (?:already exists|is empty)|pre-existing shared memory block/.test(lastWords);
}

const damageSigns = new RegExp(
  [
    'pg_control',
    'checkpoint record',
    'is corrupted',
    'incorrect checksum',
    'invalid page',
    'not a (?:valid data|database cluster) directory',
    'could not (?:open|read|stat|access) (?:file|directory|from file) "(?:pg_|base|global|\\./)',
    'could not read blocks',
    'could not load .*pg_hba\\.conf',
  ].join('|'),
);

/** Why a server ended right after its start. The server gives no code there, so its English log is read. */
export function explainFailedStart(home: EmbeddedHome, lastWords: string): StoreError {
  const message = `the database server in ${home.folder} does not start:\n${lastWords}`;
  if (/No space left on device|Disk quota exceeded/.test(lastWords)) return storeError('disk_full', message);
  const isForeign = /Permission denied|wrong ownership/.test(lastWords);
  if (isForeign) return storeError('data_folder_foreign', message);
  if (/initialized by PostgreSQL version|incompatible with server/.test(lastWords)) {
    return storeError('data_folder_version', message);
  }
  return storeError(damageSigns.test(lastWords) ? 'data_folder_damaged' : 'database_start_failed', message);
}
