/** Opening a database by URL: what is reported when it cannot be, and that no password shows. */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { sql } from 'kysely';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WatchError } from '../../src/domain/errors.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { errorText } from '../../src/store/database-errors.ts';
import { openWatchedSocket } from '../../src/store/database-socket.ts';
import { withTransaction } from '../../src/store/transaction.ts';
import { startTestDatabase, type TestDatabase, withDatabase } from '../support/postgres.ts';

let postgres: TestDatabase;
beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

const log = (): void => undefined;

function open(databaseUrl: string): Promise<Database> {
  return openDatabase({ databaseUrl, dataFolder: postgres.dataFolder, log, role: 'worker' });
}

async function refusal(databaseUrl: string): Promise<WatchError> {
  const outcome = await open(databaseUrl).then(
    async (database) => {
      await database.close();
      return null;
    },
    (error: WatchError) => error,
  );
  if (!outcome) throw new Error('the database was opened');
  return outcome;
}

test('lets many workers share a database given by URL', async () => {
  const first = await postgres.newDatabase();
  const second = await open(first.databaseUrl);
  expect((await second.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await second.close();
});

test('may be closed twice, and refuses queries afterwards', async () => {
  const database = await postgres.newDatabase();
  await Promise.all([database.close(), database.close()]);
  await expect(database.kysely.selectFrom('workers').selectAll().execute()).rejects.toThrow(/end/);
});

test('gives every connection its time limits and keep-alive', async () => {
  const { pool, connection } = await postgres.newDatabase();
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings
     where name in ('statement_timeout', 'idle_in_transaction_session_timeout') order by name`,
  );
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '60000' },
    { name: 'statement_timeout', setting: '45000' },
  ]);
  expect(connection).toMatchObject({
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    query_timeout: 60_000,
  });
});

test('survives the loss of all its connections', async () => {
  const database = await postgres.newDatabase();
  await database.pool.query('select 1');
  await database.pool
    .query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()')
    .catch(() => undefined);
  await expect.poll(async () => (await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('breaks a connection whose server went silent, so that nobody waits behind its query', async () => {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const { host, port } = new Client({ connectionString: postgres.databaseUrl });
    const far = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { user, password, database } = new Client({ connectionString: postgres.databaseUrl });
  const pool = new Pool({
    host: '127.0.0.1',
    port,
    user: user ?? '',
    password: password ?? '',
    database: database ?? '',
    ssl: false,
    max: 1,
    query_timeout: 200,
    stream: () => openWatchedSocket(400),
  });
  pool.on('error', () => undefined);
  const client = await pool.connect();
  client.on('error', () => undefined);
  for (const socket of sockets) socket.unpipe();
  await expect(client.query('select 1')).rejects.toThrow('Query read timeout');
  // As kysely does it: without saying that anything was wrong.
  client.release();
  await expect
    .poll(() => pool.query('select 1 as one').then(({ rows }) => rows, errorText), { timeout: 5_000 })
    .toEqual([{ one: 1 }]);
  await pool.end();
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('names a database that does not exist', async () => {
  const error = await refusal(withDatabase(postgres.databaseUrl, 'nowhere'));
  expect(error).toMatchObject({ code: 'database_missing', message: expect.stringContaining('nowhere') });
});

test('names a user that does not exist', async () => {
  const error = await refusal(postgres.databaseUrl.replace(/\/\/[^@]*@/, '//nobody-here:s3cret@'));
  expect(error.code).toBe('database_refused');
});

test('reports a port where nothing listens', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  server.close();
  await once(server, 'close');
  const error = await refusal(`postgresql://watcher:s3cret@127.0.0.1:${port}/modelwarden`);
  expect(error).toMatchObject({ code: 'database_unreachable', retry: 'later' });
  expect(error.message).toContain(`watcher@127.0.0.1:${port}/modelwarden`);
});

test('reports a refused password without repeating it', async () => {
  const server = createServer((socket) => {
    // An authentication request for a clear-text password, then FATAL 28P01, as the protocol frames them.
    socket.once('data', () => {
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      socket.once('data', () => {
        const fields = Buffer.from('SFATAL\0C28P01\0Mpassword authentication failed for user "watcher"\0\0');
        const head = Buffer.from([0x45, 0, 0, 0, fields.length + 4]);
        socket.end(Buffer.concat([head, fields]));
      });
    });
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const error = await refusal(`postgresql://watcher:s3cret@127.0.0.1:${port}/modelwarden`);
  server.close();
  expect(error).toMatchObject({ code: 'database_refused', retry: 'never' });
  expect(inspect(error, { depth: 5 })).not.toContain('s3cret');
});

test.each([
  'not a url',
  'mysql://watcher:s3cret@localhost/modelwarden',
  'host=localhost password=s3cret',
  'postgresql://watcher:s3cret#1@localhost/modelwarden',
  'postgresql://watcher:12/s3cret@localhost/modelwarden',
])('refuses %j as a database URL without repeating the password', async (databaseUrl) => {
  const error = await refusal(databaseUrl);
  expect(error.code).toBe('database_url_invalid');
  expect(inspect(error, { depth: 5 })).not.toContain('s3cret');
});

test('never describes itself with the password', async () => {
  const { databaseUrl } = await postgres.newDatabase();
  const database = await open(databaseUrl.replace(/\/\/[^@]*@/, '//modelwarden:s3cret@'));
  expect(database.describe()).not.toContain('s3cret');
  expect(database.describe()).toContain('modelwarden@');
  await database.close();
});

test('keeps all of a transaction or nothing', async () => {
  const database = await postgres.newDatabase();
  const worker = { id: 'w1', host: 'mill', pid: 7, started_at: new Date(0), seen_at: new Date(0) };
  await expect(
    withTransaction(database, async (transaction) => {
      await transaction.insertInto('workers').values(worker).execute();
      throw new Error('stop here');
    }),
  ).rejects.toThrow('stop here');
  expect(await database.kysely.selectFrom('workers').selectAll().execute()).toEqual([]);
});

test('runs a transaction again after a deadlock', async () => {
  const database = await postgres.newDatabase();
  await database.pool.query('create table tills (id integer primary key, coins integer not null)');
  await database.pool.query('insert into tills values (1, 0), (2, 0)');
  let runs = 0;
  let bothHoldOne = (): void => undefined;
  const meeting = new Promise<void>((resolve) => {
    bothHoldOne = resolve;
  });
  async function add(first: number, second: number): Promise<void> {
    await withTransaction(database, async (transaction) => {
      runs += 1;
      await sql`update tills set coins = coins + 1 where id = ${first}`.execute(transaction);
      if (runs === 2) bothHoldOne();
      await meeting;
      await sql`update tills set coins = coins + 1 where id = ${second}`.execute(transaction);
    });
  }
  await Promise.all([add(1, 2), add(2, 1)]);
  // At least one of the two was the victim; on a slow machine PostgreSQL may choose both.
  expect(runs).toBeGreaterThanOrEqual(3);
  expect((await database.pool.query('select coins from tills')).rows).toEqual([{ coins: 2 }, { coins: 2 }]);
});

test('explains a query that found the disk full', async () => {
  const database = await postgres.newDatabase();
  await database.pool.query(`create function fail() returns void language plpgsql as
    $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`);
  await expect(
    withTransaction(database, (transaction) => sql`select fail()`.execute(transaction)),
  ).rejects.toMatchObject({ name: 'StoreError', code: 'disk_full', retry: 'later' });
});
