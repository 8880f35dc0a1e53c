/**
 * The worker's data folder, and the note in it that says where its database is when that is elsewhere.
 * The note is what ties a data folder to its database: lose it and the database is not found again.
 */
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { errorCode, errorText, storeError } from './database-errors.ts';
import { isRoot } from './embedded-account.ts';

const noteName = 'database.json';

const note = z.object({
  /** Folder of the cluster when it is not in the data folder itself. */
  home: z.string().nullable(),
  /** Where PostgreSQL can listen on TCP only (Windows): its port and the password made for it. */
  tcp: z.object({ port: z.number().int(), password: z.string() }).nullable(),
});
export type DataFolderNote = Readonly<z.infer<typeof note>>;

/**
 * Makes the folder if needed, proves that it can be written, and returns its real absolute path. A folder
 * that we make is private: only we may list it (and, as root, the server's account may pass through).
 * @throws StoreError `data_folder_unwritable`, `disk_full`
 */
export async function prepareDataFolder(path: string): Promise<string> {
  const folder = resolve(path);
  try {
    const firstMade = await mkdir(folder, { recursive: true });
    if (firstMade !== undefined) await chmod(folder, isRoot() ? 0o711 : 0o700);
    await rm(await mkdtemp(join(folder, '.probe-')), { recursive: true });
    return await realpath(folder);
  } catch (error) {
    const code = errorCode(error) === 'ENOSPC' ? 'disk_full' : 'data_folder_unwritable';
    throw storeError(code, `cannot write to the data folder ${folder}: ${errorText(error)}`, error);
  }
}

/** Whether a database was ever made for a data folder; makes none. */
export async function hasDatabase(dataFolder: string): Promise<boolean> {
  const found = await Promise.all(
    [noteName, 'postgres'].map((name) =>
      stat(join(dataFolder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/**
 * The note of a data folder, null when it has none.
 * @throws StoreError `data_folder_damaged` when it cannot be understood, `data_folder_foreign` when not read.
 */
export async function readNote(dataFolder: string): Promise<DataFolderNote | null> {
  const path = join(dataFolder, noteName);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw storeError('data_folder_foreign', `cannot read ${path}: ${errorText(error)}`, error);
  }
  try {
    return note.parse(JSON.parse(text));
  } catch (error) {
    throw storeError('data_folder_damaged', `${path} is not the note that Modelwarden wrote`, error);
  }
}

/**
 * Leaves a note, once: of two processes that try at the same time one wins, and both get the winner's.
 */
export async function leaveNote(dataFolder: string, wanted: DataFolderNote): Promise<DataFolderNote> {
  try {
    await writeFile(join(dataFolder, noteName), `${JSON.stringify(wanted, null, 2)}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
    return wanted;
  } catch (error) {
    const standing = errorCode(error) === 'EEXIST' ? await readNote(dataFolder) : null;
    if (standing) return standing;
    throw error;
  }
}
