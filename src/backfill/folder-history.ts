/** The history of a document in an archive folder: files with dates in their names, or the manifest that `replay` reads. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { ConfigError } from '../domain/errors.ts';
import { printable } from '../fetch/safe-url.ts';
import { readRevisionFolder } from '../replay/read-folder.ts';
import { type History, type HistoryState, maxFileBytes, maxStates } from './history.ts';

/** `2024-05-01`, `20240501`, with a time of day behind it if there is one: `T12-30`, `_1230`, `123000`. */
const datedName =
  /(?<!\d)(?<year>(?:19|20)\d{2})(?<dash>-?)(?<month>\d{2})\k<dash>(?<day>\d{2})(?:[T_ -]?(?<hour>\d{2})[:-]?(?<minute>\d{2})(?:[:-]?(?<second>\d{2}))?Z?(?![0-9A-Za-z]))?(?!\d)/;

/** The date in a file's name, in UTC; null when there is none. A day alone means its beginning. */
export function dateOfName(name: string): Date | null {
  const found = datedName.exec(name)?.groups;
  if (!found) return null;
  const { year, month, day, hour = '00', minute = '00', second = '00' } = found;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A day that does not exist, such as 31 February, would be read as another one.
  return Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day) ? null : date;
}

/**
 * Reads a folder. With a `manifest.json` it is that of `document` (or of the only document in it), else every plain file
 * with a date in its name.
 * @throws ConfigError `backfill_folder` when there is nothing that could be imported
 */
export async function readFolderHistory(folder: string, document: string): Promise<History> {
  const root = await realpath(resolve(folder)).catch(() => null);
  if (root === null || !(await stat(root)).isDirectory())
    throw unusable(`${folder} is no folder`, 'give a folder of files with dates in their names');
  const names = await readdir(root, { withFileTypes: true });
  const origin = printable(basename(root)) || 'folder';
  if (names.some(({ name }) => name === 'manifest.json')) return fromManifest(root, origin, document);
  const remarks: string[] = [];
  const dated: { readonly name: string; readonly at: Date }[] = [];
  for (const entry of names.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = entry.isFile() ? dateOfName(entry.name) : null;
    if (at) dated.push({ name: entry.name, at });
    else remarks.push(`${printable(entry.name)} is no plain file with a date in its name`);
  }
  if (dated.length === 0)
    throw unusable(
      `no file in ${folder} has a date in its name`,
      'name the files like terms-2024-05-01.html, or add a manifest.json as `replay` reads it',
    );
  if (dated.length > maxStates)
    throw unusable(`${folder} holds ${dated.length} files`, `give at most ${maxStates} at a time`);
  dated.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { states: dated.map(({ name, at }) => toState(join(root, name), name, at, origin)), remarks };
}

async function fromManifest(root: string, origin: string, document: string): Promise<History> {
  const { documents, revisions } = await readRevisionFolder(root);
  const [only] = documents;
  const chosen = documents.length === 1 && only ? only.id : document;
  const states = revisions
    .filter((revision) => revision.document === chosen)
    .map(({ path, at }) => toState(path, path.slice(root.length + 1), at, origin));
  if (states.length > 0) return { states, remarks: [] };
  const known = documents.map(({ id }) => id).slice(0, 20);
  throw unusable(
    `the manifest of ${root} has no document ${document}`,
    `choose one with --document: ${known.join(', ')}`,
  );
}

function toState(path: string, name: string, at: Date, origin: string): HistoryState {
  return {
    witness: 'folder',
    origin,
    reference: `file ${printable(name)}`,
    witnessedAt: at,
    authoredAt: null,
    name,
    load: async () => {
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
      if (!file) return { remark: 'it cannot be opened' };
      try {
        const { size } = await file.stat();
        return size > maxFileBytes
          ? { remark: `it has ${size} bytes, ${maxFileBytes} are allowed` }
          : await file.readFile();
      } finally {
        await file.close();
      }
    },
  };
}

/** What names bytes within a history: the same name with other bytes is another state. */
export function withHash(reference: string, bytes: Uint8Array): string {
  return `${reference} (SHA-256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)})`;
}

function unusable(message: string, advice: string): ConfigError {
  return new ConfigError(message, { code: 'backfill_folder', retry: 'never', fault: 'config', advice });
}
