/** What a worker does for the log: begins it with a key, gives facts their places, signs, keeps checkpoints twice. */
import type { Db } from '../store/db.ts';
import { lockLog, noteForLog } from '../store/evidence-log.ts';
import { signingKey } from '../store/log-checkpoints.ts';
import { adoptRows } from './adopt-rows.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { loadSigner, makeKeyFile } from './log-key.ts';
import { type SequenceRequest, sequenceLog } from './sequence-log.ts';
import { signLog } from './sign-log.ts';
import { type NoteKey, readKey } from './signed-note.ts';
import { appendWitness } from './witness-file.ts';

/** Where the key and the second copies are. */
export interface LogPlaces {
  readonly folder: string;
  readonly keyFile: string;
}

/** Whether this worker signs, and with what key. */
export type SigningState =
  | { readonly kind: 'signs'; readonly key: NoteKey; readonly isNew: boolean }
  /** The log is signed with a key that is not here. */
  | { readonly kind: 'foreign-key'; readonly key: string; readonly here: string | null };

/**
 * Sees to it that the log has a key: makes one, in its file and in the log, when the log names none. What an earlier version
 * of the program recorded is taken into the log then.
 * @throws EvidenceError `log_key_unreadable`, `log_key_unwritable`
 */
export async function beginLog(
  db: Db,
  { keyFile }: LogPlaces,
  world: { readonly now: () => Date; readonly newId: () => string },
): Promise<SigningState> {
  return db.transaction().execute(async (transaction): Promise<SigningState> => {
    await lockLog(transaction, true);
    const logged = await signingKey(transaction);
    const here = await loadSigner(keyFile);
    if (logged) {
      const key = readKey(logged.key);
      return here && key && here.key.text === key.text
        ? { kind: 'signs', key, isNew: false }
        : { kind: 'foreign-key', key: key?.id ?? logged.key, here: here?.key.id ?? null };
    }
    // A name that says nothing of the house: checkpoints go out with every mail.
    const { key } =
      here ?? (await makeKeyFile(keyFile, `modelwarden/${world.newId().replaceAll('-', '').slice(0, 16)}`));
    await noteForLog(transaction, { kind: 'key', ref: key.id, at: world.now(), record: { key: key.text } });
    await adoptRows(transaction);
    return { kind: 'signs', key, isNew: here === null };
  });
}

export interface Kept {
  /** Entries that were added. */
  readonly entries: number;
  /** The checkpoint over them; null when nothing was signed. */
  readonly checkpoint: SignedCheckpoint | null;
  /** Why the second copy of it could not be kept; null when it was. */
  readonly witnessTrouble: string | null;
}

/**
 * Gives what waits its place and signs the log, if the key that signs it is here. The file of the key is read each time, so
 * that a new one is used as soon as it is in force.
 */
export async function keepLog(db: Db, places: LogPlaces, request: SequenceRequest): Promise<Kept> {
  const entries = await sequenceLog(db, request);
  const signer = await loadSigner(places.keyFile);
  const checkpoint = signer && (await signLog(db, [signer], request.now));
  const witnessTrouble = checkpoint && (await keepTwice(places, checkpoint));
  return { entries, checkpoint, witnessTrouble };
}

/** Keeps a checkpoint a second time; says why it could not. */
export async function keepTwice({ folder }: LogPlaces, { text }: SignedCheckpoint): Promise<string | null> {
  try {
    await appendWitness(folder, text);
    return null;
  } catch (error) {
    return String(error);
  }
}
