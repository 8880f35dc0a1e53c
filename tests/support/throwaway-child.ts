/** A process that uses a throwaway database until it is killed; prints a JSON line with its folder. */
import { openDatabase } from '../../src/store/database.ts';
import { makeThrowawayFolder } from '../../src/store/throwaway.ts';

const { path } = await makeThrowawayFolder();
await openDatabase({ databaseUrl: null, dataFolder: path, role: 'reader', log: () => undefined });
process.stdout.write(`${JSON.stringify({ path })}\n`);
setInterval(() => undefined, 60_000);
