/** Finds the entries of the log that a case rests on, and proves that each is in a state that was signed. */
import type { Db } from '../store/db.ts';
import {
  type FactKind,
  type LogEntry,
  loadEntriesAbout,
  loadEntriesOfKind,
  loadLeaves,
  loadLooksEntries,
} from '../store/evidence-log.ts';
import { loadCheckpoints, readKeyRecord, type StoredCheckpoint } from '../store/log-checkpoints.ts';
import { loadStampedCheckpoints } from '../store/log-timestamps.ts';
import { versionId } from '../store/versions.ts';
import type { Case } from './gather-case.ts';
import { readLogged, readLooks } from './read-entry.ts';
import { type NoteKey, readKey } from './signed-note.ts';
import { growLevels, type PathStep, pathOf } from './tree-levels.ts';

export interface ProvenEntry {
  readonly entry: LogEntry;
  readonly path: readonly PathStep[];
}

export interface Proof {
  /** The smallest stamped state that holds all entries, else the smallest signed one; null when the log has not been signed so far yet. */
  readonly checkpoint: StoredCheckpoint | null;
  readonly entries: readonly ProvenEntry[];
  /** Keys that the log names, oldest first. */
  readonly keys: readonly NoteKey[];
  /** What the case holds and no signed state does, as `kind ref`. */
  readonly unproven: readonly string[];
}

const leavesAtOnce = 20_000;
const maxKeys = 1_000;

export async function proveCase(db: Db, matter: Case): Promise<Proof> {
  const wanted = factsOf(matter);
  const keys = await loadEntriesOfKind(db, 'key', maxKeys);
  const entries: LogEntry[] = [...keys];
  const missing: string[] = [];
  for (const [kind, refs] of wanted) {
    const found = await loadEntriesAbout(db, kind, refs);
    const known = new Set(found.map(({ ref }) => ref));
    entries.push(...found);
    missing.push(...refs.filter((ref) => !known.has(ref)).map((ref) => `${kind} ${ref}`));
  }
  const looks = await findLooks(db, matter);
  entries.push(...looks.entries);
  missing.push(...looks.missing.map((ref) => `look ${ref}`));
  const sorted = [...new Map(entries.map((entry) => [entry.seq, entry])).values()].sort(
    (a, b) => a.seq - b.seq,
  );
  const last = sorted.at(-1)?.seq ?? -1;
  const [stamped] = await loadStampedCheckpoints(db, last, 1);
  const [checkpoint] = stamped ? [stamped] : await loadCheckpoints(db, last, 1);
  if (!checkpoint)
    return { checkpoint: null, entries: [], keys: [], unproven: [...missing, ...sorted.map(nameOf)] };
  const leaves: Uint8Array[] = [];
  while (leaves.length < checkpoint.size) {
    const more = await loadLeaves(db, leaves.length, Math.min(leavesAtOnce, checkpoint.size - leaves.length));
    if (more.length === 0) break;
    leaves.push(...more);
  }
  const levels = growLevels(leaves);
  return {
    checkpoint,
    entries: sorted.map((entry) => ({ entry, path: pathOf(levels, entry.seq) })),
    keys: keys.flatMap((entry) => {
      const named = readKeyRecord(readLogged(entry.record)?.record);
      return (named && readKey(named.key)) ?? [];
    }),
    unproven: missing,
  };
}

function nameOf({ kind, ref }: LogEntry): string {
  return `${kind} ${ref}`;
}

/** References of the rows that a case is made of, by kind. */
function factsOf(matter: Case): ReadonlyMap<FactKind, readonly string[]> {
  const looks = allLooks(matter);
  const attempts = matter.attempts.map(({ delivery_id, number }) => `${delivery_id}#${number}`);
  return new Map<FactKind, readonly string[]>([
    ['config', matter.configurations.map(({ id }) => id)],
    ['register', matter.registers.map(({ sha256 }) => sha256)],
    [
      'observation',
      looks
        .filter(({ observation }) => observation.outcome !== 'unchanged')
        .map(({ observation }) => observation.id),
    ],
    ['body', [...bodyHashesOf(matter)]],
    ['version', matter.versions.map(({ sourceId, seq }) => versionId(sourceId, seq))],
    ['prune', matter.removals.map(({ id }) => id)],
    ['change', matter.changes.map(({ change }) => change.id)],
    [
      'verdict',
      matter.changes.flatMap(({ verdicts }) => verdicts.map((row) => `${row.change_id}#${row.number}`)),
    ],
    ['alert', matter.alerts.map(({ id }) => id)],
    ['routing', matter.alerts.filter((alert) => alert.dispatched_at !== null).map(({ id }) => id)],
    ['acknowledgement', matter.acknowledgements.map(({ id }) => id)],
    ['escalation', matter.followUps.map(({ id }) => id)],
    ['delivery', matter.mails.map(({ id }) => id)],
    ['attempt', attempts],
    [
      'answer',
      matter.attempts
        .filter((attempt) => attempt.finished_at !== null)
        .map(({ delivery_id, number }) => `${delivery_id}#${number}`),
    ],
    ['bounce', matter.bounces.map(({ id }) => id)],
  ]);
}

/** Every look of a case once, in the order of the ids. */
export function allLooks(matter: Case) {
  const looks = [...matter.earlierLooks, ...matter.sources.flatMap((source) => source.looks)];
  return [...new Map(looks.map((look) => [look.observation.id, look])).values()].sort(
    (a, b) => Number(a.observation.id) - Number(b.observation.id),
  );
}

/** SHA-256 of all bytes that the case's documents were read from, and that its doubtful looks brought. */
export function bodyHashesOf(matter: Case): ReadonlySet<string> {
  return new Set([
    ...matter.versions.flatMap(({ bodyHashes }) => bodyHashes),
    ...allLooks(matter)
      .filter(({ observation }) => observation.outcome !== 'unchanged')
      .flatMap(({ captures }) => captures.flatMap(({ bodySha256 }) => bodySha256 ?? [])),
  ]);
}

/** The entries that gather the case's looks which found nothing new. */
async function findLooks(db: Db, matter: Case) {
  const refs = new Set(
    allLooks(matter)
      .filter(({ observation }) => observation.outcome === 'unchanged')
      .map(({ observation }) => observation.id),
  );
  if (refs.size === 0) return { entries: [], missing: [] };
  const times = allLooks(matter).map(({ observation }) => observation.finishedAt.getTime());
  const from = new Date(times.reduce((a, b) => Math.min(a, b), matter.window.from.getTime()));
  const entries = (await loadLooksEntries(db, from, matter.window.to)).filter((entry) => {
    const fact = readLogged(entry.record);
    const gathered = (fact && readLooks(fact)) ?? [];
    const ours = gathered.filter(({ ref }) => refs.has(ref));
    for (const { ref } of ours) refs.delete(ref);
    return ours.length > 0;
  });
  return { entries, missing: [...refs] };
}
