/** Signs the state of the log: grown from the last state that was signed, so that it can never contradict it. */
import { EvidenceError } from '../domain/errors.ts';
import type { Db } from '../store/db.ts';
import { loadLeaves, lockLog, logSize } from '../store/evidence-log.ts';
import {
  insertCheckpoint,
  loadTree,
  newestCheckpoint,
  saveTree,
  signingKey,
} from '../store/log-checkpoints.ts';
import { readCheckpoint, type SignedCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { isSameHash, TreeEdge } from './merkle-tree.ts';
import type { NoteSigner } from './signed-note.ts';

const leavesAtOnce = 10_000;

/**
 * Signs all entries that there are; null when that is signed already, another worker is at it, or another key is in force.
 * @throws EvidenceError `log_contradicts_itself` when the log is no continuation of what was signed: nothing is signed then
 */
export async function signLog(
  db: Db,
  signers: readonly [NoteSigner, ...NoteSigner[]],
  now: Date,
  mayWait = false,
): Promise<SignedCheckpoint | null> {
  return db.transaction().execute(async (transaction) => {
    if (!(await lockLog(transaction, mayWait))) return null;
    // Another process may have put another key in force meanwhile.
    if ((await signingKey(transaction))?.key !== signers[0].key.text) return null;
    return signInTurn(transaction, signers, now);
  });
}

/** The same for who has the lock already. Part of a transaction. */
async function signInTurn(
  db: Db,
  signers: readonly [NoteSigner, ...NoteSigner[]],
  now: Date,
): Promise<SignedCheckpoint | null> {
  const [{ key }] = signers;
  const newest = await newestCheckpoint(db);
  const last = newest && readCheckpoint(newest.note);
  if (newest && (last === null || last.size !== newest.size || last.origin !== key.name))
    throw contradiction(`the newest checkpoint, of ${newest.size} entries, is not one of ${key.name}`);
  const size = await logSize(db);
  if (size === (last?.size ?? 0)) return null;
  if (last && size < last.size) throw contradiction(`it has ${size} entries, and ${last.size} were signed`);
  const edge = (await resumeTree(db, last)) ?? (await growTree(db, new TreeEdge(), last?.size ?? 0));
  if (last && !isSameHash(edge.root(), last.root))
    throw contradiction(`its first ${last.size} entries are not those that were signed`);
  await growTree(db, edge, size);
  await saveTree(db, { size, edge: edge.toBytes() });
  const note = writeCheckpoint({ origin: key.name, size, root: edge.root() }, signers);
  await insertCheckpoint(db, { size, note, signedAt: now });
  return readCheckpoint(note);
}

/** The tree as it was remembered, if that is the tree that was signed last. */
async function resumeTree(db: Db, last: SignedCheckpoint | null): Promise<TreeEdge | null> {
  const stored = await loadTree(db);
  const tree = stored && TreeEdge.resume(stored.size, stored.edge);
  return tree && last && tree.size === last.size && isSameHash(tree.root(), last.root) ? tree : null;
}

/** Appends the entries that the tree does not have yet, up to a size. */
async function growTree(db: Db, edge: TreeEdge, size: number): Promise<TreeEdge> {
  while (edge.size < size) {
    const leaves = await loadLeaves(db, edge.size, Math.min(leavesAtOnce, size - edge.size));
    if (leaves.length === 0) throw contradiction(`entry ${edge.size} is missing`);
    for (const leaf of leaves) edge.append(leaf);
  }
  return edge;
}

function contradiction(what: string): EvidenceError {
  return new EvidenceError(
    `the evidence log contradicts what was signed of it: ${what}; nothing more is signed`,
    {
      code: 'log_contradicts_itself',
      retry: 'never',
      fault: 'ours',
      advice:
        'run `npx modelwarden verify`: somebody altered the database, or it was restored from an older backup',
    },
  );
}
