/**
 * Holds the embedded server for one process. Everybody who uses it keeps a shared advisory lock on a
 * connection of its own, the worker also an exclusive one: locks of a database session end with the process,
 * however it ends, and across containers, which no pid file does.
 */
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { errorCode, errorText, explainDatabaseError, storeError } from './database-errors.ts';
import { databaseUser } from './embedded-cluster.ts';
import { type EmbeddedServer, type Log, prepareServer, type ServerAddress } from './embedded-server.ts';

export type Role = 'worker' | 'reader';

/** First key of our advisory locks; the second says which. */
const lockSpace = 0x6d77;
const workerLock = 1;
const usageLock = 2;

const maxJoins = 5;
/** A killed worker's session takes a moment to end. */
const lockPatienceMs = 2_000;
const longestPauseMs = 5_000;

export interface EmbeddedHold {
  readonly address: ServerAddress;
  readonly database: string;
  readonly home: string;
  readonly version: string;
  /** Worker: stops the server. Reader: stops it only if it started it and nobody else uses it. */
  close(): Promise<void>;
}

interface Session {
  readonly client: Client;
  /** Resolves when the connection is gone, for whatever reason, also if it went before anybody asked. */
  readonly ended: Promise<void>;
}

interface Membership extends Session {
  readonly address: ServerAddress;
  readonly wasStarted: boolean;
}

/**
 * Finds or starts the server of a data folder and holds it. A worker's hold also brings the server back
 * when it dies: the address stays the same, so pools recover by themselves.
 * @throws StoreError `data_folder_in_use` for a second worker, and what `reach` throws
 */
export async function holdServer(options: {
  readonly dataFolder: string;
  readonly role: Role;
  readonly log: Log;
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}): Promise<EmbeddedHold> {
  const { dataFolder, role, log, signal } = options;
  const server = await prepareServer(options);
  const closing = new AbortController();
  let holdsWorkerLock = false;
  let reviving: Promise<void> = Promise.resolve();
  let member = await enter(signal);

  async function enter(entering: AbortSignal | undefined): Promise<Membership> {
    let joined = await joinServer(server, role, entering);
    if (role === 'worker') {
      try {
        await takeWorkerLock(joined.client, dataFolder, entering);
        if (await mayReplace(server, joined)) {
          log('database.replacing_server', {
            reason: 'programs or settings differ',
            version: server.version,
          });
          await server.stop();
          joined = await joinServer(server, role, entering);
          await takeWorkerLock(joined.client, dataFolder, entering);
        }
        holdsWorkerLock = true;
      } catch (error) {
        await leave(joined.client);
        throw error;
      }
      void watch(joined);
    }
    return joined;
  }

  async function watch(session: Session): Promise<void> {
    await session.ended;
    holdsWorkerLock = false;
    if (!closing.signal.aborted) reviving = revive();
    await reviving;
  }

  async function revive(): Promise<void> {
    log('database.connection_lost', { home: server.home.folder });
    for (let pauseMs = 50; !closing.signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        member = await enter(closing.signal);
        log('database.recovered', { wasStarted: member.wasStarted });
        return;
      } catch (error) {
        if (closing.signal.aborted) return;
        log('database.not_recovered', { code: errorCode(error), reason: errorText(error) });
        await wait(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  return {
    address: member.address,
    database: databaseUser,
    home: server.home.folder,
    version: server.version,
    async close() {
      closing.abort();
      await reviving;
      // The locks are kept until the server is down, so that nobody takes it over half-way.
      const isOurs = role === 'worker' ? holdsWorkerLock : await isLastReader(member);
      try {
        if (isOurs) await server.stop();
      } finally {
        await leave(member.client);
      }
    },
  };
}

/** A server may be stopped beneath us by the last reader between finding it and locking it: then look again. */
async function joinServer(
  server: EmbeddedServer,
  role: Role,
  signal: AbortSignal | undefined,
): Promise<Membership> {
  const started = new Set<number>();
  for (let joins = 1; ; joins += 1) {
    const { address, pid, wasStarted } = await server.reach(signal);
    if (wasStarted) started.add(pid);
    let session: Session | null = null;
    try {
      session = await connect(address, databaseUser, role);
      await session.client.query('select pg_advisory_lock_shared($1, $2)', [lockSpace, usageLock]);
      return { ...session, address, wasStarted: started.has(pid) };
    } catch (error) {
      if (session) await leave(session.client);
      const isMissing = errorCode(error) === '3D000';
      if (isMissing) await createDatabase(address, role);
      else if (joins >= maxJoins || !isConnectionTrouble(error)) {
        throw explainDatabaseError(error, `the database in ${server.home.folder}`) ?? error;
      }
    }
  }
}

function isConnectionTrouble(error: unknown): boolean {
  return explainDatabaseError(error, '')?.code === 'database_unreachable';
}

async function connect(address: ServerAddress, database: string, role: Role): Promise<Session> {
  const client = new Client({
    ...address,
    user: databaseUser,
    database,
    ssl: false,
    connectionTimeoutMillis: 10_000,
    // Shows in pg_stat_activity, where a second worker reads who holds the folder; 63 bytes fit.
    application_name: `modelwarden ${role} ${process.pid}@${hostname()}`.slice(0, 63),
  });
  // Losing the connection is acted on at its `end`; an `error` without a listener would end the process.
  client.on('error', () => undefined);
  const ended = new Promise<void>((resolve) => {
    client.once('end', resolve);
  });
  await client.connect();
  return { client, ended };
}

async function createDatabase(address: ServerAddress, role: Role): Promise<void> {
  const { client } = await connect(address, 'postgres', role);
  try {
    await client.query(`create database ${databaseUser}`);
  } catch (error) {
    // Somebody who started with us made it: duplicate_database, or its unique violation when simultaneous.
    if (!['42P04', '23505'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await leave(client);
  }
}

async function takeWorkerLock(
  client: Client,
  dataFolder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const patience = AbortSignal.timeout(lockPatienceMs);
  while (!(await tryLock(client, workerLock))) {
    if (patience.aborted) {
      throw storeError(
        'data_folder_in_use',
        `another worker uses the data folder ${dataFolder}: ${await nameHolder(client)}`,
      );
    }
    await wait(100, undefined, signal ? { signal } : {});
  }
}

async function tryLock(client: Client, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1, $2) as taken', [
    lockSpace,
    lock,
  ]);
  return rows[0]?.taken ?? false;
}

/** `process 4711 on host mill`, from the session that holds the worker lock. */
async function nameHolder(client: Client): Promise<string> {
  const { rows } = await client.query<{ application_name: string }>(
    `select application_name from pg_locks join pg_stat_activity using (pid)
     where locktype = 'advisory' and classid = $1 and objid = $2 and granted`,
    [lockSpace, workerLock],
  );
  const name = /(?<pid>\d+)@(?<host>.+)$/.exec(rows[0]?.application_name ?? '')?.groups;
  return name ? `process ${name['pid']} on host ${name['host']}` : 'its process could not be found';
}

/** An orphan with other programs or settings is replaced, unless somebody is reading from it. */
async function mayReplace(server: EmbeddedServer, joined: Membership): Promise<boolean> {
  if (joined.wasStarted || (await server.isAsWeWouldStartIt())) return false;
  return tryLock(joined.client, usageLock);
}

async function isLastReader(member: Membership): Promise<boolean> {
  if (!member.wasStarted) return false;
  try {
    return await tryLock(member.client, usageLock);
  } catch (error) {
    // The server went away before us: nothing to stop.
    if (isConnectionTrouble(error)) return false;
    throw error;
  }
}

/** Ends a connection, also one that the server has already closed. */
async function leave(client: Client): Promise<void> {
  await client.end().catch(() => undefined);
}
