/**
 * Brings the schema up to date from numbered, forward-only SQL files. Each runs once, in a transaction of its
 * own together with the row that records it, so a failed one leaves nothing behind.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Client, type PoolConfig } from 'pg';
import { errorText, explainDatabaseError, storeError } from './database-errors.ts';

/** Advisory lock that makes callers take turns. */
const migrationLock = [0x6d77, 3] as const;
/** How long a caller waits for another one's migrations; rewriting a large table takes its time. */
const lockTimeout = '15min';

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly sql: string;
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

/**
 * Applies what is missing, in order, and returns the names of what it applied. Safe to call from several
 * processes at once: they take turns.
 * @param folder URL of the folder with `NNNN_name.sql` files; other files are refused
 * @throws StoreError `migration_altered` when an applied file reads differently now, `database_newer` when
 *   more was applied than there are files, `migration_invalid`, `migration_failed`
 */
export async function migrate(
  database: { readonly connection: PoolConfig; describe(): string },
  folder: URL,
): Promise<readonly string[]> {
  const migrations = await readMigrations(folder);
  // A connection without the pool's time limits, which are meant for everyday queries.
  const { statement_timeout: _statement, query_timeout: _query, ...connection } = database.connection;
  const client = new Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`set lock_timeout = '${lockTimeout}'`);
    await client.query('select pg_advisory_lock($1, $2)', [...migrationLock]);
    const applied = await readApplied(client);
    checkHistory(applied, migrations);
    const missing = migrations.slice(applied.length);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } catch (error) {
    throw explainDatabaseError(error, database.describe()) ?? error;
  } finally {
    // Ending the session frees the lock.
    await client.end().catch(() => undefined);
  }
}

async function readMigrations(folder: URL): Promise<readonly Migration[]> {
  const base = folder.href.endsWith('/') ? folder : new URL(`${folder.href}/`);
  const names = (await readdir(base)).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(/^(?<number>\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.groups?.['number']);
      if (number !== index + 1) {
        throw storeError('migration_invalid', `${name} is not migration number ${index + 1}`);
      }
      // Git may check files out with either line ending; the hash must not depend on it.
      const sql = (await readFile(new URL(name, base), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readApplied(client: Client): Promise<readonly Applied[]> {
  await client.query(`create table if not exists migrations (
    number     integer primary key,
    name       text not null,
    sha256     text not null,
    applied_at timestamptz not null default now()
  )`);
  const { rows } = await client.query<Applied>('select number, name, sha256 from migrations order by number');
  return rows;
}

function checkHistory(applied: readonly Applied[], migrations: readonly Migration[]): void {
  for (const [index, past] of applied.entries()) {
    const file = migrations[index];
    if (!file) {
      throw storeError('database_newer', `the database has migration ${past.name}, this program does not`);
    }
    if (file.name !== past.name || file.sha256 !== past.sha256) {
      throw storeError(
        'migration_altered',
        `${file.name} is not the migration ${past.name} that was applied`,
      );
    }
  }
}

async function apply(client: Client, { number, name, sha256, sql }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into migrations (number, name, sha256) values ($1, $2, $3)', [
      number,
      name,
      sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    // The session ends after a failure, and its transaction with it.
    throw (
      explainDatabaseError(error, name) ??
      storeError('migration_failed', `${name}: ${errorText(error)}`, error)
    );
  }
}
