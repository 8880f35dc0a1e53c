/**
 * The second place for checkpoints: a file that only grows, in the data folder. Somebody who turns the database back to an
 * earlier state must turn this back as well, and every mailbox that got a checkpoint.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCheckpoints, type SignedCheckpoint } from './checkpoint.ts';

/** Name of the file in the folder that settings name. */
function witnessPath(folder: string): string {
  return join(folder, 'checkpoints');
}

/** Adds a checkpoint as it was published, and a blank line. */
export async function appendWitness(folder: string, note: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await appendFile(witnessPath(folder), `${note}\n`, { mode: 0o644, flush: true });
}

/** Checkpoints of the file; null when there is none. */
export async function readWitnesses(folder: string): Promise<readonly SignedCheckpoint[] | null> {
  try {
    return findCheckpoints(await readFile(witnessPath(folder), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
