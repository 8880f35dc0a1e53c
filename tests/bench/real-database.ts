/**
 * The built-in PostgreSQL as the worker runs it, in a temporary folder. Unlike the one for tests it keeps what it
 * acknowledged through a power cut, which is most of what a small transaction costs.
 */
import { rm } from 'node:fs/promises';
import { openStore } from '../../src/compose.ts';
import { createSilentLog } from '../../src/observe/log.ts';
import type { Database } from '../../src/store/database.ts';
import { testConfig } from '../support/pipeline.ts';
import { makeDataFolder } from '../support/postgres.ts';

/** Gives a folder for a server's data, and removes it when the work has ended. */
export async function usingDataFolder<Result>(
  work: (dataFolder: string) => Promise<Result>,
): Promise<Result> {
  const dataFolder = await makeDataFolder();
  try {
    return await work(dataFolder);
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** Starts the server of a data folder as a worker does; closing the database stops it. */
export function openRealDatabase(dataFolder: string): Promise<Database> {
  const { settings } = testConfig([]);
  return openStore({ ...settings, dataFolder }, createSilentLog(), 'worker');
}

/** Gives an empty database with all migrations applied, and leaves nothing of it. */
export async function usingDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
  return usingDataFolder(async (dataFolder) => {
    const database = await openRealDatabase(dataFolder);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  });
}
