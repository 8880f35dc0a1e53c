/** A folder into which a mail system delivers what came back, one `.eml` file a mail. */
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** In one go, so that a flood is worked off in steps. */
const maxFiles = 200;
const maxBytes = 6_000_000;

export interface ReturnedFile {
  readonly name: string;
  /** Null when it is too large to be a notification; it is moved away unread. */
  readonly bytes: Buffer | null;
}

/** The oldest files of the folder that have not been read, by name. @throws the file system's error */
export async function listReturned(folder: string): Promise<readonly ReturnedFile[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && /^[^.].*\.eml$/i.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .slice(0, maxFiles);
  const files: ReturnedFile[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const { size } = await stat(path);
    files.push({ name, bytes: size > maxBytes ? null : await readFile(path) });
  }
  return files;
}

/** Puts a file that was read out of the way. */
export async function setAside(folder: string, name: string): Promise<void> {
  await mkdir(join(folder, 'read'), { recursive: true });
  await rename(join(folder, name), join(folder, 'read', name));
}
