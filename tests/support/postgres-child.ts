/**
 * A process that opens a data folder's database as worker, prints a JSON line with what it found and then
 * holds on until it is killed, or closes in order on SIGTERM.
 * Arguments: data folder.
 */
import { openDatabase } from '../../src/store/database.ts';

const [dataFolder = ''] = process.argv.slice(2);
const database = await openDatabase({
  databaseUrl: null,
  dataFolder,
  role: 'worker',
  log: () => undefined,
});
await database.pool.query('create table if not exists marks (at timestamptz not null default now())');
await database.pool.query('insert into marks default values');
const { rows } = await database.pool.query<{ started: string }>(
  'select pg_postmaster_start_time()::text as started',
);
process.once('SIGTERM', () => {
  void database.close().then(() => process.exit(0));
});
process.stdout.write(`${JSON.stringify({ started: rows[0]?.started })}\n`);
setInterval(() => undefined, 60_000);
