import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SourceRole } from '../../src/domain/source.ts';
import { adapters } from '../../src/sources/registry.ts';
import { listChanges } from '../../src/store/changes.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type PageHandler, type Site, sendPage, startSite } from '../support/site.ts';

let postgres: TestDatabase;
let site: Site;
let pipeline: TestPipeline;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  site = await startSite();
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
});

/** Watches one source of a kind, with what the site shows at first, and polls it once. */
async function watch(
  kind: string,
  role: SourceRole,
  options: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const parsed = adapters.get(kind)?.options.parse(options);
  // Made as a kind that needs no options, since some of these do.
  const source = testSource(site, 'watched', role, 'json', { kind, options: parsed, headers });
  const config = testConfig([source]);
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
  expect(await look()).toMatchObject({ outcome: 'first-seen' });
}

async function look() {
  pipeline.advance(6 * hourMs);
  const record = await pipeline.poll('norvik/watched');
  await pipeline.settleAndMail();
  return record;
}

/** Categories of all findings so far. */
async function categories(): Promise<readonly string[]> {
  const changes = await listChanges(pipeline.deps.db, { limit: 10 });
  return changes.flatMap(({ understanding }) => understanding.findings.map(({ category }) => category));
}

function json(path: string, body: unknown): void {
  site.page(path, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** A page that answers 304 to its own validator. */
function validated(body: string): PageHandler {
  return (request, response) => {
    const headers = { etag: `"${body.length}"` };
    const isKnown = request.headers['if-none-match'] === headers.etag;
    sendPage(isKnown ? { status: 304, headers } : { headers, body }, response);
  };
}

describe('a list of models on two pages', () => {
  const model = (id: string, more: object = {}) => ({
    type: 'model',
    id,
    created_at: '2026-01-01T00:00:00Z',
    ...more,
  });
  const first = {
    data: [model('norvik-scribe-1'), model('norvik-scribe-2', { version: '2.0' })],
    has_more: true,
    last_id: 'norvik-scribe-2',
  };
  const second = { data: [model('norvik-scribe-3')], has_more: false, last_id: 'norvik-scribe-3' };

  beforeEach(async () => {
    json('/watched', first);
    json('/watched?after_id=norvik-scribe-2', second);
    await watch('model-list', 'model-list', {}, { 'x-api-key': 'secret-key' });
  });

  it('is asked for with the key, and is unchanged while it is', async () => {
    expect(await look()).toMatchObject({ outcome: 'unchanged' });
    const asked = site.requests.filter(({ path }) => path.startsWith('/watched'));
    expect(asked.map(({ path }) => path)).toEqual([
      '/watched',
      '/watched?after_id=norvik-scribe-2',
      '/watched',
      '/watched?after_id=norvik-scribe-2',
    ]);
    expect(asked.every(({ headers }) => headers['x-api-key'] === 'secret-key')).toBe(true);
  });

  it('tells of a model that serves another version under its old name', async () => {
    json('/watched', {
      ...first,
      data: [model('norvik-scribe-1'), model('norvik-scribe-2', { version: '2.1' })],
    });
    expect(await look()).toMatchObject({ outcome: 'changed' });
    expect(await categories()).toContain('model.identity_changed');
    expect(pipeline.mails[0]?.text).toContain('Visit Notes');
  });

  it('tells of a model that vanished from its last page', async () => {
    json('/watched', { ...first, has_more: false });
    expect(await look()).toMatchObject({ outcome: 'changed' });
    expect(await categories()).toContain('model.removed_unannounced');
  });

  it('is not seen, rather than shorter, when a page fails', async () => {
    site.page('/watched?after_id=norvik-scribe-2', { status: 503, body: 'busy' });
    expect(await look()).toMatchObject({ outcome: 'failed' });
    json('/watched?after_id=norvik-scribe-2', second);
    expect(await look()).toMatchObject({ outcome: 'unchanged' });
    expect(await categories()).toEqual([]);
  });
});

describe('a model at Hugging Face', () => {
  const name = 'norvik/norvik-scribe-2';
  const sha = (digit: string): string => digit.repeat(40);
  const pinned = sha('a');
  const card =
    '# Norvik Scribe 2\n\nThe model drafts visit notes from recordings.\n\n## Limitations\n\nNot for diagnosis.\n';
  const answer = (commit: string, weights: string, likes: number) => ({
    id: name,
    sha: commit,
    likes,
    gated: false,
    disabled: false,
    siblings: [
      { rfilename: 'README.md', blobId: sha('1') },
      { rfilename: 'config.json', blobId: sha('2') },
      { rfilename: 'model.safetensors', blobId: sha('3'), lfs: { sha256: weights.repeat(64), size: 8 } },
    ],
  });
  const api = `/api/models/${name}`;

  beforeEach(async () => {
    json(`${api}?blobs=true`, answer(sha('a'), '5', 1));
    json(`${api}/revision/${pinned}`, { id: name, sha: pinned });
    site.page(`/${name}/raw/main/README.md`, validated(card));
    await watch('huggingface', 'registry', { repository: name, revisions: [pinned] });
  });

  it('is alarming when other weights stand under its name', async () => {
    json(`${api}?blobs=true`, answer(sha('b'), '6', 2));
    expect(await look()).toMatchObject({ outcome: 'changed' });
    expect(await categories()).toContain('model.identity_changed');
    expect(pipeline.mails).toMatchObject([{ to: 'compliance@clinic.example' }]);
    expect(pipeline.mails[0]?.subject).toMatch(/critical/i);
    expect(pipeline.mails[0]?.text).toContain('model.safetensors');
    expect(pipeline.mails[0]?.text).toContain(`the repository stood at commit ${sha('b')}`);
  });

  it('is no news when it is liked more, or its card is corrected', async () => {
    json(`${api}?blobs=true`, answer(sha('a'), '5', 900));
    expect(await look()).toMatchObject({ outcome: 'unchanged' });
    json(`${api}?blobs=true`, answer(sha('b'), '5', 901));
    site.page(
      `/${name}/raw/main/README.md`,
      validated(card.replace('from recordings', 'from the recordings')),
    );
    await look();
    expect(pipeline.mails).toEqual([]);
  });

  it('is asked for with the validators of each part, again in full where only some changed', async () => {
    expect(await look()).toMatchObject({ outcome: 'unchanged' });
    const asked = site.requests.filter(({ path }) => path.endsWith('README.md'));
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([
      undefined,
      `"${card.length}"`,
      undefined,
    ]);
  });

  it('is alarming when the commit that somebody relies on is gone', async () => {
    site.page(`${api}/revision/${pinned}`, { status: 404, body: '{"error":"Invalid rev id"}' });
    expect(await look()).toMatchObject({ outcome: 'changed' });
    expect(pipeline.mails[0]?.text).toContain(`pinned revision ${pinned}`);
    expect(pipeline.mails[0]?.text).toContain('unreachable');
    expect(await look()).toMatchObject({ outcome: 'unchanged' });
  });

  it('is gone, or not seen, rather than changed when it does not answer', async () => {
    json(`${api}?blobs=true`, answer(sha('b'), '6', 2));
    site.page(`/${name}/raw/main/README.md`, { status: 404, body: 'Entry not found' });
    expect(await look()).toMatchObject({ outcome: 'gone' });
    site.page(`/${name}/raw/main/README.md`, validated(card));
    site.page(`${api}/revision/${pinned}`, { status: 503, body: 'busy' });
    expect(await look()).toMatchObject({ outcome: 'failed' });
    expect(await categories()).toEqual([]);
  });
});

describe('a file at GitHub', () => {
  const sha = (digit: string): string => digit.repeat(40);
  const raw = '/raw/norvik/cards/main/CARD.md';
  const commits = '/api/v3/repos/norvik/cards/commits';
  const commit = (digit: string) => ({
    sha: sha(digit),
    commit: { message: `Edit ${digit}`, committer: { date: '2026-03-01T10:00:00Z' } },
  });
  const card = '# Norvik Scribe 2\n\nContext window of norvik-scribe-2: 128,000 tokens.\n';

  beforeEach(async () => {
    site.page(raw, { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: card });
    json(commits, [commit('1')]);
    await watch('github', 'model-card', { repository: 'norvik/cards', path: 'CARD.md', branch: 'main' });
  });

  it('is unchanged when it was only committed anew', async () => {
    json(commits, [commit('2'), commit('1')]);
    expect(await look()).toMatchObject({ outcome: 'unchanged', noise: 0 });
  });

  it('bears the commit as evidence of its change', async () => {
    json(commits, [commit('2'), commit('1')]);
    site.page(raw, { headers: { 'content-type': 'text/plain' }, body: card.replace('128,000', '64,000') });
    expect(await look()).toMatchObject({ outcome: 'changed' });
    expect(await categories()).toContain('card.capability_changed');
    expect(pipeline.mails[0]?.text).toContain(sha('2'));
  });

  it('is not seen when its commits are not', async () => {
    json(commits, { message: 'API rate limit exceeded' });
    expect(await look()).toMatchObject({ outcome: 'failed' });
    site.page(commits, { status: 403, body: '{"message":"API rate limit exceeded"}' });
    expect(await look()).toMatchObject({ outcome: 'failed' });
  });

  it('is gone when the branch no longer holds it', async () => {
    site.page(raw, { status: 404, body: '404: Not Found' });
    expect(await look()).toMatchObject({ outcome: 'gone' });
  });
});

describe('what announces', () => {
  it('is each release of a repository', async () => {
    const release = (tag: string, body: string) => ({
      tag_name: tag,
      name: tag,
      body,
      published_at: '2026-03-04T00:00:00Z',
    });
    const releases = '/api/v3/repos/norvik/scribe/releases';
    json(releases, [release('v1', 'First.')]);
    await watch('github', 'changelog', { repository: 'norvik/scribe', releases: true });
    json(releases, [release('v2', 'Adds `norvik-scribe-3`.'), release('v1', 'First.')]);
    expect(await look()).toMatchObject({ outcome: 'changed', newAnnouncements: 1 });
    expect(await categories()).toContain('model.new');
  });

  it('is each incident of a status page', async () => {
    const incident = (id: string, name: string, body: string) => ({
      id,
      name,
      impact: 'minor',
      started_at: '2026-03-04T00:00:00Z',
      incident_updates: [{ status: 'resolved', body, display_at: '2026-03-04T01:00:00Z' }],
    });
    const show = (...incidents: readonly object[]) =>
      json('/api/v2/incidents.json', { page: { name: 'Norvik' }, incidents });
    show();
    await watch('statuspage', 'status', {});
    show(incident('i1', 'Slow logins', 'Logins were slow.'));
    expect(await look()).toMatchObject({ outcome: 'changed', newAnnouncements: 1 });
    show(
      incident('i2', 'norvik-scribe-2', 'Degraded quality of norvik-scribe-2 after a routing change.'),
      incident('i1', 'Slow logins', 'Logins were slow.'),
    );
    expect(await look()).toMatchObject({ outcome: 'changed', newAnnouncements: 1 });
    expect(await categories()).toContain('service.quality_incident');
  });
});
