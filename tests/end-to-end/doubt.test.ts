import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/domain/source.ts';
import { listChanges, loadChange } from '../../src/store/changes.ts';
import { loadSourceStates } from '../../src/store/source-states.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Page, type Site, startSite } from '../support/site.ts';
import { redirectTo } from '../support/site-recipes.ts';

const minuteMs = 60_000;
const id = 'norvik/policy';

let postgres: TestDatabase;
let site: Site;
let pipeline: TestPipeline;
let source: Source;
/** The connections on which the page was asked for. */
let sockets: Socket[];

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  site = await startSite();
  sockets = [];
  source = testSource(site, 'policy', 'policy', 'html');
  pipeline = await startPipeline(await postgres.newDatabase(), () => testConfig([source]));
});
afterEach(async () => {
  await pipeline.close();
  await site.stop();
});

/** A policy of so many clauses; `first` makes clauses of another wording. */
function clauses(count: number, first = 'Clause'): string {
  const all = Array.from(
    { length: count },
    (_, index) =>
      `<h2>${first} ${index}</h2><p>${first} ${index} binds both of the parties to its own words.</p>`,
  );
  return `<!doctype html><html lang="en"><body><main><h1>Policy</h1>${all.join('')}</main></body></html>`;
}

/** Puts the page up with a validator of its own, as servers do. */
function publish(body: string, etag = `"${body.length}"`): void {
  site.page('/policy', (request, response) => {
    sockets.push(request.socket);
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { etag, 'content-type': 'text/html; charset=utf-8' });
    response.end(isKnown ? '' : body);
  });
}

async function pollAfter(ms: number) {
  pipeline.advance(ms);
  return pipeline.poll(id);
}

async function stateNow() {
  const [state] = await loadSourceStates(pipeline.deps.db);
  if (!state) throw new Error('there is no state');
  return state;
}

/** The newest observation with how many bytes were kept of it. */
async function newest() {
  return pipeline.deps.db
    .selectFrom('observations')
    .leftJoin('captures', 'captures.observation_id', 'observations.id')
    .leftJoin('bodies', 'bodies.sha256', 'captures.body_sha256')
    .select(['outcome', 'code', 'detail', 'evidence', 'size_bytes', 'observations.id'])
    .orderBy('observations.id', 'desc')
    .executeTakeFirstOrThrow();
}

describe('P5: a page that lost much of its content at once', () => {
  beforeEach(async () => {
    publish(clauses(30));
    await pipeline.poll(id);
    publish(clauses(10));
  });

  it('is kept, with the evidence, and due again within 10 to 30 minutes, which is said', async () => {
    const record = await pollAfter(6 * hourMs);

    expect(record).toMatchObject({ outcome: 'suspect', changeId: null });
    expect(record.detail).toMatch(
      /not believed until it repeats .*; the next look is due at 2026-\S+Z, from a fresh/,
    );
    const { evidence, size_bytes } = await newest();
    expect(evidence.map(({ sign }) => sign)).toEqual(['blocks-shrank', 'text-shrank', 'body-shrank']);
    expect(Number(size_bytes)).toBe(clauses(10).length);
    const waitMs = (await stateNow()).due_at.getTime() - pipeline.now().getTime();
    expect(waitMs).toBeGreaterThanOrEqual(11 * minuteMs);
    expect(waitMs).toBeLessThanOrEqual(29 * minuteMs);
  });

  it('is asked for anew over another connection, past validators and caches, and believed if it repeats', async () => {
    await pollAfter(6 * hourMs);
    const doubtedAt = pipeline.now();
    const record = await pollAfter(15 * minuteMs);

    expect(record.outcome).toBe('changed');
    expect(new Set(sockets).size).toBe(3);
    const { headers } = site.requests.at(-1) ?? { headers: {} };
    expect(headers).toMatchObject({ 'cache-control': 'no-cache' });
    expect(headers).not.toHaveProperty('if-none-match');
    const change = await loadChange(pipeline.deps.db, record.changeId ?? '');
    expect(change?.first_seen_after).toEqual(doubtedAt);
    await pipeline.settleAndMail();
    expect(pipeline.mails[0]?.text.replaceAll(/\s+/g, ' ')).toContain(
      'not believed at first (2026-03-04T14:00Z), since much had changed at once',
    );
  });

  it('is not believed for being seen again within ten minutes', async () => {
    await pollAfter(6 * hourMs);
    const { due_at } = await stateNow();
    expect((await pollAfter(9 * minuteMs)).outcome).toBe('suspect');
    expect((await stateNow()).due_at).toEqual(due_at);
    expect((await pollAfter(minuteMs)).outcome).toBe('changed');
  });

  it('is forgotten when the page is whole again', async () => {
    await pollAfter(6 * hourMs);
    publish(clauses(30));
    expect((await pollAfter(15 * minuteMs)).outcome).toBe('unchanged');
    expect(await stateNow()).toMatchObject({ suspect_hash: null, trouble_outcome: null });
    expect(await listChanges(pipeline.deps.db, { limit: 10 })).toEqual([]);
  });

  it('is never believed while it comes in another form each time; the third is told and the looks become rarer', async () => {
    const waits: number[] = [];
    for (const count of [10, 9, 8, 7]) {
      publish(clauses(count));
      expect((await pollAfter(15 * minuteMs)).outcome).toBe('suspect');
      waits.push(((await stateNow()).due_at.getTime() - pipeline.now().getTime()) / minuteMs);
    }
    expect(waits.slice(0, 2).every((wait) => wait <= 30)).toBe(true);
    expect(waits.slice(2).every((wait) => wait > 30)).toBe(true);
    await pipeline.settleAndMail();
    expect(pipeline.mails.map((mail) => mail.to)).toEqual(['operator@clinic.example']);
    expect(pipeline.mails[0]?.text).toContain('blocks-shrank');
    expect(pipeline.mails[0]?.text).toContain('the next look is due at');
  });
});

describe('P5: an answer that may be cut off', () => {
  it('is doubted even at first sight, and believed when it comes again', async () => {
    publish(clauses(10).slice(0, -30));
    expect(await pipeline.poll(id)).toMatchObject({ outcome: 'suspect' });
    expect((await newest()).evidence.map(({ sign }) => sign)).toEqual(['cut-off']);
    expect((await pollAfter(15 * minuteMs)).outcome).toBe('first-seen');
  });
});

describe('P5: an answer in another language', () => {
  it('is never a change, however often it comes, unless the language is named', async () => {
    const german = Array.from(
      { length: 12 },
      (_, index) =>
        `<p>Klausel ${index} bindet die Parteien und wird von der Firma nicht ohne Frist geändert.</p>`,
    ).join('');
    publish(clauses(12));
    await pipeline.poll(id);
    publish(`<html lang="de"><body><main><h1>Richtlinie</h1>${german}</main></body></html>`);
    for (let look = 0; look < 4; look += 1) {
      expect((await pollAfter(20 * minuteMs)).outcome).toBe('suspect');
      expect((await newest()).evidence.map(({ sign }) => sign)).toContain('wrong-language');
    }
    source = { ...source, expect: { language: 'de', markers: [] } };
    await pollAfter(20 * minuteMs);
    expect((await pollAfter(20 * minuteMs)).outcome).toBe('changed');
    expect(site.requests.at(-1)?.headers).toMatchObject({ 'accept-language': 'de' });
  });
});

describe('P5: what an operator expects of an answer', () => {
  it.each([
    [{ markers: ['Clause 3', 'Subprocessors'] }, 'marker-missing'],
    [{ markers: [], end: '© Norvik Health AI' }, 'end-missing'],
    [{ markers: [], language: 'fr' }, 'wrong-language'],
  ])('is demanded of every look: %j', async (expectations, sign) => {
    source = { ...source, expect: expectations };
    publish(clauses(10));
    for (let look = 0; look < 3; look += 1) {
      expect(await pollAfter(20 * minuteMs)).toMatchObject({ outcome: 'suspect' });
      const { code, evidence } = await newest();
      expect({ code, signs: evidence.map((item) => item.sign) }).toEqual({
        code: 'unexpected',
        signs: [sign],
      });
    }
    expect((await stateNow()).current_seq).toBeNull();
  });
});

describe('P5: an address that leads elsewhere', () => {
  const elsewhere: readonly (readonly [string, Page, string])[] = [
    ['to another path', redirectTo('/legal/policy'), 'redirect'],
    ['to the front page', redirectTo('/'), 'redirect'],
    [
      'by a signpost',
      { body: '<html><head><meta http-equiv="refresh" content="0;url=/legal/policy"></head></html>' },
      'page-redirect',
    ],
    ['to another site', redirectTo('https://elsewhere.example/policy'), 'http-status'],
  ];

  it.each(elsewhere)('%s has moved: no version, and the evidence says where', async (_what, page, sign) => {
    site.page('/legal/policy', { body: clauses(30) });
    site.page('/', { body: clauses(3) });
    site.page('/policy', page);
    expect(await pipeline.poll(id)).toMatchObject({ outcome: 'moved', changeId: null });
    const { evidence } = await newest();
    expect(evidence.map((item) => item.sign)).toEqual([sign]);
    expect(evidence[0]?.excerpt).toMatch(/legal\/policy|elsewhere\.example|127\.0\.0\.1:\d+\/$/);
    expect((await stateNow()).current_seq).toBeNull();
  });

  it('is read when the operator allows the place, or it is the same place in another spelling', async () => {
    site.page('/legal/policy', { body: clauses(30) });
    site.page('/policy', redirectTo('/legal/policy'));
    source = { ...source, redirectsTo: [`${site.url}/legal/`] };
    expect((await pipeline.poll(id)).outcome).toBe('first-seen');

    source = { ...source, redirectsTo: [] };
    site.page('/policy/', { body: clauses(30) });
    site.page('/policy', redirectTo('/policy/?v=2'));
    site.page('/policy/?v=2', { body: clauses(30) });
    expect((await pollAfter(hourMs)).outcome).toBe('unchanged');
  });
});

describe('P5: a server that always says "not modified"', () => {
  it.each([5, 7, 12, 13, 24])(
    'is asked in full at least once a day by polls %i hours apart',
    async (hours) => {
      source = { ...source, cadence: { kind: 'every', everyMs: hours * hourMs } };
      publish(clauses(10), '"constant"');
      await pipeline.poll(id);
      let sinceFull = 0;
      for (let polls = 0; polls < Math.ceil(50 / hours); polls += 1) {
        await pollAfter(hours * hourMs);
        sinceFull += hours;
        if (site.requests.at(-1)?.headers['if-none-match'] === undefined) {
          expect(sinceFull).toBeLessThanOrEqual(24);
          sinceFull = 0;
        }
      }
      expect(sinceFull).toBeLessThanOrEqual(24);
    },
  );
});
