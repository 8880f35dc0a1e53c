/**
 * Writes a case as the files of a bundle. What the log hashed is written in the very form that was hashed, so that
 * `sha256sum` of a file is the digest in its entry. The same case and the same signed state make the same bytes.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.ts';
import { loadBody } from '../store/bodies.ts';
import type { Db } from '../store/db.ts';
import { observationRecord } from '../store/facts-of-looks.ts';
import { toJson } from '../store/json.ts';
import { loadTimestamps } from '../store/log-timestamps.ts';
import { versionId } from '../store/versions.ts';
import { bundleForm, type Manifest } from './bundle-manifest.ts';
import { bundlePaths } from './bundle-paths.ts';
import { bundleReadme } from './bundle-readme.ts';
import { verifyScript } from './bundle-script.ts';
import {
  answersTable,
  coverageText,
  documentText,
  looksTable,
  timeline,
  unifiedDiff,
  wordDiff,
} from './bundle-texts.ts';
import { type ArchivedCapture, writeWarc } from './bundle-warc.ts';
import type { BundleFiles } from './bundle-zip.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { Case } from './gather-case.ts';
import { allLooks, bodyHashesOf, type Proof } from './prove-case.ts';
import { signatureOf } from './signed-note.ts';

export interface BundleRequest {
  readonly matter: Case;
  readonly proof: Proof;
  readonly program: string;
  /** Who takes the bundle away, as they said. */
  readonly exportedBy: string | null;
  /** How a change is explained in words, if the program can. */
  readonly explain: (changeId: string) => Promise<string | null>;
  readonly onProgress: (done: number, total: number, what: string) => void;
}

export interface Bundle {
  readonly files: BundleFiles;
  readonly manifest: Manifest;
}

/** Writes all files of the bundle into memory. */
export async function writeBundle(db: Db, request: BundleRequest): Promise<Bundle> {
  const files = new FileSet();
  const bodiesGone = await addBodies(db, files, request);
  addLooks(files, request.matter);
  const documentsGone = addDocuments(files, request.matter);
  await addChanges(files, request);
  addMails(files, request.matter);
  const log = await addLog(db, files, request);
  const manifest: Manifest = {
    form: bundleForm,
    subject: plain(request.matter.subject),
    window: { from: request.matter.window.from.toISOString(), to: request.matter.window.to.toISOString() },
    timeZone: 'UTC',
    program: request.program,
    exportedBy: request.exportedBy,
    log,
    unproven: [...request.proof.unproven],
    gone: [...bodiesGone, ...documentsGone],
    files: [],
  };
  files.add(bundlePaths.script, verifyScript(manifest), 'checks the bundle with bash, sha256sum and openssl');
  files.add(bundlePaths.readme, bundleReadme(request.matter, manifest), 'what this is, and how to check it');
  return files.close(manifest);
}

/** Files with what each is about, and their hashes at the end. */
class FileSet {
  readonly #files = new Map<string, { readonly bytes: Uint8Array; readonly about: string }>();

  add(path: string, content: string | Uint8Array, about: string): void {
    this.#files.set(path, { bytes: typeof content === 'string' ? Buffer.from(content) : content, about });
  }

  close(open: Manifest): Bundle {
    const listed = [...this.#files]
      .map(([path, { bytes, about }]) => ({ path, bytes: bytes.length, sha256: sha256(bytes), about }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const manifest = { ...open, files: listed };
    const files = new Map([...this.#files].map(([path, { bytes }]) => [path, bytes]));
    files.set(bundlePaths.manifest, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    const sums = [...files].map(([path, bytes]) => `${sha256(bytes)}  ${path}\n`).sort();
    files.set(bundlePaths.sums, Buffer.from(sums.join('')));
    return { files, manifest };
  }
}

/** Bytes as received, each once, and the same answers as a web archive. Returns what is no longer kept. */
async function addBodies(db: Db, files: FileSet, request: BundleRequest): Promise<readonly string[]> {
  const { matter, program, onProgress } = request;
  const hashes = [...bodyHashesOf(matter)].sort();
  const gone: string[] = [];
  const bodies = new Map<string, Uint8Array>();
  for (const [index, hash] of hashes.entries()) {
    onProgress(index, hashes.length, 'captures');
    const body = await loadBody(db, hash);
    if (body === null) gone.push(bundlePaths.body(hash));
    else {
      bodies.set(hash, body);
      files.add(bundlePaths.body(hash), body, 'bytes as received; the name is their SHA-256');
    }
  }
  const archived: ArchivedCapture[] = allLooks(matter).flatMap(({ observation, captures }) =>
    captures.flatMap((capture) => {
      const body = capture.bodySha256 === null ? undefined : bodies.get(capture.bodySha256);
      return body ? [{ observationId: observation.id, capture, body }] : [];
    }),
  );
  const about = { software: program, at: matter.window.to };
  files.add(bundlePaths.warc, await writeWarc(archived, about), 'the same answers as a WARC/1.1 web archive');
  for (const { sha256: hash, tools, since } of matter.registers)
    files.add(
      bundlePaths.register(hash),
      form(tools),
      `register of AI tools in force from ${since.toISOString()}, as it was hashed; named after the hash of its file`,
    );
  return gone;
}

function addLooks(files: FileSet, matter: Case): void {
  const bySource = Map.groupBy(allLooks(matter), ({ observation }) => observation.sourceId);
  for (const [source, looks] of bySource) {
    const lines = looks.map(({ observation, captures }) => form(observationRecord(observation, captures)));
    files.add(
      bundlePaths.looks(source),
      lines.map((line) => `${line}\n`).join(''),
      `every look at ${source} in this time, one a line, as it was hashed`,
    );
    files.add(bundlePaths.looksTable(source), looksTable(looks), `the same as a table`);
    for (const { captures } of looks)
      for (const { headers, requestHeaders } of captures) {
        addForm(files, headers, 'headers of an answer');
        if (requestHeaders) addForm(files, requestHeaders, 'headers of a request, secrets left out');
      }
  }
  files.add(
    bundlePaths.coverage,
    coverageText(matter),
    'when each source was looked at, and when it was out of sight',
  );
  files.add(bundlePaths.timeline, `${timeline(matter).join('\n')}\n`, 'what happened, in order');
}

function addForm(files: FileSet, headers: unknown, about: string): void {
  const text = form(headers);
  files.add(bundlePaths.headers(sha256(Buffer.from(text))), text, `${about}; the name is its SHA-256`);
}

/** Returns the documents that are no longer kept. */
function addDocuments(files: FileSet, matter: Case): readonly string[] {
  const removed = new Set(matter.removals.map(({ source_id: source, seq }) => versionId(source, seq)));
  const gone: string[] = [];
  for (const { sourceId, seq, document } of matter.versions) {
    const id = versionId(sourceId, seq);
    if (removed.has(id)) {
      gone.push(bundlePaths.document(id));
      continue;
    }
    files.add(bundlePaths.document(id), form(document), `version ${id} as it was read, as it was hashed`);
    files.add(bundlePaths.documentText(id), documentText(document), `version ${id} as text`);
  }
  files.add(
    bundlePaths.configurations,
    `${JSON.stringify(matter.configurations, null, 2)}\n`,
    'configurations in force in this time: register, routes, rules and regulations by the hashes of their files',
  );
  return gone;
}

async function addChanges(files: FileSet, { matter, explain }: BundleRequest): Promise<void> {
  const documents = new Map(
    matter.versions.map(({ sourceId, seq, document }) => [versionId(sourceId, seq), document]),
  );
  for (const { change, verdicts } of matter.changes) {
    const at = (part: string) => bundlePaths.change(change.id, part);
    files.add(at('edits.json'), form(change.edits), 'what differs, as it was hashed');
    files.add(
      at('understanding.json'),
      form(change.understanding),
      'findings with the rules that made them, as hashed',
    );
    files.add(at('coming.json'), form(change.coming), 'days to come that the document names, as hashed');
    files.add(at('words.txt'), wordDiff(change.edits), 'what differs, word by word');
    const sides = [change.before_seq, change.after_seq].map((seq) => {
      const name = versionId(change.source_id, seq);
      const document = documents.get(name);
      return document && { name, document };
    });
    const [before, after] = sides;
    if (before && after)
      files.add(at('unified.diff'), unifiedDiff(before, after), 'what differs, line by line');
    for (const { number, record } of verdicts)
      files.add(
        bundlePaths.verdict(change.id, number),
        form(record),
        'a judgement: where announcements were searched and what was found, as hashed',
      );
    const words = await explain(change.id);
    if (words !== null)
      files.add(
        at('explanation.txt'),
        words,
        'how it was judged, in words, under the configuration at export',
      );
  }
}

function addMails(files: FileSet, matter: Case): void {
  for (const alert of matter.alerts)
    if (alert.trouble !== null)
      files.add(bundlePaths.alertTrouble(alert.id), form(alert.trouble), 'what an alert is about, as hashed');
  for (const mail of matter.mails)
    files.add(
      bundlePaths.mail(mail.id),
      mail.raw,
      `mail to ${mail.contact_id}, byte for byte as it was sent`,
    );
  files.add(
    bundlePaths.acknowledgements,
    `${JSON.stringify(matter.acknowledgements, null, 2)}\n`,
    'who acknowledged which alert, when, and what it means',
  );
  files.add(
    bundlePaths.followUps,
    `${JSON.stringify(matter.followUps, null, 2)}\n`,
    'who was reminded, and who was told as well, while nobody acknowledged',
  );
  files.add(bundlePaths.answers, answersTable(matter), 'what the mail servers answered, and what came back');
}

async function addLog(db: Db, files: FileSet, { proof }: BundleRequest): Promise<Manifest['log']> {
  const { checkpoint, keys } = proof;
  const read = checkpoint && readCheckpoint(checkpoint.note);
  if (!checkpoint || !read) return null;
  files.add(bundlePaths.checkpoint, checkpoint.note, 'signed state of the log (C2SP tlog-checkpoint)');
  for (const key of keys) {
    const signature = signatureOf(read.note, key);
    if (signature === null) continue;
    files.add(bundlePaths.signed, read.note.text, 'the part of the checkpoint that is signed');
    files.add(bundlePaths.signature, signature, 'the signature (Ed25519)');
    files.add(bundlePaths.publicKey, key.pem, `public key ${key.id} of the log`);
  }
  for (const { entry, path } of proof.entries) {
    files.add(
      bundlePaths.entry(entry.seq),
      entry.record,
      `entry ${entry.seq} of the log: ${entry.kind} ${entry.ref}`,
    );
    const steps = path.map(({ side, hash }) => `${side} ${Buffer.from(hash).toString('hex')}\n`);
    files.add(
      bundlePaths.path(entry.seq),
      steps.join(''),
      `path from entry ${entry.seq} to the root of the log`,
    );
  }
  for (const { authority, token } of await loadTimestamps(db, checkpoint.size))
    files.add(
      bundlePaths.timestamp(authority),
      token,
      `time stamp of ${authority} over the checkpoint (RFC 3161)`,
    );
  return {
    origin: read.origin,
    size: checkpoint.size,
    signedAt: checkpoint.signedAt.toISOString(),
    keys: keys.map(({ text }) => text),
  };
}

/** The form in which the log hashes a stored value. */
function form(value: unknown): string {
  return canonicalJson(JSON.parse(toJson(value)));
}

function plain(value: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
