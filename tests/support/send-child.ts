/** Tries one delivery once, as a worker would, in a process that a test may kill: `<database> <port> <delivery>`. */
import { tmpdir } from 'node:os';
import { deliver } from '../../jobs/deliver.ts';
import { openDatabase } from '../../src/store/database.ts';
import { openMailDesk, quickTransport } from './mail-desk.ts';

const [databaseUrl = '', port = '', delivery = ''] = process.argv.slice(2);
const database = await openDatabase({
  databaseUrl,
  dataFolder: tmpdir(),
  log: () => undefined,
  role: 'worker',
});
const desk = await openMailDesk(database, quickTransport({ host: '127.0.0.1', port: Number(port) }));
await deliver(desk.deps, { delivery }, AbortSignal.timeout(20_000));
await desk.close();
await database.close();
