/** Replaces a file at once: whoever reads it sees the old text or the new one, never a part. */
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Follows links, so that a link stays one. The draft is hidden, as the reader of the folder expects of drafts. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.draft`);
  const { mode } = await stat(target);
  try {
    const file = await open(draft, 'w', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
