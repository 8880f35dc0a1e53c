/**
 * Stands beside a process that uses a throwaway database. Standard input is a pipe from that process, which ends
 * when it ends, however it ends. What it left behind is then cleared away.
 * Arguments: data folder.
 */
import { once } from 'node:events';

const [, , dataFolder] = process.argv;
if (dataFolder === undefined) throw new Error('give the data folder to guard');
process.stdin.resume();
await once(process.stdin, 'close');
const { discard } = await import('./throwaway.ts');
await discard(dataFolder);
