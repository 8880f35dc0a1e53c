/**
 * Opens the database: the operator's (DATABASE_URL) or, without one, the embedded server of the data folder.
 * The only place that knows which of the two it is.
 */
import { Kysely, PostgresDialect } from 'kysely';
import { Client, Pool, type PoolConfig } from 'pg';
import { WatchError } from '../domain/errors.ts';
import { prepareDataFolder } from './data-folder.ts';
import { errorText, explainDatabaseError, storeError } from './database-errors.ts';
import { openWatchedSocket } from './database-socket.ts';
import { holdServer, type Role } from './embedded-hold.ts';
import type { Log } from './embedded-server.ts';
import type { Schema } from './schema.ts';

/** PostgreSQL 14, as `server_version_num` counts. */
const oldestServer = 140_000;
/** How long closing waits for queries that are under way. */
const closeGraceMs = 10_000;
/** Above `query_timeout`, and above the 10 s after which the pool closes idle connections. */
const silenceMs = 65_000;

export interface Database {
  readonly kysely: Kysely<Schema>;
  readonly pool: Pool;
  /** For others that build their own pools (the queue). Holds the password: never log it. */
  readonly connection: PoolConfig;
  /** Why the program works with the rights of the owner; null when it works under a role of its own that cannot alter evidence. */
  readonly ownerRights: string | null;
  /** Lets every connection of the pool work under a role; to be asked before the pool is used. */
  workUnder(role: string): Promise<void>;
  /** Names the database for logs and errors, without secrets. */
  describe(): string;
  /** Waits up to 10 s for queries under way, then lets go of the database; safe to call twice. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
  readonly log: Log;
  /** A worker takes the data folder for itself; readers (the command line) may come beside it. */
  readonly role: Role;
  readonly signal?: AbortSignal;
}

/**
 * Keeps a connection that went silent from hanging its user for good. The server's own limit strikes first,
 * since it also ends the query; the client's is for a server that cannot be heard any more.
 */
const limits = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 10_000,
  statement_timeout: 45_000,
  query_timeout: 60_000,
  idle_in_transaction_session_timeout: 60_000,
} as const satisfies PoolConfig;

/**
 * Opens the database and proves that it answers. Migrations are a separate step (`migrate`).
 * @throws StoreError with a `StoreCode`; none shows the password
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === null ? openEmbedded(options) : openByUrl(options.databaseUrl, options);
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const dataFolder = await prepareDataFolder(options.dataFolder);
  const hold = await holdServer({ ...options, dataFolder }).catch((error: unknown) => {
    if (error instanceof WatchError) throw error;
    throw explainDatabaseError(error, `the database of ${dataFolder}`) ?? error;
  });
  const { address, database } = hold;
  const connection = { ...address, user: database, database, ssl: false, ...limits };
  const name = `embedded PostgreSQL ${hold.version} in ${hold.home}`;
  return open({ connection, name, log: options.log, letGo: () => hold.close() });
}

async function openByUrl(url: string, options: DatabaseOptions): Promise<Database> {
  const connection = { connectionString: url, ...limits };
  return open({ connection, name: describeUrl(connection), log: options.log, letGo: async () => undefined });
}

async function open(parts: {
  readonly connection: PoolConfig;
  readonly name: string;
  readonly log: Log;
  readonly letGo: () => Promise<void>;
}): Promise<Database> {
  const { name, log, letGo } = parts;
  const connection = { application_name: 'modelwarden', ...parts.connection };
  let workingRole: string | null = null;
  const pool = new Pool({
    ...connection,
    max: 10,
    stream: () => openWatchedSocket(silenceMs),
    // oxlint-disable-next-line no-misused-promises -- the pool waits for it, though its types do not say so
    onConnect: async (client) => {
      if (workingRole !== null) await client.query(`set role ${workingRole}`);
    },
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
  pool.on('error', (error) => log('database.idle_connection_lost', { reason: errorText(error) }));
  // The pool takes its listener off while a connection is in use; one that breaks between two queries of a
  // transaction would then end the process. The next query reports it.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  let closed: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    // Not kysely.destroy(): it ends the pool only if a query ever went through kysely.
    const ended = pool.end().then(() => true);
    const inTime = await Promise.race([ended, afterGrace()]);
    if (!inTime) log('database.closed_over_running_queries', { database: name });
    await letGo();
  };
  try {
    await checkServer(pool, name);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    kysely,
    pool,
    connection,
    ownerRights: 'no role was taken',
    workUnder: async (role) => {
      // The one connection that is open by now, and each that is opened from now on.
      await pool.query(`set role ${role}`);
      workingRole = role;
    },
    describe: () => name,
    close: () => (closed ??= close()),
  };
}

function afterGrace(): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), closeGraceMs).unref();
  });
}

async function checkServer(pool: Pool, name: string): Promise<void> {
  let version: number;
  try {
    const { rows } = await pool.query<{ version: string }>(
      `select current_setting('server_version_num') as version`,
    );
    version = Number(rows[0]?.version);
  } catch (error) {
    throw (
      explainDatabaseError(error, name) ??
      storeError('database_unreachable', `${name}: ${errorText(error)}`, error)
    );
  }
  if (!(version >= oldestServer)) {
    throw storeError('database_too_old', `${name} is PostgreSQL ${Math.floor(version / 10_000)}`);
  }
}

/** `user@host:port/database`, read by the driver itself so that all of its forms are understood. */
function describeUrl(connection: PoolConfig): string {
  const client = parse(connection);
  const { user, host, port, database } = client;
  // An @ there is what a password with an unescaped slash leaves behind.
  if (!database || database.includes('@') || database.includes('/')) throw invalidUrl();
  return `PostgreSQL database ${user ?? ''}@${host}:${port}/${database}`;
}

function parse(connection: PoolConfig): Client {
  if (!/^postgres(?:ql)?:\/\//.test(connection.connectionString ?? '')) throw invalidUrl();
  try {
    return new Client(connection);
  } catch {
    // The parser's error holds the URL, and with it the password.
    throw invalidUrl();
  }
}

function invalidUrl(): Error {
  return storeError('database_url_invalid', 'DATABASE_URL is not a PostgreSQL URL');
}
