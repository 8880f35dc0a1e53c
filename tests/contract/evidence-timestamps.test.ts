/** Time stamps over checkpoints (RFC 3161), by a real OpenSSL authority, and read by OpenSSL again. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { timestamp } from '../../jobs/timestamp.ts';
import { readCertificates } from '../../src/config/read-certificates.ts';
import { readZip, writeZip } from '../../src/evidence/bundle-zip.ts';
import { exportEvidence } from '../../src/evidence/export-evidence.ts';
import { authorityOf, stampLog } from '../../src/evidence/stamp-log.ts';
import { checkTimestamp } from '../../src/evidence/timestamp.ts';
import { verifyBundle } from '../../src/evidence/verify-bundle.ts';
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import { newestCheckpoint } from '../../src/store/log-checkpoints.ts';
import { loadAuthority, loadStampedCheckpoints } from '../../src/store/log-timestamps.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';
import { hourMs } from '../support/pipeline.ts';
import { type Manner, startTimeAuthority, type TimeAuthority } from '../support/time-authority.ts';

const run = promisify(execFile);

let evidence: EvidenceCase;
let authority: TimeAuthority;

beforeAll(async () => {
  authority = await startTimeAuthority();
  evidence = await startEvidenceCase();
  // The authority states the real time, so the story goes on from there.
  evidence.pipeline.advance(Date.now() - evidence.pipeline.now().getTime());
  await evidence.look();
});
afterAll(async () => {
  await evidence.close();
  await authority.stop();
});
beforeEach(() => {
  authority.manner = 'well';
});

const roots = () => {
  const found = readCertificates(authority.root);
  if (typeof found === 'string') throw new Error(found);
  return found;
};
const settings = (url = authority.url) => ({ url, everyMs: 24 * hourMs, roots: roots() });

async function stamp(url?: string, signal = AbortSignal.timeout(20_000)) {
  const { db, post, now } = evidence.pipeline.deps;
  return stampLog(db, settings(url), { post, now, signal });
}

async function problems(withRoots: readonly Uint8Array[] = roots()) {
  const { findings } = await verifyEvidence(evidence.pipeline.deps.db, {
    folder: evidence.places.folder,
    since: null,
    witnesses: [],
    timestampRoots: withRoots,
    onProgress: () => undefined,
    signal: AbortSignal.timeout(20_000),
  });
  return findings;
}

/** What OpenSSL says of an answer about a text. */
async function opensslVerifies(token: Uint8Array, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'modelwarden-openssl-'));
  try {
    await writeFile(join(folder, 'token.tsr'), token);
    await writeFile(join(folder, 'text'), text);
    const argv = ['ts', '-verify', '-data', 'text', '-in', 'token.tsr', '-CAfile', authority.rootFile];
    const { stdout, stderr } = await run('openssl', argv, { cwd: folder });
    return `${stdout}${stderr}`;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a checkpoint', () => {
  it.each<[Manner, RegExp]>([
    ['error', /answered HTTP 503/],
    ['page', /answered text\/html in place of a time stamp/],
    ['wrong-type', /answered application\/octet-stream/],
    ['garbage', /is no good: it cannot be read/],
    ['rejects', /is no good: the authority refused, status 2/],
    ['other-request', /is no good: it is over something else than this checkpoint/],
  ])('is not stamped by an authority that answers so: %s', async (manner, why) => {
    const { db } = evidence.pipeline.deps;
    await db.deleteFrom('time_authorities').execute();
    authority.manner = manner;
    expect(await stamp()).toMatchObject({ kind: 'failed', why: expect.stringMatching(why) });
    expect(await loadStampedCheckpoints(db, -1, 10)).toEqual([]);
    expect(await loadAuthority(db, authorityOf(authority.url))).toMatchObject({
      failures: 1,
      failedSince: evidence.pipeline.now(),
      error: expect.stringMatching(why),
    });
  });

  it('is asked for again later and later, and mail goes out meanwhile', async () => {
    const { deps } = evidence.pipeline;
    await deps.db.deleteFrom('time_authorities').execute();
    authority.manner = 'silent';
    const config = deps.config();
    const evidenceSettings = { ...config.settings.evidence, timestamps: settings() };
    const own = {
      ...deps,
      config: () => ({ ...config, settings: { ...config.settings, evidence: evidenceSettings } }),
    };
    const asking = timestamp(own, {}, AbortSignal.timeout(20_000));
    await evidence.look();
    expect((await newestCheckpoint(deps.db))?.size).toBeGreaterThan(0);
    await asking;
    authority.manner = 'error';
    expect(await stamp()).toEqual({ kind: 'none' });
    evidence.pipeline.advance(6 * 60_000);
    expect(await stamp()).toMatchObject({ kind: 'failed', failures: 2 });
    evidence.pipeline.advance(6 * 60_000);
    expect(await stamp()).toEqual({ kind: 'none' });
    evidence.pipeline.advance(5 * 60_000);
    authority.manner = 'well';
    expect(await stamp()).toMatchObject({ kind: 'stamped', signer: 'Test tsa' });
    expect(await loadAuthority(deps.db, authorityOf(authority.url))).toMatchObject({
      failures: 0,
      failedSince: null,
      error: null,
    });
  });

  it('is stamped once within the time that is set, and OpenSSL verifies the stamp', async () => {
    const { db } = evidence.pipeline.deps;
    const [stored, ...others] = await loadStampedCheckpoints(db, -1, 10);
    expect(others).toEqual([]);
    const asked = authority.asked;
    expect(await stamp()).toEqual({ kind: 'none' });
    expect(authority.asked).toBe(asked);
    if (!stored) return expect.unreachable('nothing was stamped');
    expect(await opensslVerifies(stored.token, stored.note)).toContain('Verification: OK');
    await expect(opensslVerifies(stored.token, `${stored.note}x`)).rejects.toThrow();
    const findings = await problems();
    expect(findings.counts.timestamps).toBe(1);
    expect(findings.problems).toEqual([]);
    expect((await problems([])).remarks.join()).toContain('Time stamps are signed by Test tsa');
  });

  it('is stamped by authorities with keys on elliptic curves, too', async () => {
    const other = await startTimeAuthority('ec');
    try {
      const { db } = evidence.pipeline.deps;
      const own = readCertificates(other.root);
      if (typeof own === 'string') return expect.unreachable(own);
      const { post, now } = evidence.pipeline.deps;
      const signal = AbortSignal.timeout(20_000);
      const timestamps = { url: other.url, everyMs: hourMs, roots: own };
      expect(await stampLog(db, { ...timestamps, roots: roots() }, { post, now, signal })).toMatchObject({
        kind: 'failed',
      });
      evidence.pipeline.advance(6 * 60_000);
      expect(await stampLog(db, timestamps, { post, now, signal })).toMatchObject({ kind: 'stamped' });
      await sql`set session_replication_role = replica`.execute(db);
      await db.deleteFrom('log_timestamps').where('authority', '=', authorityOf(other.url)).execute();
      await sql`set session_replication_role = origin`.execute(db);
    } finally {
      await other.stop();
    }
  });
});

describe('tampering with time stamps', () => {
  /** What is found after a superuser did something, which is undone afterwards. */
  async function foundAfter(tamper: (token: Buffer) => { token?: Buffer; stated_at?: Date }) {
    const { db } = evidence.pipeline.deps;
    const row = await db.selectFrom('log_timestamps').selectAll().executeTakeFirstOrThrow();
    const set = async (values: { token?: Buffer; stated_at?: Date }) => {
      await sql`set session_replication_role = replica`.execute(db);
      await db.updateTable('log_timestamps').set(values).where('authority', '=', row.authority).execute();
      await sql`set session_replication_role = origin`.execute(db);
    };
    await set(tamper(row.token));
    try {
      return (await problems()).problems.map(({ code, what }) => `${code}: ${what}`);
    } finally {
      await set({ token: row.token, stated_at: row.stated_at });
    }
  }
  const flip = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  };

  it('is named: the stated time, the signature, the time in the row', async () => {
    expect(await foundAfter((token) => ({ token: flip(token, token.indexOf('20') + 3) }))).toEqual([
      expect.stringContaining('timestamp_invalid: The time stamp of'),
    ]);
    expect(await foundAfter((token) => ({ token: flip(token, token.length - 5) }))).toEqual([
      expect.stringContaining('timestamp_invalid'),
    ]);
    expect(await foundAfter(() => ({ stated_at: new Date('2020-01-01T00:00:00Z') }))).toEqual([
      expect.stringContaining('and the row 2020-01-01'),
    ]);
  });

  it('is named: a stamp of another checkpoint, and one of an authority that is not ours', async () => {
    const { db } = evidence.pipeline.deps;
    const [stored] = await loadStampedCheckpoints(db, -1, 1);
    if (!stored) return expect.unreachable('nothing was stamped');
    expect(await checkTimestamp(stored.token, { note: 'another', nonce: null, roots: roots() })).toEqual({
      isGood: false,
      why: 'it is over something else than this checkpoint',
    });
    expect(
      await checkTimestamp(stored.token, { note: stored.note, nonce: Buffer.from([7]), roots: [] }),
    ).toEqual({ isGood: false, why: 'it answers another request' });
    const other = await startTimeAuthority();
    try {
      const foreign = readCertificates(other.root);
      if (typeof foreign === 'string') return expect.unreachable(foreign);
      expect(
        await checkTimestamp(stored.token, { note: stored.note, nonce: null, roots: foreign }),
      ).toMatchObject({
        isGood: false,
      });
    } finally {
      await other.stop();
    }
  });
});

describe('a bundle', () => {
  const scratch: string[] = [];
  afterEach(async () => {
    for (const folder of scratch.splice(0)) await rm(folder, { recursive: true, force: true });
  });

  it('holds the stamp, which verify.sh and we verify; an altered one is named', async () => {
    const { db, now } = evidence.pipeline.deps;
    const [stored] = await loadStampedCheckpoints(db, -1, 1);
    expect(stored).toBeDefined();
    const exported = await exportEvidence(db, {
      subject: { kind: 'change', id: 'norvik/card@2' },
      watched: new Map(),
      places: evidence.places,
      program: 'Modelwarden test',
      exportedBy: null,
      now: now(),
      explain: async () => 'in words',
      onProgress: () => undefined,
    });
    const files = readZip(exported.zip);
    const path = [...files.keys()].find((name) => name.endsWith('.tsr')) ?? '';
    expect(path).toMatch(/^log\/timestamps\//);
    const report = await verifyBundle(exported.zip, null, roots());
    expect(report.problems).toEqual([]);
    expect(report.remarks.join()).toContain('Test tsa states that the checkpoint existed at');
    const altered = new Map(files);
    altered.set(path, Buffer.from(files.get(path) ?? []).fill(0, 400, 420));
    expect((await verifyBundle(writeZip(altered), null, roots())).problems.map((one) => one.path)).toContain(
      path,
    );

    const folder = await mkdtemp(join(tmpdir(), 'modelwarden-bundle-'));
    scratch.push(folder);
    for (const [name, bytes] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
    const shell = (env: Record<string, string>) =>
      run('bash', ['verify.sh'], { cwd: folder, env: { ...process.env, ...env } });
    expect((await shell({})).stdout).toContain('TSA_CA=root.pem bash verify.sh');
    const { stdout } = await shell({ TSA_CA: authority.rootFile });
    expect(stdout).toMatch(/5\. log\/timestamps\/\S+: stamped /);
    expect(stdout).toContain('All of it holds.');
  });
});
