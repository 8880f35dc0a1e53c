/**
 * Puts a new key in force: the log names it, and the checkpoint over that entry bears the signatures of both, so that who
 * trusts the old key may trust the new one. Where the old key was lost, the log says so instead.
 */
import { EvidenceError } from '../domain/errors.ts';
import type { Db } from '../store/db.ts';
import { noteForLog } from '../store/evidence-log.ts';
import { signingKey } from '../store/log-checkpoints.ts';
import { keepLog, keepTwice, type LogPlaces } from './keep-log.ts';
import { asidePath, loadSigner, makeKeyFile, replaceKeyFile } from './log-key.ts';
import { sequenceLog } from './sequence-log.ts';
import { signLog } from './sign-log.ts';
import { type NoteKey, readKey } from './signed-note.ts';

export interface Rotation {
  readonly oldKey: NoteKey;
  readonly newKey: NoteKey;
}

/**
 * Makes a new key beside the old one and puts it in force; one that died half-way is taken up again. The old key stays
 * beside it by its id: it is to be destroyed or locked away.
 * @throws EvidenceError `log_not_begun`, `log_key_absent` when the old key is not here and is not said to be lost
 */
export async function rotateKey(
  db: Db,
  places: LogPlaces,
  request: { readonly now: Date; readonly isLost: boolean },
): Promise<Rotation> {
  const { keyFile } = places;
  const { now, isLost } = request;
  const everything = { now, isComplete: true };
  if (!isLost) await keepLog(db, places, everything);
  const logged = await signingKey(db);
  const inForce = logged && readKey(logged.key);
  if (!inForce) throw cannot('log_not_begun', 'the log has no key yet', 'start a worker once: it makes one');
  const old = isLost ? null : await loadSigner(keyFile);
  const next = await makeKeyFile(asidePath(keyFile, 'new'), inForce.name);
  const isTakenUp = inForce.text === next.key.text;
  if (!isLost && (old === null || (!isTakenUp && old.key.text !== inForce.text)))
    throw cannot(
      'log_key_absent',
      `${keyFile} does not hold the key ${inForce.id} that signs the log`,
      'run this where the worker runs that signs, or give --lost if nobody has that key any more',
    );
  if (!isTakenUp) {
    const record = { key: next.key.text, replaces: inForce.id, ...(isLost && { isBreak: true }) };
    await noteForLog(db, { kind: 'key', ref: next.key.id, at: now, record });
  }
  await sequenceLog(db, everything);
  const checkpoint = await signLog(db, old ? [next, old] : [next], now, true);
  if (checkpoint) await keepTwice(places, checkpoint);
  const here = await loadSigner(keyFile);
  await replaceKeyFile(keyFile, here?.key.id ?? null);
  return { oldKey: old?.key ?? inForce, newKey: next.key };
}

function cannot(code: string, what: string, advice: string): EvidenceError {
  return new EvidenceError(what, { code, retry: 'never', fault: 'config', advice });
}
