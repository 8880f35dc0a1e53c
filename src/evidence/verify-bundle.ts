/**
 * Verifies a bundle without database or network: that every file is the one that was exported, that every entry is in a state
 * of the log that was signed, and that every file says what the log says of it.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { EvidenceError } from '../domain/errors.ts';
import { type Manifest, manifest as manifestShape } from './bundle-manifest.ts';
import { bundlePaths, seqOfEntry } from './bundle-paths.ts';
import { type BundleFiles, readZip, textOf } from './bundle-zip.ts';
import { readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { isIncluded } from './merkle-proofs.ts';
import { leafHash } from './merkle-tree.ts';
import { type LoggedFact, readLogged, readLooks } from './read-entry.ts';
import { isSignedBy, type NoteKey, readKey } from './signed-note.ts';
import { checkTimestamp } from './timestamp.ts';
import { filesOf } from './told-files.ts';

/** What is wrong, and with which file. */
export interface BundleProblem {
  readonly path: string;
  readonly what: string;
}

export interface BundleReport {
  readonly manifest: Manifest;
  readonly problems: readonly BundleProblem[];
  readonly remarks: readonly string[];
  readonly counts: { readonly files: number; readonly entries: number; readonly told: number };
  /** The state that all rests on: to be compared with what stands in mails. */
  readonly checkpoint: { readonly text: string; readonly keys: readonly string[] } | null;
}

/**
 * Verifies a bundle. What the bundle says of itself is never taken for granted; the key can only be compared with one that is
 * known from elsewhere, which is the caller's to give.
 * @param trusted the log's key as known from elsewhere (`name+id+…`), or null
 * @param roots certificates that those of time-stamp authorities must lead to, DER; empty: not asked
 * @throws EvidenceError `bundle_unreadable`
 */
export async function verifyBundle(
  zip: Uint8Array,
  trusted: string | null,
  roots: readonly Uint8Array[] = [],
): Promise<BundleReport> {
  const files = readZip(zip);
  const problems: BundleProblem[] = [];
  const wrong = (path: string, what: string) => problems.push({ path, what });
  const manifest = readManifest(files);
  checkManifest(files, manifest, wrong);
  const keys = manifest.log?.keys.flatMap((text) => readKey(text) ?? []) ?? [];
  const remarks: string[] = [];
  if (trusted !== null && !keys.some(({ text }) => text === trusted.trim()))
    wrong(bundlePaths.manifest, 'the log was not signed with the key that is known');
  const checkpoint = checkCheckpoint(files, manifest, keys, wrong);
  const facts = checkpoint ? checkEntries(files, checkpoint, wrong) : [];
  checkKeys(facts, keys, wrong);
  const signers = checkpoint ? await checkTimestamps(files, checkpoint, roots, wrong) : [];
  const told = checkTold(files, facts, manifest, wrong);
  if (checkpoint === null)
    remarks.push('There is no signed state of the log in it: that it was not altered cannot be proved.');
  if (manifest.unproven.length > 0)
    remarks.push(
      `In no signed state of the log when it was exported: ${manifest.unproven.slice(0, 20).join(', ')}.`,
    );
  if (manifest.gone.length > 0)
    remarks.push(`Removed when its retention ended, and known by SHA-256 only: ${manifest.gone.join(', ')}.`);
  if (signers.length > 0)
    remarks.push(
      `${signers.join('; ')}${roots.length === 0 ? '. Whether that is the authority that it seems to be was not asked (--timestamp-ca)' : ''}.`,
    );
  if (trusted === null && checkpoint)
    remarks.push('The key is the bundle’s own. Compare it, or the checkpoint, with one from a mail (--key).');
  return {
    manifest,
    problems,
    remarks,
    counts: { files: files.size, entries: facts.length, told },
    checkpoint: checkpoint && { text: checkpoint.text, keys: keys.map(({ text }) => text) },
  };
}

type Wrong = (path: string, what: string) => void;

function readManifest(files: BundleFiles): Manifest {
  const bytes = files.get(bundlePaths.manifest);
  try {
    return manifestShape.parse(JSON.parse(textOf(bytes ?? new Uint8Array())));
  } catch (error) {
    throw new EvidenceError(
      bytes ? `${bundlePaths.manifest} cannot be read` : `there is no ${bundlePaths.manifest} in it`,
      {
        code: 'bundle_unreadable',
        retry: 'never',
        fault: 'config',
        advice: 'give the ZIP file that `npx modelwarden evidence export` wrote',
        cause: error,
      },
    );
  }
}

function checkManifest(files: BundleFiles, manifest: Manifest, wrong: Wrong): void {
  const listed = new Set<string>([bundlePaths.manifest, bundlePaths.sums]);
  for (const { path, bytes, sha256: expected } of manifest.files) {
    listed.add(path);
    const file = files.get(path);
    if (!file) wrong(path, 'is listed and not there');
    else if (file.length !== bytes || sha256(file) !== expected)
      wrong(path, 'is not the file that was exported');
  }
  for (const path of files.keys()) if (!listed.has(path)) wrong(path, 'is there and not listed');
  const sums = textOf(files.get(bundlePaths.sums) ?? new Uint8Array());
  const expected = [...files]
    .filter(([path]) => path !== bundlePaths.sums)
    .map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`)
    .sort()
    .join('');
  if (sums !== expected) wrong(bundlePaths.sums, 'does not have the sums of the files');
}

function checkCheckpoint(
  files: BundleFiles,
  { log }: Manifest,
  keys: readonly NoteKey[],
  wrong: Wrong,
): SignedCheckpoint | null {
  const bytes = files.get(bundlePaths.checkpoint);
  if (!bytes) {
    if (log) wrong(bundlePaths.checkpoint, 'is not there');
    return null;
  }
  const checkpoint = readCheckpoint(textOf(bytes));
  if (!checkpoint) {
    wrong(bundlePaths.checkpoint, 'is no checkpoint');
    return null;
  }
  if (!keys.some((key) => isSignedBy(checkpoint.note, key) && key.name === checkpoint.origin))
    wrong(bundlePaths.checkpoint, 'is not signed with a key of the log');
  if (checkpoint.size !== log?.size || checkpoint.origin !== log.origin)
    wrong(bundlePaths.checkpoint, 'is not the state that the manifest names');
  const { text, signatures } = checkpoint.note;
  if (textOf(files.get(bundlePaths.signed) ?? new Uint8Array()) !== text)
    wrong(bundlePaths.signed, 'is not the signed part of the checkpoint');
  const signature = files.get(bundlePaths.signature) ?? new Uint8Array();
  if (!signatures.some(({ bytes: own }) => Buffer.compare(own, signature) === 0))
    wrong(bundlePaths.signature, 'is not the signature of the checkpoint');
  if (!keys.some(({ pem }) => pem === textOf(files.get(bundlePaths.publicKey) ?? new Uint8Array())))
    wrong(bundlePaths.publicKey, 'is not a key that the manifest names');
  return checkpoint;
}

/** Entries that are what they say, and in the log. */
function checkEntries(
  files: BundleFiles,
  { size, root }: SignedCheckpoint,
  wrong: Wrong,
): readonly LoggedFact[] {
  return [...files].flatMap(([path, bytes]) => {
    const index = seqOfEntry(path);
    if (index === null) return [];
    const fact = readLogged(textOf(bytes));
    const proof = readPath(textOf(files.get(bundlePaths.path(index)) ?? new Uint8Array()));
    if (fact === null || fact.seq !== index) {
      wrong(path, 'is not the entry of that number');
      return [];
    }
    if (proof === null || !isIncluded({ leaf: leafHash(bytes), index, size, proof, root })) {
      wrong(path, 'is not in the signed state of the log, or its path is not');
      return [];
    }
    return [fact];
  });
}

function readPath(text: string): readonly Uint8Array[] | null {
  const lines = text.split('\n').filter((line) => line !== '');
  const steps = lines.flatMap((line) => {
    const hex = /^(?:left|right) (?<hash>[0-9a-f]{64})$/.exec(line)?.groups?.['hash'];
    return hex === undefined ? [] : [Buffer.from(hex, 'hex')];
  });
  return steps.length === lines.length ? steps : null;
}

/** Keys that the manifest names must be those that the log names. */
function checkKeys(facts: readonly LoggedFact[], keys: readonly NoteKey[], wrong: Wrong): void {
  const named = new Set(facts.filter(({ kind }) => kind === 'key').map(({ record }) => record['key']));
  for (const { id, text } of keys)
    if (!named.has(text)) wrong(bundlePaths.manifest, `names key ${id}, which the log does not name`);
}

/** Time stamps against the checkpoint; returns what the good ones state. */
async function checkTimestamps(
  files: BundleFiles,
  { text }: SignedCheckpoint,
  roots: readonly Uint8Array[],
  wrong: Wrong,
): Promise<readonly string[]> {
  const stated: string[] = [];
  for (const [path, bytes] of files) {
    if (!bundlePaths.isTimestamp(path)) continue;
    const checked = await checkTimestamp(bytes, { note: text, nonce: null, roots });
    if (checked.isGood)
      stated.push(
        `${checked.signer} states that the checkpoint existed at ${checked.statedAt.toISOString()}`,
      );
    else wrong(path, `is no time stamp of the checkpoint: ${checked.why}`);
  }
  return stated;
}

/** Files against what the log says of them, in both directions. Returns how many files the log speaks of. */
function checkTold(
  files: BundleFiles,
  facts: readonly LoggedFact[],
  manifest: Manifest,
  wrong: Wrong,
): number {
  const told = new Set<string>();
  const lost = new Set(manifest.gone);
  for (const fact of facts) {
    for (const { path, sha256: expected } of filesOf(fact)) {
      const file = files.get(path);
      told.add(path);
      if (!file) {
        if (!lost.has(path))
          wrong(path, `is not there, and entry ${fact.seq} (${fact.kind} ${fact.ref}) speaks of it`);
      } else if (sha256(file) !== expected)
        wrong(path, `is not what entry ${fact.seq} (${fact.kind} ${fact.ref}) says`);
    }
  }
  const looks = checkLooks(files, facts, wrong);
  for (const path of looks) told.add(path);
  for (const path of files.keys())
    if (
      isEvidence(path) &&
      !told.has(path) &&
      !manifest.unproven.some((name) => path.includes(name.split(' ')[1] ?? '\n'))
    )
      wrong(path, 'is there, and no entry of the log speaks of it');
  return told.size;
}

/** Files that are nothing unless an entry speaks of them; others are made from these. */
function isEvidence(path: string): boolean {
  return /^(?:bodies\/|mails\/.*\.eml$|(?:documents|changes|alerts|headers|registers)\/.*\.json$)/.test(path);
}

/** Every line of the logs of looks must be told of, and every look that is told of and is within must have its line. */
function checkLooks(files: BundleFiles, facts: readonly LoggedFact[], wrong: Wrong): readonly string[] {
  const digests = new Map<string, number>();
  for (const fact of facts) {
    if (fact.kind === 'observation') digests.set(sha256(Buffer.from(canonicalJson(fact.record))), fact.seq);
    for (const look of (fact.kind === 'looks' && readLooks(fact)) || [])
      if (typeof look['sha256'] === 'string') digests.set(look['sha256'], fact.seq);
  }
  const headers: string[] = [];
  for (const [path, bytes] of files) {
    if (!/^looks\/.*\.jsonl$/.test(path)) continue;
    for (const [index, line] of textOf(bytes).split('\n').entries()) {
      if (line === '') continue;
      if (!digests.has(sha256(Buffer.from(line))))
        wrong(path, `line ${index + 1}: no entry of the log speaks of this look`);
      headers.push(
        ...[...line.matchAll(/"(?:headers|requestHeaders)":"(?<hash>[0-9a-f]{64})"/g)].map(({ groups }) =>
          bundlePaths.headers(groups?.['hash'] ?? ''),
        ),
      );
    }
  }
  for (const path of headers) {
    const file = files.get(path);
    if (!file) wrong(path, 'is not there, and a look speaks of it');
    else if (bundlePaths.headers(sha256(file)) !== path) wrong(path, 'is not what its name says');
  }
  return headers;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
