/** Checkpoints as C2SP's tlog-checkpoint.md describes them: a log's name, its size and its root, signed. */
import type { Hash } from './merkle-tree.ts';
import { type NoteSigner, readNote, type SignedNote, writeNote } from './signed-note.ts';

export interface Checkpoint {
  /** The log's name, which is also the name of its keys. */
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint with the note that it came in. */
export interface SignedCheckpoint extends Checkpoint {
  /** All of it, as published. */
  readonly text: string;
  readonly note: SignedNote;
}

/** Writes and signs a checkpoint. */
export function writeCheckpoint({ origin, size, root }: Checkpoint, signers: readonly NoteSigner[]): string {
  return writeNote(`${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`, signers);
}

/** Reads a checkpoint; null when it is none. Its signatures are still to be verified. */
export function readCheckpoint(text: string): SignedCheckpoint | null {
  const note = readNote(text);
  const [origin, size, root, ...extensions] = note?.text.split('\n') ?? [];
  if (note === null || !origin || !/^(?:0|[1-9]\d{0,15})$/.test(size ?? '') || extensions.length === 0)
    return null;
  const bytes = Buffer.from(root ?? '', 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== root) return null;
  return { origin, size: Number(size), root: bytes, text, note };
}

const within =
  /(?<=^|\n)(?<note>[^\s+]+\n\d+\n[A-Za-z0-9+/]{43}=\n\n(?:— [^\s+]+ [A-Za-z0-9+/]+={0,2}(?:\n|$))+)/gu;

/**
 * Checkpoints that stand in a text, such as a file of them or a mail as it was saved: quoted-printable and CRLF are undone,
 * and indenting or quoting in front of the lines is taken away.
 */
export function findCheckpoints(text: string): readonly SignedCheckpoint[] {
  const plain = [text, decodeQuotedPrintable(text)].map((form) =>
    form.replaceAll('\r\n', '\n').replaceAll(/^[> \t]+/gmu, ''),
  );
  const found = plain.flatMap((form) =>
    [...form.matchAll(within)].flatMap(({ groups }) => {
      const note = groups?.['note'] ?? '';
      return readCheckpoint(note.endsWith('\n') ? note : `${note}\n`) ?? [];
    }),
  );
  return [...new Map(found.map((checkpoint) => [checkpoint.text, checkpoint])).values()];
}

/** RFC 2045 §6.7, as far as UTF-8 text needs it. */
function decodeQuotedPrintable(text: string): string {
  const joined = text.replaceAll(/=\r?\n/g, '');
  return joined.replaceAll(/(?:=[0-9A-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}
