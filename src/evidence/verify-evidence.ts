/** Verifies all evidence of a database: the log and what was signed of it, the rows against the log, the bytes against their names. */
import { createHash } from 'node:crypto';
import type { Db } from '../store/db.ts';
import { loadEntries, loadEntriesOfKind, logSize } from '../store/evidence-log.ts';
import { bodyRows, contradictions, listMailTexts } from '../store/evidence-rows.ts';
import { loadCheckpoints, type StoredCheckpoint } from '../store/log-checkpoints.ts';
import { loadStampedCheckpoints } from '../store/log-timestamps.ts';
import { findCheckpoints } from './checkpoint.ts';
import { readLogged } from './read-entry.ts';
import { checkTimestamp } from './timestamp.ts';
import { Findings } from './verification.ts';
import { type Removed, RowVerifier } from './verify-rows.ts';
import { TreeVerifier, type Witness } from './verify-tree.ts';
import { readWitnesses } from './witness-file.ts';

export interface VerifyRequest {
  /** Folder of the second copies of checkpoints. */
  readonly folder: string;
  /** Rows that were logged before it are not compared; the log itself always is, as a whole. */
  readonly since: Date | null;
  /** Checkpoints that the caller brings, from mails for instance. */
  readonly witnesses: readonly Witness[];
  /** Certificates that those of time-stamp authorities must lead to, DER; empty: not asked. */
  readonly timestampRoots: readonly Uint8Array[];
  readonly onProgress: (done: number, total: number, what: string) => void;
  readonly signal: AbortSignal;
}

export interface Verification {
  readonly findings: Findings;
  /** When the log begins; null when it is empty. */
  readonly since: Date | null;
  /** Keys that the log names. */
  readonly keys: readonly string[];
  /** Size of the newest signed state; null when there is none. */
  readonly signed: StoredCheckpoint | null;
}

const entriesAtOnce = 2_000;
const stampsAtOnce = 500;
/** Our clock and that of an authority may differ so much. */
const clockToleranceMs = 10 * 60 * 1000;
const maxPrunes = 1_000_000;
/** Versions named in the remark on what was removed. */
const maxNamed = 10;

/** Verifies everything. Reads only. */
export async function verifyEvidence(db: Db, request: VerifyRequest): Promise<Verification> {
  const findings = new Findings();
  const checkpoints = await allCheckpoints(db);
  const witnesses = [
    ...request.witnesses,
    ...(await fileWitnesses(request.folder, findings)),
    ...(await mailWitnesses(db, request)),
  ];
  const tree = new TreeVerifier(findings, { checkpoints, witnesses });
  const removed = await removedByLog(db);
  const rows = new RowVerifier(db, findings, removed);
  const total = await logSize(db);
  for (let from = 0; ; ) {
    request.signal.throwIfAborted();
    const entries = await loadEntries(db, from, entriesAtOnce);
    const last = entries.at(-1);
    if (!last) break;
    for (const entry of entries) {
      const fact = tree.take(entry);
      if (fact && (request.since === null || entry.at >= request.since)) await rows.take(fact);
    }
    from = last.seq + 1;
    request.onProgress(from, total, 'entries');
  }
  tree.finish();
  await rows.finish();
  await verifyBodies(db, findings, removed, request);
  await verifyTimestamps(db, findings, request);
  if (removed.versions.size > 0) findings.remarks.push(sayRemoved(removed));
  for (const { table, id, what } of await contradictions(db))
    findings.add('row_contradicts', table, id, null, what);
  return {
    findings,
    since: tree.firstAt,
    keys: tree.keys.map(({ text }) => text),
    signed: checkpoints.at(-1) ?? null,
  };
}

async function allCheckpoints(db: Db): Promise<readonly StoredCheckpoint[]> {
  const found: StoredCheckpoint[] = [];
  for (;;) {
    const more = await loadCheckpoints(db, found.at(-1)?.size ?? 0, entriesAtOnce);
    if (more.length === 0) return found;
    found.push(...more);
  }
}

async function fileWitnesses(folder: string, findings: Findings): Promise<readonly Witness[]> {
  const found = await readWitnesses(folder);
  if (found === null)
    findings.remarks.push(
      `There is no file of checkpoints in ${folder}: whether the database was turned back is told by mails alone.`,
    );
  return (found ?? []).map((checkpoint) => ({ checkpoint, from: `the file of checkpoints in ${folder}` }));
}

async function mailWitnesses(db: Db, { onProgress, signal }: VerifyRequest): Promise<readonly Witness[]> {
  const found = new Map<string, Witness>();
  let read = 0;
  for await (const { id, text } of listMailTexts(db)) {
    signal.throwIfAborted();
    read += 1;
    if (read % 100 === 0) onProgress(read, read + 1, 'mails');
    for (const checkpoint of findCheckpoints(text))
      if (!found.has(checkpoint.text)) found.set(checkpoint.text, { checkpoint, from: `mail ${id}` });
  }
  return [...found.values()];
}

async function removedByLog(db: Db): Promise<Removed> {
  const records = (await loadEntriesOfKind(db, 'prune', maxPrunes)).map(
    (entry) => readLogged(entry.record)?.record,
  );
  const bodiesOf = (record: Readonly<Record<string, unknown>> | undefined) =>
    Array.isArray(record?.['bodies']) ? record['bodies'].map(String) : [];
  return {
    versions: new Set(records.map((record) => String(record?.['version']))),
    bodies: new Set(records.flatMap(bodiesOf)),
  };
}

function sayRemoved({ versions }: Removed): string {
  const named = [...versions].slice(0, maxNamed).join(', ');
  const more = versions.size > maxNamed ? ` and ${versions.size - maxNamed} more` : '';
  return `What was captured of ${named}${more} was removed when its retention ended, as entries of the log say; its hashes are there.`;
}

/** Every time stamp against its checkpoint. */
async function verifyTimestamps(
  db: Db,
  findings: Findings,
  { timestampRoots: roots, onProgress, signal }: VerifyRequest,
): Promise<void> {
  const signers = new Set<string>();
  for (let after = -1; ; ) {
    signal.throwIfAborted();
    const stamps = await loadStampedCheckpoints(db, after, stampsAtOnce);
    for (const { size, authority, statedAt, token, note, signedAt } of stamps) {
      after = size;
      const wrong = (why: string) =>
        findings.add(
          'timestamp_invalid',
          'log_timestamps',
          `${size} ${authority}`,
          null,
          `The time stamp of ${authority} over ${size} entries: ${why}.`,
        );
      const checked = await checkTimestamp(token, { note, nonce: null, roots });
      if (!checked.isGood) {
        wrong(checked.why);
        continue;
      }
      findings.counts.timestamps += 1;
      signers.add(checked.signer);
      if (checked.statedAt.getTime() !== statedAt.getTime())
        wrong(`it states ${checked.statedAt.toISOString()}, and the row ${statedAt.toISOString()}`);
      if (signedAt.getTime() - checked.statedAt.getTime() > clockToleranceMs)
        wrong(
          `it states ${checked.statedAt.toISOString()}, and the checkpoint is said to be signed later, ${signedAt.toISOString()}`,
        );
    }
    onProgress(findings.counts.timestamps, findings.counts.timestamps + stamps.length, 'time stamps');
    if (stamps.length < stampsAtOnce) break;
  }
  if (signers.size > 0 && roots.length === 0)
    findings.remarks.push(
      `Time stamps are signed by ${[...signers].join(', ')}; whether that is the authority it seems to be was not asked (evidence.timestamps.ca).`,
    );
}

/** Every stored body against its name. */
async function verifyBodies(
  db: Db,
  findings: Findings,
  removed: Removed,
  { onProgress, signal }: VerifyRequest,
): Promise<void> {
  for await (const { sha256, bytes, count, trouble } of bodyRows(db)) {
    signal.throwIfAborted();
    onProgress(findings.counts.bodies, count, 'bodies');
    findings.counts.bodies += 1;
    if (bytes === null) {
      if (trouble === null && removed.bodies.has(sha256)) continue;
      const why = trouble ?? 'they are empty, and no entry of the log says that they were removed';
      findings.add('body_altered', 'bodies', sha256, null, `The bytes of ${sha256} cannot be read: ${why}.`);
      continue;
    }
    findings.counts.bodyBytes += bytes.length;
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual !== sha256)
      findings.add(
        'body_altered',
        'bodies',
        sha256,
        null,
        `The bytes stored as ${sha256} have the hash ${actual}.`,
      );
  }
}
