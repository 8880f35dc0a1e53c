/** Sitemaps, openFDA, model cards in XML and mails of vendors, from the first sight to the finding and the mail. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import type { SourceRole } from '../../src/domain/source.ts';
import { adapters } from '../../src/sources/registry.ts';
import { listChanges, loadVerdict } from '../../src/store/changes.ts';
import { chaiCard } from '../fixtures/chai-card.ts';
import {
  graceMs,
  hourMs,
  startPipeline,
  type TestPipeline,
  testConfig,
  testSource,
} from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';

const card = chaiCard.replace('Norvik Triage</ModelName>', 'norvik-scribe-2</ModelName>');
const noMatch = JSON.stringify({ error: { code: 'NOT_FOUND', message: 'No matches found!' } });

let postgres: TestDatabase;
let site: Site;
let folder: string;
let config: Config;
let pipeline: TestPipeline;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  site = await startSite();
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-mailbox-'));
  config = testConfig([
    sourceOf('sitemap', 'docs', 'sitemap', { prefix: '/cards/' }),
    sourceOf('recalls', 'registry', 'openfda', {}),
    sourceOf('card', 'model-card', 'chai-card', {}),
    sourceOf('notices', 'changelog', 'mailbox', { folder, senders: ['notices@norvik.example'] }),
  ]);
  publish('sitemap', sitemap('/cards/scribe-1', '/cards/scribe-2', '/blog/1'));
  publish('recalls', noMatch, 404);
  publish('card', card);
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
  await rm(folder, { recursive: true, force: true });
});

function sourceOf(name: string, role: SourceRole, kind: string, options: object) {
  const source = testSource(site, name, role, 'html');
  return { ...source, kind, options: adapters.get(kind)?.options.parse(options) };
}

function publish(name: string, body: string, status = 200): void {
  site.page(`/${name}`, { status, headers: { 'content-type': 'application/octet-stream' }, body });
}

function sitemap(...paths: readonly string[]): string {
  return `<urlset>${paths.map((path) => `<url><loc>${path}</loc></url>`).join('')}</urlset>`;
}

async function mailFrom(sender: string, subject: string, body: string): Promise<void> {
  const lines = [
    `From: Norvik <${sender}>`,
    `Date: ${pipeline.now().toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${subject.length}.${pipeline.now().getTime()}@norvik.example>`,
    `Subject: ${subject}`,
    'Content-Type: text/html; charset=utf-8',
    '',
    body,
  ];
  await writeFile(join(folder, `${pipeline.now().getTime()}.eml`), lines.join('\r\n'));
}

/** Polls all sources every six hours for this long, as the schedule would. */
async function watchFor(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 6 * hourMs) {
    pipeline.advance(6 * hourMs);
    for (const { id } of config.sources) await pipeline.poll(id);
    await pipeline.settleAndMail();
  }
}

async function outcomeOf(name: string): Promise<string> {
  pipeline.advance(6 * hourMs);
  return (await pipeline.poll(`norvik/${name}`)).outcome;
}

async function categoriesOf(name: string): Promise<readonly string[]> {
  const changes = await listChanges(pipeline.deps.db, { limit: 10 });
  return changes
    .filter((change) => change.source_id === `norvik/${name}`)
    .flatMap((change) => change.understanding.findings.map((finding) => finding.category));
}

describe('a sitemap', () => {
  it('tells of new and vanished pages under the prefix, and of nothing else', async () => {
    expect(await outcomeOf('sitemap')).toBe('first-seen');
    publish('sitemap', sitemap('/blog/2', '/cards/scribe-2', '/cards/scribe-1'));
    expect(await outcomeOf('sitemap')).toBe('unchanged');
    publish('sitemap', sitemap('/cards/scribe-2', '/cards/scribe-3'));
    expect(await outcomeOf('sitemap')).toBe('changed');
    expect(await categoriesOf('sitemap')).not.toEqual([]);
  });

  it('P5: is in trouble, not changed, when it is cut off or lost its pages', async () => {
    await outcomeOf('sitemap');
    publish('sitemap', sitemap('/cards/scribe-1').slice(0, -5));
    expect(await outcomeOf('sitemap')).toBe('failed');
    publish('sitemap', sitemap('/blog/1'));
    expect(await outcomeOf('sitemap')).toBe('failed');
  });

  it('is read with the sitemaps that an index names, and fails when one of them does', async () => {
    publish('sitemap', '<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>');
    publish('one.xml', sitemap('/cards/scribe-1'));
    expect(await outcomeOf('sitemap')).toBe('first-seen');
    publish('one.xml', sitemap('/cards/scribe-1', '/cards/scribe-2'));
    expect(await outcomeOf('sitemap')).toBe('changed');
    publish('one.xml', 'maintenance', 503);
    expect(await outcomeOf('sitemap')).toBe('failed');
  });

  it('does not follow an index that names itself, nor one that names very many', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `<sitemap><loc>/part-${index}</loc></sitemap>`);
    publish('sitemap', '<sitemapindex><sitemap><loc>/sitemap</loc></sitemap></sitemapindex>');
    expect(await outcomeOf('sitemap')).toBe('failed');
    expect(site.requests).toHaveLength(1);
    publish('sitemap', `<sitemapindex>${many.join('')}</sitemapindex>`);
    for (let index = 0; index < 60; index += 1) publish(`part-${index}`, sitemap('/cards/a'));
    expect(await outcomeOf('sitemap')).toBe('failed');
    expect(site.requests).toHaveLength(1 + 25);
  });
});

describe('openFDA', () => {
  it('has no recall at first, then one: a change, not a source that came back', async () => {
    expect(await outcomeOf('recalls')).toBe('first-seen');
    const recall = {
      product_res_number: 'Z-0007-2026',
      recall_status: 'Open, Classified',
      reason_for_recall: 'Findings may not be shown to the clinician.',
      product_description: 'Norvik Scribe, norvik-scribe-2',
      event_date_initiated: '2026-03-01',
    };
    const answer = (status: string) =>
      JSON.stringify({
        meta: { last_updated: pipeline.now(), results: { total: 1 } },
        results: [{ ...recall, recall_status: status }],
      });
    publish('recalls', answer('Open, Classified'));
    expect(await outcomeOf('recalls')).toBe('changed');
    publish('recalls', answer('Open, Classified'));
    expect(await outcomeOf('recalls')).toBe('unchanged');
    publish('recalls', answer('Terminated'));
    expect(await outcomeOf('recalls')).toBe('changed');
    const changes = await listChanges(pipeline.deps.db, { limit: 10 });
    expect(changes.map((change) => change.is_material)).toEqual([true, true]);
    expect(changes.map(({ understanding }) => understanding.findings[0])).toMatchObject([
      { category: 'device.regulatory', summary: expect.stringContaining('became “Terminated”') },
      { category: 'device.regulatory', summary: expect.stringContaining('may not be shown') },
    ]);
  });

  it('is gone when something else answers 404', async () => {
    publish('recalls', '<h1>Not found</h1>', 404);
    expect(await outcomeOf('recalls')).toBe('gone');
  });
});

describe('a model card in XML', () => {
  it('tells compliance what changed in its intended use', async () => {
    await watchFor(12 * hourMs);
    publish('card', card.replace('of adults before', 'of adults and children before'));
    await watchFor(6 * hourMs);
    expect(await categoriesOf('card')).toContain('card.intended_use_changed');
    expect(pipeline.mails.map((mail) => mail.to)).toEqual(['compliance@clinic.example']);
    expect(pipeline.mails[0]?.text).toContain('and children');
  });
});

describe('a mail of the vendor', () => {
  const subject = 'New training data for norvik-scribe-2';
  const body =
    '<p>The training data of <b>norvik-scribe-2</b> now include outpatient clinics and radiology reports.</p>';
  const changed = card.replace('in three countries', 'and outpatient clinics, with their radiology reports');

  async function changeCard(): Promise<void> {
    await watchFor(24 * hourMs);
    publish('card', changed);
    await watchFor(12 * hourMs);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('pending');
  }

  it('settles a change of the card as announced', async () => {
    await changeCard();
    await mailFrom('notices@norvik.example', subject, body);
    await watchFor(6 * hourMs);
    const verdict = await loadVerdict(pipeline.deps.db, 'norvik/card@2');
    expect(verdict?.state).toMatch(/^announced-/);
    expect(verdict?.candidates.find((candidate) => candidate.isAccepted)).toMatchObject({
      sourceId: 'norvik/notices',
      title: subject,
    });
  });

  it('settles it even after it was called unannounced', async () => {
    await changeCard();
    await watchFor(graceMs + 12 * hourMs);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('unannounced');
    await mailFrom('notices@norvik.example', subject, body);
    await watchFor(12 * hourMs);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('announced-late');
  });

  it('settles nothing when somebody else sent it', async () => {
    await changeCard();
    await mailFrom('notices@other.example', subject, body);
    await watchFor(graceMs + 12 * hourMs);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('unannounced');
  });

  it('leaves the verdict unknown while the folder cannot be read', async () => {
    await watchFor(24 * hourMs);
    publish('card', changed);
    await rm(folder, { recursive: true });
    await watchFor(graceMs + 96 * hourMs);
    expect((await loadVerdict(pipeline.deps.db, 'norvik/card@2'))?.state).toBe('unknown');
  });
});
