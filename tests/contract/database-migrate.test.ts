/** Migrations: order, once only, and refusal when history does not fit. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';

let postgres: TestDatabase;
let database: FreshDatabase;
let folder: string;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  database = await postgres.newDatabase({ empty: true });
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<URL> {
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return pathToFileURL(folder);
}

async function applied(): Promise<unknown[]> {
  const { rows } = await database.pool.query('select number, name, length(sha256) as hash from migrations');
  return rows;
}

const first = { '0001_first.sql': 'create table fruit (name text primary key);' };
const second = { '0002_second.sql': `insert into fruit values ('pear'); insert into fruit values ('fig');` };

test('applies what is missing in the order of the numbers and records it', async () => {
  expect(await migrate(database, await write({ ...second, ...first }))).toEqual([
    '0001_first.sql',
    '0002_second.sql',
  ]);
  expect((await database.pool.query('select name from fruit order by name')).rows).toEqual([
    { name: 'fig' },
    { name: 'pear' },
  ]);
  expect(await applied()).toEqual([
    { number: 1, name: '0001_first.sql', hash: 64 },
    { number: 2, name: '0002_second.sql', hash: 64 },
  ]);
});

test('does nothing the second time, and only the new one later', async () => {
  const url = await write(first);
  await migrate(database, url);
  expect(await migrate(database, url)).toEqual([]);
  await write(second);
  expect(await migrate(database, url)).toEqual(['0002_second.sql']);
});

test('lets five callers at once apply everything exactly once', async () => {
  const url = await write({ ...first, ...second });
  const results = await Promise.all([1, 2, 3, 4, 5].map(() => migrate(database, url)));
  expect(results.flat().sort()).toEqual(['0001_first.sql', '0002_second.sql']);
});

test('refuses when an applied migration reads differently now', async () => {
  const url = await write(first);
  await migrate(database, url);
  await write({ '0001_first.sql': 'create table fruit (name text);' });
  await expect(migrate(database, url)).rejects.toMatchObject({
    name: 'StoreError',
    code: 'migration_altered',
    message: expect.stringContaining('0001_first.sql'),
  });
});

test('refuses when an applied migration has another name now', async () => {
  const url = await write(first);
  await migrate(database, url);
  await rm(join(folder, '0001_first.sql'));
  await write({ '0001_renamed.sql': first['0001_first.sql'] });
  await expect(migrate(database, url)).rejects.toMatchObject({ code: 'migration_altered' });
});

test('takes either line ending for the same migration', async () => {
  const url = await write({ '0001_first.sql': 'create table fruit (\n  name text\n);\n' });
  await migrate(database, url);
  await write({ '0001_first.sql': 'create table fruit (\r\n  name text\r\n);\r\n' });
  expect(await migrate(database, url)).toEqual([]);
});

test('refuses a database that a newer program has migrated', async () => {
  const url = await write({ ...first, ...second });
  await migrate(database, url);
  await rm(join(folder, '0002_second.sql'));
  await expect(migrate(database, url)).rejects.toMatchObject({
    code: 'database_newer',
    message: expect.stringContaining('0002_second.sql'),
  });
});

test('leaves nothing of a migration that fails, and keeps those before it', async () => {
  const url = await write({ ...first, '0002_broken.sql': `insert into fruit values ('plum'); select 1/0;` });
  await expect(migrate(database, url)).rejects.toMatchObject({
    code: 'migration_failed',
    message: expect.stringContaining('0002_broken.sql: division by zero'),
  });
  expect(await applied()).toHaveLength(1);
  expect((await database.pool.query('select * from fruit')).rows).toEqual([]);
});

test.each([
  ['a gap in the numbers', { '0002_second.sql': 'select 1' }],
  ['the same number twice', { '0001_first.sql': 'select 1', '0001_other.sql': 'select 1' }],
  ['a file that is no migration', { '0001_first.sql': 'select 1', 'notes.txt': 'later' }],
])('refuses %s', async (_case, files) => {
  await expect(migrate(database, await write(files))).rejects.toMatchObject({ code: 'migration_invalid' });
});

test('migrates a database without the everyday time limit on queries', async () => {
  const url = await write({ '0001_slow.sql': 'select pg_sleep(0.3)' });
  const hasty = {
    ...database,
    connection: { ...database.connection, statement_timeout: 50, query_timeout: 50 },
  };
  expect(await migrate(hasty, url)).toEqual(['0001_slow.sql']);
});

test('starts from an empty database with the migrations that are shipped', async () => {
  const shipped = new URL('../../src/store/migrations', import.meta.url);
  expect(await migrate(database, shipped)).toContain('0001_initial.sql');
  expect(await migrate(database, shipped)).toEqual([]);
});
