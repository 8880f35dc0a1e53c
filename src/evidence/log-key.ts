/**
 * The key that signs the log: one line in a file of its own, made at the first start and readable by its owner alone.
 * Whoever has it can sign in our name, so nothing else is kept with it and it is never printed.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EvidenceError } from '../domain/errors.ts';
import { makeSigner, type NoteSigner, readSigner } from './signed-note.ts';

/** The signer of a key file; null when there is no such file. @throws EvidenceError `log_key_unreadable` */
export async function loadSigner(path: string): Promise<NoteSigner | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw unreadable(path, `cannot be read (${String(error)})`, error);
  }
  const signer = readSigner(text);
  if (signer === null) throw unreadable(path, 'does not hold a key of the evidence log');
  return signer;
}

/** Makes a key in a new file, with its folder. A file that is there already is kept, and its key given back. */
export async function makeKeyFile(path: string, name: string): Promise<NoteSigner> {
  const signer = makeSigner(name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(`${signer.secret}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return signer;
  } catch (error) {
    if (!isCode(error, 'EEXIST'))
      throw new EvidenceError(`the key of the evidence log cannot be written to ${path}: ${String(error)}`, {
        code: 'log_key_unwritable',
        retry: 'never',
        fault: 'config',
        advice: 'let the worker write there, or name another file as `evidence.key` in modelwarden.yaml',
        cause: error,
      });
    const known = await loadSigner(path);
    if (known === null) throw unreadable(path, 'vanished while it was read');
    return known;
  }
}

/** Where a new key waits until the log has taken it, and where a replaced one is put aside. */
export function asidePath(path: string, what: string): string {
  return `${path}.${what}`;
}

/** Puts the new key in the place of the old one, which stays beside it by its id. */
export async function replaceKeyFile(path: string, oldId: string | null): Promise<void> {
  if (oldId !== null) await rename(path, asidePath(path, oldId));
  await rename(asidePath(path, 'new'), path);
}

function unreadable(path: string, why: string, cause?: unknown): EvidenceError {
  return new EvidenceError(`${path} ${why}`, {
    code: 'log_key_unreadable',
    retry: 'never',
    fault: 'config',
    advice:
      'give the worker the key file back, from a backup if need be; if it is lost, `npx modelwarden evidence rotate-key --lost` makes a new one',
    cause,
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
