import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WARCParser } from 'warcio';
import { type BundleFiles, readZip, writeZip } from '../../src/evidence/bundle-zip.ts';
import { type Exported, exportEvidence, noteExport } from '../../src/evidence/export-evidence.ts';
import type { Subject } from '../../src/evidence/gather-case.ts';
import { keepLog } from '../../src/evidence/keep-log.ts';
import { verifyBundle } from '../../src/evidence/verify-bundle.ts';
import { loadEntries } from '../../src/store/evidence-log.ts';
import { recordConfigLoad } from '../../src/store/workers.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';
import { hourMs } from '../support/pipeline.ts';

const run = promisify(execFile);

let evidence: EvidenceCase;
let exported: Exported;

beforeAll(async () => {
  evidence = await startEvidenceCase();
  exported = await take({ kind: 'change', id: 'norvik/card@2' });
});
afterAll(() => evidence.close());

async function take(subject: Subject): Promise<Exported> {
  return exportEvidence(evidence.pipeline.deps.db, {
    subject,
    watched: new Map(),
    places: evidence.places,
    program: 'Modelwarden test',
    exportedBy: 'R. Auditor',
    now: evidence.pipeline.now(),
    explain: async () => 'in words',
    onProgress: () => undefined,
  });
}

async function unpack(files: BundleFiles): Promise<string> {
  const folder = await mkdtemp(join(evidence.scratch, 'unpacked-'));
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

const names = (report: Awaited<ReturnType<typeof verifyBundle>>) => report.problems.map(({ path }) => path);
const text = (files: BundleFiles, path: string) => Buffer.from(files.get(path) ?? []).toString('utf8');

describe('a bundle about a change', () => {
  it('holds what was received, what differed, how it was judged, and the mails', () => {
    const files = readZip(exported.zip);
    const paths = [...files.keys()];
    expect(paths.filter((path) => path.startsWith('bodies/'))).toHaveLength(3);
    expect(text(files, 'changes/norvik/card@2/words.txt')).toContain('[-41-]');
    expect(text(files, 'changes/norvik/card@2/unified.diff')).toContain('+Visits of 57 hospitals');
    expect(text(files, 'changes/norvik/card@2/verdict-2.json')).toContain('"state":"unannounced"');
    expect(text(files, 'documents/norvik/card@1.txt')).toContain('# norvik-scribe-2');
    const mails = paths.filter((path) => path.endsWith('.eml'));
    expect(mails).toHaveLength(evidence.pipeline.mails.length);
    expect(text(files, 'mails/answers.csv')).toContain('250 kept');
    expect(text(files, 'looks/norvik/changelog.csv').split('\r\n').length).toBeGreaterThan(6);
    expect(text(files, 'README.txt')).toContain('judged unannounced');
  });

  it('has answers that tools for web archives read', async () => {
    const records: {
      type: string | undefined;
      url: string | null | undefined;
      status: number;
      body: string;
    }[] = [];
    const parser = new WARCParser([readZip(exported.zip).get('captures.warc') ?? new Uint8Array()]);
    for await (const record of parser) {
      const body = await record.contentText();
      const status = Number(record.httpHeaders?.statusCode ?? 0);
      records.push({ type: record.warcType ?? undefined, url: record.warcTargetURI, status, body });
    }
    const cards = records.filter(({ type, url }) => type === 'response' && url?.endsWith('/card'));
    expect(cards[0]?.body).toContain('41 hospitals');
    expect(cards.some(({ body, status }) => status === 200 && body.includes('data broker'))).toBe(true);
  });

  it('holds the register of tools that was in force, and names one that was altered', async () => {
    const { deps } = evidence.pipeline;
    const { tools } = deps.config();
    const sha256 = 'ab'.repeat(32);
    await recordConfigLoad(deps.db, {
      version: 'v',
      rulesVersion: 'r',
      files: [{ name: 'register.yaml', sha256 }],
      tools,
      loadedAt: new Date('2026-03-04T00:00:00Z'),
      worker: 'here',
    });
    const own = await take({ kind: 'change', id: 'norvik/card@2' });
    const files = readZip(own.zip);
    const path = `registers/${sha256}.json`;
    expect(JSON.parse(text(files, path))).toMatchObject([{ id: tools[0]?.id, models: tools[0]?.models }]);
    expect((await verifyBundle(own.zip, null)).problems).toEqual([]);
    const altered = new Map(files).set(path, Buffer.from('[]'));
    expect(names(await verifyBundle(writeZip(altered), null))).toContain(path);
    exported = await take({ kind: 'change', id: 'norvik/card@2' });
  });

  it('is the same, byte for byte, when it is taken once more', async () => {
    expect((await take({ kind: 'change', id: 'norvik/card@2' })).sha256).toBe(exported.sha256);
  });

  it('is found in the log after it was taken', async () => {
    const { db } = evidence.pipeline.deps;
    await noteExport(db, exported, { by: 'R. Auditor', at: evidence.pipeline.now(), worker: 'here' });
    await keepLog(db, evidence.places, { now: evidence.pipeline.now(), isComplete: true });
    const entries = await loadEntries(db, 0, 10_000);
    expect(entries.find(({ kind }) => kind === 'export')).toMatchObject({ ref: exported.sha256 });
    expect((await take({ kind: 'change', id: 'norvik/card@2' })).sha256).toBe(exported.sha256);
  });

  it('verifies without the database, and with the key that is known', async () => {
    const report = await verifyBundle(exported.zip, null);
    expect(report.problems).toEqual([]);
    expect(report.counts.entries).toBeGreaterThan(15);
    const key = report.checkpoint?.keys[0] ?? '';
    expect(await verifyBundle(exported.zip, key)).toMatchObject({ problems: [], remarks: [] });
    expect(names(await verifyBundle(exported.zip, `other+${key}`))).toEqual(['manifest.json']);
  });

  it('verifies by its own script, with sha256sum and openssl alone', async () => {
    const folder = await unpack(readZip(exported.zip));
    const { stdout } = await run('bash', ['verify.sh'], { cwd: folder });
    expect(stdout).toContain('All of it holds.');
  });
});

describe('P4: somebody who alters a bundle', () => {
  const alter = (change: (files: Map<string, Uint8Array>) => void) => {
    const files = new Map(readZip(exported.zip));
    change(files);
    return files;
  };
  const flip = (bytes: Uint8Array | undefined) => {
    const copy = Uint8Array.from(bytes ?? []);
    const middle = Math.floor(copy.length / 2);
    copy[middle] = (copy[middle] ?? 0) ^ 1;
    return copy;
  };

  it('is found at every file, whichever it is', async () => {
    const untouched = readZip(exported.zip);
    for (const path of untouched.keys()) {
      if (path === 'manifest.json' || (untouched.get(path)?.length ?? 0) === 0) continue;
      const files = alter((own) => own.set(path, flip(own.get(path))));
      expect(names(await verifyBundle(writeZip(files), null)), path).toContain(path);
    }
  });

  it.each([
    {
      name: 'a body, with its sums made to fit',
      pick: (paths: readonly string[]) => paths.find((path) => path.startsWith('bodies/')),
    },
    { name: 'a mail', pick: (paths: readonly string[]) => paths.find((path) => path.endsWith('.eml')) },
    { name: 'a verdict', pick: () => 'changes/norvik/card@2/verdict-2.json' },
    { name: 'a document', pick: () => 'documents/norvik/card@1.json' },
    { name: 'a look', pick: () => 'looks/norvik/changelog.jsonl' },
    {
      name: 'an entry',
      pick: (paths: readonly string[]) => paths.find((path) => path.startsWith('log/entries/')),
    },
    { name: 'the signed state', pick: () => 'log/checkpoint.signed' },
  ])('is found by the log although $name fits the manifest', async ({ pick }) => {
    const files = alter(() => undefined);
    const path = pick([...files.keys()]) ?? '';
    files.set(path, flip(files.get(path)));
    const forged = await withFittingSums(files);
    expect(names(await verifyBundle(writeZip(forged), null)).join()).toContain(path);
    const folder = await unpack(forged);
    const script = run('bash', ['verify.sh'], { cwd: folder });
    // Lines of looks are for our own program: the script names their files only.
    if (!path.startsWith('looks/')) await expect(script).rejects.toMatchObject({ code: 1 });
  });

  it('is found when a file was left out or put in', async () => {
    const path = 'changes/norvik/card@2/verdict-1.json';
    expect(names(await verifyBundle(writeZip(alter((own) => own.delete(path))), null))).toContain(path);
    const more = alter((own) => own.set('bodies/00', Buffer.from('x')));
    expect(names(await verifyBundle(writeZip(more), null))).toContain('bodies/00');
  });

  /** As a forger would, who knows how the manifest is made. */
  async function withFittingSums(files: ReadonlyMap<string, Uint8Array>): Promise<Map<string, Uint8Array>> {
    const { createHash } = await import('node:crypto');
    const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
    const forged = new Map(files);
    const manifest = JSON.parse(text(forged, 'manifest.json'));
    for (const file of manifest.files) {
      const bytes = forged.get(file.path) ?? new Uint8Array();
      Object.assign(file, { bytes: bytes.length, sha256: sum(bytes) });
    }
    forged.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    forged.delete('SHA256SUMS');
    const sums = [...forged].map(([path, bytes]) => `${sum(bytes)}  ${path}\n`).sort();
    return forged.set('SHA256SUMS', Buffer.from(sums.join('')));
  }
});

describe('other matters', () => {
  it('can be an alert, or a time, with the stretches in which nothing was seen', async () => {
    const alert = await take({ kind: 'alert', id: '1' });
    expect((await verifyBundle(alert.zip, null)).problems).toEqual([]);
    evidence.pipeline.advance(10 * 24 * hourMs);
    await evidence.look();
    const period = await take({
      kind: 'period',
      from: new Date('2026-03-04T00:00:00Z'),
      to: evidence.pipeline.now(),
      vendor: 'norvik',
    });
    expect((await verifyBundle(period.zip, null)).problems).toEqual([]);
    expect(text(readZip(period.zip), 'coverage.txt')).toContain('OUT OF SIGHT from 2026-03-08');
    expect(text(readZip(period.zip), 'README.txt')).toContain('A DOCUMENT WAS OUT OF SIGHT');
  });

  it('are refused when there is no such thing', async () => {
    await expect(take({ kind: 'change', id: 'norvik/card@99' })).rejects.toMatchObject({
      code: 'unknown_subject',
    });
    await expect(take({ kind: 'alert', id: '99999' })).rejects.toMatchObject({ code: 'unknown_subject' });
  });
});

describe('a file that is no bundle', () => {
  it.each([
    { name: 'nothing', zip: () => new Uint8Array() },
    { name: 'half a bundle', zip: () => exported.zip.subarray(0, exported.zip.length / 2) },
    { name: 'a ZIP of something else', zip: () => writeZip(new Map([['a.txt', Buffer.from('a')]])) },
    {
      name: 'one that leads out of its folder',
      zip: () => writeZip(new Map([['../../etc/x', Buffer.from('a')]])),
    },
    {
      name: 'one that grows beyond reason',
      zip: () => writeZip(new Map([['a', new Uint8Array(50_000_000)]])),
    },
  ])('is refused: $name', async ({ zip }) => {
    await expect(verifyBundle(zip(), null)).rejects.toThrow(
      expect.objectContaining({ code: 'bundle_unreadable' }),
    );
  });
});
