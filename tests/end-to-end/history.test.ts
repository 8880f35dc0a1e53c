import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sentinel } from '../../jobs/sentinel.ts';
import type { Output } from '../../src/cli/output.ts';
import { explainInWords } from '../../src/cli/show-explanation.ts';
import type { Config } from '../../src/config/config.ts';
import { challengePage } from '../../src/demo/pages.ts';
import { explainChange } from '../../src/pipeline/explain-change.ts';
import { loadVerdict } from '../../src/store/changes.ts';
import { listRegions } from '../../src/store/volatile-regions.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Site, startSite } from '../support/site.ts';

let postgres: TestDatabase;
let site: Site;
let pipeline: TestPipeline;
let config: Config;
/** Sources that are looked at; the others are left alone, as if the worker could not get to them. */
let watched: readonly string[];

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(async () => {
  await postgres.stop();
});
beforeEach(async () => {
  site = await startSite();
  config = testConfig([
    testSource(site, 'changelog', 'changelog', 'markdown'),
    testSource(site, 'card', 'model-card', 'markdown'),
    testSource(site, 'terms', 'terms', 'html'),
  ]);
  watched = ['changelog', 'card', 'terms'];
  publish({
    changelog: log(),
    card: card('41 hospitals'),
    terms: '<main><h1>Terms</h1><p>You pay each month.</p></main>',
  });
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
  await look();
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
});

function publish(pages: Readonly<Record<string, string>>): void {
  for (const [name, body] of Object.entries(pages)) {
    const type = name === 'terms' ? 'text/html' : 'text/markdown';
    site.page(`/${name}`, { headers: { 'content-type': `${type}; charset=utf-8` }, body });
  }
}

async function look(): Promise<void> {
  await Promise.all(watched.map((name) => pipeline.poll(`norvik/${name}`)));
  await sentinel(pipeline.deps);
  await pipeline.settleAndMail();
}

/** Looks every twelve hours for so many days, within what is tolerated between two looks at a source. */
async function watchFor(days: number): Promise<void> {
  for (let step = 0; step < days * 2; step += 1) {
    pipeline.advance(12 * hourMs);
    await look();
  }
}

/** Lets days pass on which nothing is looked at, until one of them: only the sentinel runs. */
async function passDays(until: string): Promise<void> {
  while (today() < until) {
    pipeline.advance(24 * hourMs);
    await sentinel(pipeline.deps);
    await pipeline.settleAndMail();
  }
}

function log(...entries: readonly (readonly [date: string, text: string])[]): string {
  const sections = [...entries, ['2026-02-10', 'The console shows usage by department.'] as const];
  return `# Changelog\n\n${sections.map(([date, text]) => `## ${date}\n\n- ${text}\n`).join('\n')}`;
}

const card = (data: string): string =>
  `# norvik-scribe-2\n\n## Training data\n\nTrained on de-identified clinical notes of ${data}.\n`;

const entry =
  'The training data of norvik-scribe-2 changed: it is now trained on de-identified clinical notes of 64 clinics instead of 41 hospitals.';
const today = (): string => pipeline.now().toISOString().slice(0, 10);
const verdict = () => loadVerdict(pipeline.deps.db, 'norvik/card@2');
const told = () => pipeline.mails.filter((mail) => mail.to === 'compliance@clinic.example');

describe('an announcement that comes late', () => {
  it('settles the change afterwards with its lag, in the same thread', async () => {
    publish({ card: card('64 clinics') });
    await watchFor(5);
    expect((await verdict())?.state).toBe('unannounced');
    publish({ changelog: log([today(), entry]) });
    await watchFor(1);

    expect(await verdict()).toMatchObject({ state: 'announced-late' });
    expect((await verdict())?.lagMs).toBeGreaterThan(3 * 24 * hourMs);
    const [first, ...others] = told();
    expect(others.map((mail) => mail.parsed.inReplyTo)).toContain(first?.parsed.messageId);
    expect(others.at(-1)?.text).toMatch(/announced late/i);
    expect(told()).toHaveLength(4);
  });

  it('is waited for as long as the vendor’s own grace says', async () => {
    const norvik = config.vendors.get('norvik');
    if (!norvik) throw new Error('the vendor is missing');
    config = { ...config, vendors: new Map([['norvik', { ...norvik, graceMs: 10 * 24 * hourMs }]]) };
    publish({ card: card('64 clinics') });
    await watchFor(9);
    expect((await verdict())?.state).toBe('pending');
    await watchFor(2);

    expect((await verdict())?.state).toBe('unannounced');
  });
});

describe('what cannot be known', () => {
  it('is unknown when the changelog was a challenge page in the window, and settled when it can be read again', async () => {
    await watchFor(1);
    publish({ changelog: challengePage, card: card('64 clinics') });
    const day = today();
    await watchFor(5);
    expect(await verdict()).toMatchObject({ state: 'unknown' });
    expect((await verdict())?.reason).toContain('norvik/changelog was not seen for');
    publish({ changelog: log([day, entry]) });
    await watchFor(1);

    expect((await verdict())?.state).toMatch(/^announced-/);
  });

  it('is unknown when nobody looked at the changelog', async () => {
    watched = ['card'];
    publish({ card: card('64 clinics') });
    await watchFor(8);

    expect((await verdict())?.state).toBe('unknown');
  });

  it('is unknown when the changelog began to be watched only after the change', async () => {
    await pipeline.close();
    const all = config.sources;
    config = { ...config, sources: all.filter(({ id }) => id === 'norvik/card') };
    pipeline = await startPipeline(await postgres.newDatabase(), () => config);
    watched = ['card'];
    await look();
    publish({ card: card('64 clinics') });
    await watchFor(1);
    config = { ...config, sources: all };
    watched = ['card', 'changelog'];
    const { ensureSourceStates } = await import('../../src/store/source-states.ts');
    await ensureSourceStates(pipeline.deps.db, all, pipeline.now());
    await watchFor(5);

    expect((await verdict())?.state).toBe('unknown');
  });
});

describe('days to come', () => {
  it('are reminded of so many days before as the configuration says, each once, however many documents name them', async () => {
    await watchFor(1);
    const notice = 'norvik-scribe-2 retires on 2026-05-01.';
    publish({ changelog: log([today(), notice]), card: `${card('41 hospitals')}\n\n${notice}\n` });
    await watchFor(1);
    await passDays('2026-05-02');

    const reminders = told().filter((mail) => mail.subject.includes('[reminder]'));
    expect(reminders.map((mail) => /ends (.+?), on/.exec(mail.text.replaceAll('\n', ' '))?.[1])).toEqual([
      'in 30 days',
      'in 7 days',
      'tomorrow',
    ]);
  });

  it('are not reminded of once the document names another day', async () => {
    publish({ changelog: log(['2026-03-04', 'norvik-scribe-2 retires on 2026-04-20.']) });
    await watchFor(2);
    publish({ changelog: log(['2026-03-04', 'norvik-scribe-2 retires on 2027-04-20.']) });
    await watchFor(1);
    await passDays('2026-04-25');

    expect(told().filter((mail) => mail.subject.includes('[reminder]'))).toEqual([]);
  });
});

describe('passages that differ from look to look', () => {
  const quoting = (name: string): string =>
    `<main><h1>Terms</h1><p>You pay each month.</p><p>Customers love it, says ${name} of the harbour hospital.</p></main>`;

  it('are learned from history, shown, and then no change', async () => {
    for (const name of ['Ada', 'Berit', 'Carl', 'Dag', 'Eli']) {
      publish({ terms: quoting(name) });
      await watchFor(0.5);
    }

    const regions = await listRegions(pipeline.deps.db, 'norvik/terms');
    expect(regions).toMatchObject([
      { times: 3, shows: 'Terms › Customers love it, says … of the harbour hospital.' },
    ]);
    publish({ terms: quoting('Frida') });
    pipeline.advance(12 * hourMs);
    expect(await pipeline.poll('norvik/terms')).toMatchObject({ outcome: 'unchanged', noise: 1 });
  });

  it('are learned at once from two fetches within the hour', async () => {
    publish({ terms: quoting('Ada') });
    await watchFor(0.5);
    publish({ terms: quoting('Berit') });
    pipeline.advance(hourMs / 4);
    await look();
    publish({ terms: quoting('Carl') });
    pipeline.advance(12 * hourMs);

    expect(await pipeline.poll('norvik/terms')).toMatchObject({ outcome: 'unchanged' });
  });

  it.each([
    ['a number', (word: string) => `We keep it for ${word.length} days.`],
    ['a promise', (word: string) => `We will tell ${word} of it.`],
    ['a model', (word: string) => `The model of ${word} is norvik-scribe-2.`],
    ['a date', (word: string) => `${word} signed it on 2026-01-05.`],
  ])('are never learned where the passage holds %s', async (_what, text) => {
    for (const word of ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff']) {
      publish({ terms: `<main><h1>Terms</h1><p>You pay each month.</p><p>${text(word)}</p></main>` });
      pipeline.advance(hourMs / 4);
      await pipeline.poll('norvik/terms');
    }

    expect(await listRegions(pipeline.deps.db, 'norvik/terms')).toEqual([]);
  });
});

describe('an explanation', () => {
  it('says what was seen, which rule applied, the arithmetic, where was searched, and who was told', async () => {
    publish({ changelog: log(['2026-03-03', 'Hospitals can export what norvik-scribe-2 wrote.']) });
    await watchFor(1);
    publish({ card: card('64 clinics') });
    await watchFor(5);

    const explanation = await explainChange(pipeline.deps.db, config, 'norvik/card@2');
    expect(explanation).toMatchObject({
      severity: 'critical',
      before: { version: 'norvik/card@1', lastSeenAt: new Date('2026-03-05T08:00:00Z') },
      after: { version: 'norvik/card@2', firstSeenAt: new Date('2026-03-05T20:00:00Z') },
      verdicts: [{ state: 'pending' }, { state: 'unannounced' }],
      tools: ['Visit Notes'],
      routes: [['root']],
    });
    const words = explanation ? explainInWords(explanation, plain).join('\n') : '';
    expect(words).toContain('last seen 2026-03-05 08:00 UTC');
    expect(words).toContain('So it changed at some moment between the last two (12 h)');
    expect(words).toMatch(/Rule attributes#\S+, on 1 passage/);
    expect(words).toContain('[41 hospitals]');
    expect(words).toContain('high by the rule, +1 clinical use: Visit Notes');
    expect(words).toContain('unannounced, judged');
    expect(words).toContain('norvik/changelog: watched since 2026-03-04 08:00, last read');
    expect(words).toMatch(/rejected at 0\.\d\d: 2026-03-03 in norvik\/changelog/);
    expect(words).toContain('It goes by the route root.');
    expect(words).toContain('compliance <compliance@clinic.example>: sent (250 kept)');
  });

  it('says how much notice was given, and from when it counts', async () => {
    await watchFor(1);
    publish({ changelog: log([today(), 'norvik-scribe-2 retires on 2026-03-20.']) });
    await watchFor(1);

    const explanation = await explainChange(pipeline.deps.db, config, 'norvik/changelog@2');
    const words = explanation ? explainInWords(explanation, plain).join('\n') : '';
    expect(words).toContain(
      'norvik-scribe-2 retires on 2026-03-20; announced on 2026-03-05, so the notice was 15 days.',
    );
    expect(words).toContain('the contract for Visit Notes promises 30 days');
    expect(words).toContain('+1 15 days of notice, the contract promises more: Visit Notes 30');
  });

  it('of what does not exist is none', async () => {
    expect(await explainChange(pipeline.deps.db, config, 'norvik/card@99')).toBeNull();
  });
});

const nothing = (): void => undefined;
const plain: Output = {
  line: nothing,
  json: nothing,
  progress: nothing,
  remark: nothing,
  style: (_style, text) => text,
  clip: (line) => line,
};
