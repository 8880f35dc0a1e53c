/** Databases that are thrown away after use: nothing of them is to stay behind, whatever becomes of their user. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { readNote } from './data-folder.ts';
import type { Db } from './db.ts';
import { isRoot } from './embedded-account.ts';
import { prepareServer } from './embedded-server.ts';

export interface ThrowawayFolder {
  readonly path: string;
  /** Stops a server that still runs on it, and removes it. */
  remove(): Promise<void>;
}

/**
 * Makes a data folder for one use. Should this process die without removing it, a guard does so in its stead: a
 * process of its own, which no signal to our terminal reaches.
 */
export async function makeThrowawayFolder(): Promise<ThrowawayFolder> {
  const path = await mkdtemp(join(tmpdir(), 'modelwarden-throwaway-'));
  // Root's server runs under an account of its own, which has to pass.
  if (isRoot()) await chmod(path, 0o711);
  const script = fileURLToPath(new URL('./throwaway-guard.ts', import.meta.url));
  const guard = spawn(process.execPath, [script, path], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await once(guard, 'spawn');
  guard.unref();
  // A guard that was killed guards nothing any more; the folder is removed all the same.
  guard.stdin.on('error', () => undefined);
  return {
    path,
    async remove() {
      await discard(path);
      guard.stdin.end();
    },
  };
}

/** Stops the server of a data folder, if one runs, and removes all that belongs to the folder. */
export async function discard(dataFolder: string): Promise<void> {
  const home = (await readNote(dataFolder))?.home ?? join(dataFolder, 'postgres');
  const hasCluster = await stat(join(home, 'cluster')).then(
    () => true,
    () => false,
  );
  if (hasCluster) await (await prepareServer({ dataFolder, log: () => undefined })).stop();
  for (const folder of [home, dataFolder]) {
    // A server that was being made when its user died may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

/** Lets commits return before they are on disk: fit for a replay, never for a record. */
export async function relaxDurability(db: Db): Promise<void> {
  await sql`do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`.execute(
    db,
  );
  await sql`set synchronous_commit = off`.execute(db);
}
