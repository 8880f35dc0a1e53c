import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AsOfQuestion, askAsOf, certaintyOf } from '../../src/evidence/as-of.ts';
import { asOfPage } from '../../src/evidence/as-of-html.ts';
import { asOfSections, doubts } from '../../src/evidence/as-of-text.ts';
import { recordConfigLoad } from '../../src/store/workers.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';
import { hourMs } from '../support/pipeline.ts';
import { startTestDatabase } from '../support/postgres.ts';
import { setStage } from '../support/timeline.ts';

let evidence: EvidenceCase;
const began = new Date('2026-03-04T08:00:00Z');
const after = (hours: number): Date => new Date(began.getTime() + hours * hourMs);

beforeAll(async () => {
  evidence = await startEvidenceCase();
  await load(after(-1), 'a'.repeat(64), 30);
  await load(after(20), 'b'.repeat(64), 90);
});
afterAll(() => evidence.close());

async function load(loadedAt: Date, sha256: string, noticeDays: number): Promise<void> {
  const { db, config } = evidence.pipeline.deps;
  const tools = config().tools.map((tool) => ({ ...tool, noticeDays }));
  const files = [{ name: 'register.yaml', sha256 }];
  await recordConfigLoad(db, { version: sha256, rulesVersion: 'r', files, tools, loadedAt, worker: 'w' });
}

async function ask(at: Date, more: Partial<AsOfQuestion> = {}) {
  const { db, config } = evidence.pipeline.deps;
  return askAsOf(db, config(), { at, vendor: null, model: null, tool: null, ...more }, after(97));
}

const card = async (at: Date) => {
  const answer = await ask(at);
  return answer.documents.find(({ source }) => source === 'norvik/card');
};

describe('as-of', () => {
  it('says which version stood, between which looks it came, and what is open', async () => {
    expect(await card(after(-2))).toMatchObject({ version: null, certainty: null });
    expect(await card(after(6))).toMatchObject({
      version: 'norvik/card@1',
      arrivedAfter: null,
      certainty: { kind: 'either', other: 'norvik/card@2', from: after(0), to: after(12) },
    });
    expect(await card(after(30))).toMatchObject({
      version: 'norvik/card@2',
      arrivedAfter: after(0),
      arrivedBy: after(12),
      certainty: { kind: 'known' },
    });
    expect(await card(after(96.5))).toMatchObject({ certainty: { kind: 'last-known', seenAt: after(96) } });
  });

  it('tells the verdict, the mails and the register as they were then', async () => {
    const early = await ask(after(30));
    expect(early.changes).toMatchObject([{ id: 'norvik/card@2', state: 'pending' }]);
    expect(early.alerts).toMatchObject([{ reason: 'detected', told: [{ contact: 'compliance' }] }]);
    expect(early.tools).toMatchObject([{ id: 'visit-notes', noticeDays: 90 }]);
    expect(early.register).toMatchObject({ since: after(20), until: null });
    const late = await ask(after(96));
    expect(late.changes).toMatchObject([{ id: 'norvik/card@2', state: 'unannounced' }]);
    const first = await ask(after(2));
    expect(first.tools).toMatchObject([{ noticeDays: 30 }]);
    expect(first.register).toMatchObject({ since: after(-1), until: after(20) });
  });

  it('tells what the documents said of a model, and of a tool by its models', async () => {
    for (const more of [{ model: 'norvik-scribe-2' }, { tool: 'visit-notes' }]) {
      const answer = await ask(after(30), more);
      const passages = answer.documents.flatMap((document) => document.passages);
      expect(passages).toContainEqual({ under: '', text: 'norvik-scribe-2' });
    }
    // Not as a part of a longer name.
    const other = await ask(after(30), { model: 'norvik-scribe' });
    expect(other.documents.flatMap((document) => document.passages)).toEqual([]);
  });

  it('says first what it does not know', async () => {
    expect(doubts(await ask(after(-2))).join(' ')).toMatch(
      /2 documents had not been seen[\s\S]*No configuration/,
    );
    expect(doubts(await ask(after(6))).join(' ')).toMatch(/changed between two looks/);
    expect(doubts(await ask(after(30)))).toEqual([]);
  });

  it('makes a page of it in which vendors’ words are inert', async () => {
    const answer = await ask(after(6), { model: 'norvik-scribe-2' });
    const hostile = {
      ...answer,
      documents: answer.documents.map((document) => ({ ...document, title: '<script>x</script>\u202E' })),
    };
    const page = asOfPage(hostile, 'Modelwarden test');
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toMatch(/<script|\u202E/);
    expect(page).toContain('OPEN: it changed after 2026-03-04 08:00 UTC, by 2026-03-04 20:00 UTC');
    expect(asOfSections(answer).map(({ title }) => title)).toContain('Models');
  });
});

describe('how sure a state is', () => {
  const source = { id: 's', cadence: { kind: 'every', everyMs: 6 * hourMs } } as const;
  const standing = { version: null, next: null, lastOutcome: 'unchanged' };
  const at = after(10);
  it.each([
    { name: 'seen before and after', seen: 9, next: 15, kind: 'known' },
    { name: 'seen not long before, and not since', seen: 9, next: null, kind: 'last-known' },
    { name: 'not seen for longer than three intervals', seen: 9, next: 40, kind: 'out-of-sight' },
    { name: 'not seen for long, until now', seen: -20, next: null, kind: 'out-of-sight' },
  ])('$name: $kind', ({ seen, next, kind }) => {
    const sights = { lastSightBy: after(seen), nextSightAfter: next === null ? null : after(next) };
    expect(certaintyOf(source, { ...standing, ...sights }, at, after(12)).kind).toBe(kind);
  });
});

describe('an alias', () => {
  it('is told with the model that it meant then, as the documents in force said', async () => {
    const postgres = await startTestDatabase();
    const stage = await setStage(postgres, ['models'], { roles: { models: 'model-list' } });
    try {
      const { pipeline, site } = stage;
      const point = (target: string) =>
        site.page('/models', {
          body: `<main><h1>Models</h1><p>Names that stand for dated models.</p><table><tr><th>Alias</th><th>Points to</th></tr><tr><td>norvik-scribe-latest</td><td>${target}</td></tr><tr><td>norvik-notes-latest</td><td>norvik-notes-1</td></tr></table></main>`,
        });
      const times: Date[] = [];
      for (const target of ['norvik-scribe-2', 'norvik-scribe-3']) {
        point(target);
        pipeline.advance(hourMs);
        await pipeline.poll('norvik/models');
        times.push(pipeline.now());
      }
      const { db, config } = pipeline.deps;
      const meant = async (at: Date | undefined) => {
        const question = { at: at ?? began, vendor: null, model: 'norvik-scribe-latest', tool: null };
        const answer = await askAsOf(db, config(), question, pipeline.now());
        return asOfSections(answer).find(({ title }) => title === 'Models')?.entries[0]?.lines;
      };
      expect(await meant(times[0])).toEqual([
        'an alias that stood for norvik-scribe-2, as norvik/models@2 said',
      ]);
      expect(await meant(times[1])).toEqual([
        'an alias that stood for norvik-scribe-3, as norvik/models@3 said',
      ]);
      expect(await meant(new Date(began.getTime() - hourMs))).toEqual([
        'a name of its own, as far as documents and the configuration say',
      ]);
    } finally {
      await stage.close();
      await postgres.stop();
    }
  });
});
