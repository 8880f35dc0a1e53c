/**
 * The embedded PostgreSQL server of one data folder: found when it runs, started when it does not, stopped in
 * order. Whoever comes next adopts a server whose worker was killed; PostgreSQL itself keeps two servers off
 * one cluster, we keep it from being fooled by a stale `postmaster.pid`.
 */
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { errorCode, explainDatabaseError, storeError } from './database-errors.ts';
import { type Binaries, findBinaries } from './embedded-binaries.ts';
import { databaseUser, ensureCluster } from './embedded-cluster.ts';
import { type EmbeddedHome, findHome } from './embedded-home.ts';
import {
  hasProcesses,
  isAlive,
  isServerOf,
  type Postmaster,
  postmasterFile,
  readLogTail,
  readPostmasterFile,
} from './embedded-postmaster.ts';
import { runProgram } from './embedded-process.ts';
import { dropSocketFolder, isPrivateTo, makeSocketFolder } from './embedded-socket.ts';
import {
  explainFailedStart,
  isContention,
  type ServerProcess,
  serverParameters,
  startServer,
} from './embedded-start.ts';

/** For homes, sockets and programs of a root whose server account cannot enter the data folder. */
const sharedFolder = '/var/lib/modelwarden';
const startTimeoutMs = 60_000;
const lookAgainMs = 25;
/** PostgreSQL writes its file in one go; one that stays cut short was left by a crash. */
const maxUnreadableLooks = 80;

/** Where a server is reached; `host` is a folder for a unix socket. Fits pg's settings. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
}

interface ReachedServer {
  readonly address: ServerAddress;
  readonly pid: number;
  /** Whether this call started it. */
  readonly wasStarted: boolean;
}

export type Log = (event: string, fields: Readonly<Record<string, unknown>>) => void;

export interface EmbeddedServer {
  readonly home: EmbeddedHome;
  readonly version: string;
  /**
   * Finds the running server or starts it, and returns once it takes connections.
   * @throws StoreError `database_start_failed` (also after 60 s), `disk_full`, `data_folder_damaged` …
   */
  reach(signal?: AbortSignal): Promise<ReachedServer>;
  /** Whether a running server has the programs and settings that we would start it with. */
  isAsWeWouldStartIt(): Promise<boolean>;
  /** Stops the server in order (committed work is on disk, clients are cut off); none running is fine. */
  stop(): Promise<void>;
}

/**
 * Prepares the server of a data folder, making the cluster on first use; nothing runs yet.
 * @param settings further PostgreSQL settings, `name=value`
 */
export async function prepareServer(options: {
  readonly dataFolder: string;
  readonly log: Log;
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}): Promise<EmbeddedServer> {
  const { dataFolder, log, settings = [], signal } = options;
  const home = await findHome(dataFolder, sharedFolder);
  const binaries = await findBinaries(home.account, sharedFolder);
  await ensureCluster(home, binaries, signal);
  let socketFolder: string | null = null;

  function parametersFor(folder: string): readonly string[] {
    return serverParameters(home, folder, settings);
  }

  async function start(): Promise<ServerProcess> {
    // The same folder throughout, so that pools find the server again after it had to be restarted.
    const folder = home.tcp ? '' : await makeSocketFolder(home, sharedFolder, socketFolder);
    socketFolder = folder;
    log('database.starting', { cluster: home.cluster, version: binaries.version });
    return startServer(home, binaries, parametersFor(folder));
  }

  async function reach(signal?: AbortSignal): Promise<ReachedServer> {
    const deadline = AbortSignal.timeout(startTimeoutMs);
    let process: ServerProcess | null = null;
    let unreadableLooks = 0;
    for (;;) {
      signal?.throwIfAborted();
      const seen = await look(home);
      if (seen.kind === 'ready') {
        const { pid, socketFolder: folder } = seen.postmaster;
        if (socketFolder && socketFolder !== folder) await dropSocketFolder(home, socketFolder);
        socketFolder = folder;
        return { address: addressOf(home, seen.postmaster), pid, wasStarted: process !== null };
      }
      if (deadline.aborted) throw await explainLateStart(home, seen.kind);
      unreadableLooks = seen.kind === 'unreadable' ? unreadableLooks + 1 : 0;
      if (seen.kind === 'deaf') await stopServer(home, binaries);
      else if (seen.kind === 'none') process = await startOrExplain(process);
      else if (seen.kind === 'stale' || unreadableLooks > maxUnreadableLooks) await removeStaleFile();
      await wait(lookAgainMs, undefined, signal ? { signal } : {});
    }
  }

  /** Processes of a killed server may still be writing; PostgreSQL could not see them without the file. */
  async function removeStaleFile(): Promise<void> {
    if (await hasProcesses(home)) return;
    log('database.stale_lock_removed', { cluster: home.cluster });
    await rm(postmasterFile(home), { force: true });
  }

  async function startOrExplain(process: ServerProcess | null): Promise<ServerProcess> {
    if (!process) return start();
    const lastWords = await process.lastWords();
    if (lastWords === null) return process;
    if (!isContention(lastWords)) throw explainFailedStart(home, lastWords);
    return start();
  }

  return {
    home,
    version: binaries.version,
    reach,
    async isAsWeWouldStartIt() {
      const used = await readFile(join(home.cluster, 'postmaster.opts'), 'utf8');
      const quoted = parametersFor(socketFolder ?? '').map((parameter) => `"${parameter}"`);
      return used.trim() === [await realpath(binaries.postgres), ...quoted].join(' ');
    },
    stop: () => stopServer(home, binaries),
  };
}

type Seen =
  | { readonly kind: 'none' | 'unreadable' | 'stale' | 'starting' | 'deaf' }
  | { readonly kind: 'ready'; readonly postmaster: Postmaster };

/**
 * `none`: start one; PostgreSQL itself sees through a file whose process is gone.
 * `stale`: the file's pid is alive and belongs to something else, which PostgreSQL cannot tell.
 * `deaf`: it runs, but its socket is gone or stands where others could have put it.
 */
async function look(home: EmbeddedHome): Promise<Seen> {
  const file = await readPostmasterFile(home);
  if (file.kind !== 'named') return file;
  const { postmaster } = file;
  const isSafe = home.tcp !== null || (await isPrivateTo(postmaster.socketFolder, home.account));
  const answer = isSafe ? await knock(home, postmaster) : 'absent';
  if (answer === 'ready') return { kind: 'ready', postmaster };
  if (answer === 'starting') return { kind: 'starting' };
  if (!isAlive(postmaster.pid)) return { kind: 'none' };
  if (!(await isServerOf(home, postmaster.pid))) return { kind: 'stale' };
  return { kind: postmaster.isReady ? 'deaf' : 'starting' };
}

function addressOf(home: EmbeddedHome, postmaster: Postmaster): ServerAddress {
  if (home.tcp) return { host: '127.0.0.1', port: home.tcp.port, password: home.tcp.password };
  return { host: postmaster.socketFolder, port: postmaster.port };
}

/** Asks the server which cluster it serves: an answer for another one is no answer. */
async function knock(home: EmbeddedHome, postmaster: Postmaster): Promise<'ready' | 'starting' | 'absent'> {
  const client = new Client({
    ...addressOf(home, postmaster),
    user: databaseUser,
    database: 'postgres',
    ssl: false,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  // A connection that breaks while idle is reported here; the next query would tell us as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    const served = rows[0]?.data_directory ?? '';
    return (await realpath(served)) === (await realpath(home.cluster)) ? 'ready' : 'absent';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'absent';
    const explained = explainDatabaseError(error, `the database in ${home.cluster}`);
    if (explained && explained.code !== 'database_unreachable') throw explained;
    return 'starting';
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function explainLateStart(home: EmbeddedHome, state: string): Promise<Error> {
  const seconds = startTimeoutMs / 1_000;
  return storeError(
    'database_start_failed',
    `the database server in ${home.folder} takes no connections after ${seconds} s (${state}):\n` +
      (await readLogTail(home.logFile, 0)),
  );
}

async function stopServer(home: EmbeddedHome, binaries: Binaries): Promise<void> {
  const file = await readPostmasterFile(home);
  if (file.kind !== 'named' || !(await isServerOf(home, file.postmaster.pid))) return;
  for (const { mode, seconds } of [
    { mode: 'fast', seconds: 30 },
    { mode: 'immediate', seconds: 10 },
  ]) {
    const ended = await runProgram(
      binaries.pgCtl,
      ['stop', '-D', home.cluster, '-m', mode, '-t', String(seconds), '-w', '-s'],
      { account: home.account, timeoutMs: (seconds + 5) * 1_000 },
    );
    if (ended.code === 0 || !(await isServerOf(home, file.postmaster.pid))) {
      await dropSocketFolder(home, file.postmaster.socketFolder);
      return;
    }
  }
  throw storeError('database_stop_failed', `database server ${file.postmaster.pid} does not stop`);
}
