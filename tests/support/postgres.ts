/**
 * A real PostgreSQL for one test file: an embedded server in a temporary folder, or the one that
 * TEST_DATABASE_URL names. Each test gets a fresh database, copied from one with the migrations applied.
 *
 * @example
 * const postgres = await startTestDatabase(); // beforeAll
 * const database = await postgres.newDatabase(); // in a test
 * await postgres.stop(); // afterAll: closes every database, removes every trace
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { databaseUser } from '../../src/store/embedded-cluster.ts';
import { prepareServer } from '../../src/store/embedded-server.ts';
import { migrate } from '../../src/store/migrate.ts';

/** Nothing of a test outlives it, so it need not survive a power cut. */
const settings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];

export interface FreshDatabase extends Database {
  /** For child processes and for `openDatabase`. */
  readonly databaseUrl: string;
}

export interface TestDatabase {
  /** URL of an administrative database on the same server. */
  readonly databaseUrl: string;
  /** Where the embedded server keeps its things, empty of anything else; for `openDatabase` by URL. */
  readonly dataFolder: string;
  /** A new database with all migrations applied; `{ empty: true }` for one without any table. */
  newDatabase(options?: { readonly empty?: boolean }): Promise<FreshDatabase>;
  stop(): Promise<void>;
}

const silent = (): void => undefined;

/** @param given URL of an administrative database on a server that is there already */
export async function startTestDatabase(
  given: string | undefined = process.env['TEST_DATABASE_URL'],
): Promise<TestDatabase> {
  const dataFolder = await makeDataFolder();
  const server = await startServer(dataFolder, given);
  const prefix = `test_${randomBytes(5).toString('hex')}`;
  const names: string[] = [];
  const opened: Database[] = [];
  const template = `${prefix}_template`;

  async function create(name: string, from: string): Promise<void> {
    await administer(server.databaseUrl, `create database ${name} template ${from}`);
    names.push(name);
  }

  async function open(name: string): Promise<FreshDatabase> {
    const databaseUrl = withDatabase(server.databaseUrl, name);
    const database = await openDatabase({ databaseUrl, dataFolder, log: silent, role: 'worker' });
    opened.push(database);
    return { ...database, databaseUrl };
  }

  async function stop(): Promise<void> {
    await Promise.all(opened.map((database) => database.close()));
    if (!server.isOurs) {
      for (const name of names) await administer(server.databaseUrl, `drop database ${name} with (force)`);
    }
    await server.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }

  try {
    await create(template, 'template0');
    const first = await open(template);
    await migrate(first, new URL('../../src/store/migrations/', import.meta.url));
    await first.close();
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    databaseUrl: server.databaseUrl,
    dataFolder,
    async newDatabase(options = {}) {
      const name = `${prefix}_${names.length}`;
      await create(name, options.empty ? 'template0' : template);
      return open(name);
    },
    stop,
  };
}

/** A temporary folder that the server's own account may pass through when the tests run as root. */
export async function makeDataFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'modelwarden-')));
  await chmod(folder, 0o711);
  return folder;
}

/** The same server, another database. */
export function withDatabase(databaseUrl: string, name: string): string {
  return databaseUrl.replace(/\/[^/?]*(?=\?|$)/, `/${name}`);
}

interface TestServer {
  readonly databaseUrl: string;
  readonly isOurs: boolean;
  stop(): Promise<void>;
}

async function startServer(dataFolder: string, given: string | undefined): Promise<TestServer> {
  if (given) return { databaseUrl: given, isOurs: false, stop: async () => undefined };
  const server = await prepareServer({ dataFolder, log: silent, settings });
  const { address } = await server.reach();
  const host = address.password
    ? `:${address.password}@${address.host}`
    : `@${encodeURIComponent(address.host)}`;
  return {
    databaseUrl: `postgresql://${databaseUser}${host}:${address.port}/postgres`,
    isOurs: true,
    stop: () => server.stop(),
  };
}

async function administer(databaseUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
