import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import type { Source } from '../../src/domain/source.ts';
import { listChanges } from '../../src/store/changes.ts';
import { hourMs, startPipeline, type TestPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Page, type PageHandler, type Site, startSite } from '../support/site.ts';
import { siteCertificate } from '../support/site-certificates.ts';
import {
  bomb,
  comeBackLater,
  endlessBody,
  redirectTo,
  resetInBody,
  silence,
  stackedEncoding,
  wrongContentLength,
} from '../support/site-recipes.ts';

/** Each case: what the site answers after a good first page, and what must be recorded. */
const cases: readonly (readonly [string, string, Page | PageHandler, string, string | RegExp])[] = [
  ['a page that is gone', 'html', { status: 404, body: 'no such page' }, 'gone', 'http_not_found'],
  ['a page that is gone for good', 'html', { status: 410, body: 'gone' }, 'gone', 'http_gone'],
  ['a request for patience', 'html', comeBackLater(429, '7200'), 'failed', 'http_rate_limited'],
  ['a server out of order', 'html', comeBackLater(503), 'failed', 'http_unavailable'],
  ['a broken server', 'html', { status: 500, body: 'oops' }, 'failed', /^http_/],
  ['a body without end', 'html', endlessBody(), 'failed', 'too_large'],
  ['a gzip bomb', 'html', bomb('gzip', 300_000_000), 'failed', 'too_large'],
  ['two content encodings', 'html', stackedEncoding('<main>x</main>'), 'failed', 'bad_encoding'],
  ['a server that falls silent', 'html', silence(), 'failed', 'timed_out'],
  ['a connection cut in the body', 'html', resetInBody(), 'failed', 'connection_lost'],
  [
    'less than was promised',
    'html',
    wrongContentLength(5000, '<main><p>short</p></main>'),
    'failed',
    'connection_lost',
  ],
  [
    'a redirect into the internal network',
    'html',
    redirectTo('http://169.254.169.254/latest/meta-data'),
    /failed|moved/.source,
    /address_forbidden|redirect_refused/,
  ],
  [
    'a redirect to another vendor',
    'html',
    redirectTo('https://somewhere-else.example/'),
    'moved',
    'redirect_refused',
  ],
  ['an empty page', 'html', { body: '' }, /failed|suspect/.source, /./],
  [
    'malformed JSON',
    'json',
    { headers: { 'content-type': 'application/json' }, body: '{"data": [' },
    'failed',
    'malformed_json',
  ],
  [
    'malformed XML',
    'feed',
    { headers: { 'content-type': 'application/rss+xml' }, body: '<rss><channel><item>' },
    'failed',
    /malformed|empty/,
  ],
  [
    'HTML in place of Markdown',
    'markdown',
    { body: '<!doctype html><html><body><h1>Sign in</h1></body></html>' },
    /failed|suspect|blocked/.source,
    /./,
  ],
];

const goodPages: Readonly<Record<string, Page>> = {
  html: { body: '<main><h1>Terms</h1><p>You own your content.</p><p>We keep logs for 30 days.</p></main>' },
  json: {
    headers: { 'content-type': 'application/json' },
    body: '{"data":[{"id":"norvik-scribe-2","context":128000}]}',
  },
  markdown: {
    headers: { 'content-type': 'text/markdown' },
    body: '# Card\n\nContext window: 128,000 tokens\n',
  },
  feed: {
    headers: { 'content-type': 'application/rss+xml' },
    body: '<rss version="2.0"><channel><title>News</title><link>https://norvik.example</link><description>d</description><item><title>norvik-scribe-2</title><guid>1</guid><pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate><description>Released.</description></item></channel></rss>',
  },
};

let postgres: TestDatabase;
let site: Site;
let badTls: Site;
let pipeline: TestPipeline;
let config: Config;

beforeAll(async () => {
  postgres = await startTestDatabase();
  site = await startSite();
  badTls = await startSite({ tls: siteCertificate('self-signed') });
  badTls.page('/page', goodPages['html'] ?? {});
  const sources: Source[] = cases.map(([, kind], index) => testSource(site, `case-${index}`, 'policy', kind));
  sources.push(testSource(site, 'healthy', 'policy', 'html'));
  sources.push(
    testSource(site, 'unreachable', 'policy', 'html', {
      url: 'http://127.0.0.1:9/',
      allowPrivate: ['127.0.0.1:9'],
    }),
  );
  sources.push(testSource(site, 'no-such-host', 'policy', 'html', { url: 'https://no-such-host.invalid/' }));
  sources.push(
    testSource(site, 'private', 'policy', 'html', { url: `${site.url}/healthy`, allowPrivate: [] }),
  );
  sources.push(
    testSource(site, 'bad-tls', 'policy', 'html', { url: `${badTls.url}/page`, allowPrivate: [badTls.host] }),
  );
  config = testConfig(sources);
  pipeline = await startPipeline(await postgres.newDatabase(), () => config);
});
afterAll(async () => {
  await pipeline.close();
  await site.stop();
  await badTls.stop();
  await postgres.stop();
});

it.each(cases.map((row, index) => [row[0], index] as const))(
  'P5: records %s as what it is, never as a change',
  async (_name, index) => {
    const row = cases[index];
    if (!row) throw new Error('no such case');
    const [, kind, page, outcome, code] = row;
    const path = `/case-${index}`;
    site.page(path, goodPages[kind] ?? {});
    expect((await pipeline.poll(`norvik/case-${index}`)).outcome).toBe('first-seen');

    site.page(path, page);
    pipeline.advance(hourMs);
    const record = await pipeline.poll(`norvik/case-${index}`);

    expect(record.outcome).toMatch(new RegExp(`^(?:${outcome})$`));
    const observed = await pipeline.deps.db
      .selectFrom('observations')
      .select(['code', 'detail', 'seq'])
      .where('source_id', '=', `norvik/case-${index}`)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(observed.code).toMatch(typeof code === 'string' ? new RegExp(`^${code}$`) : code);
    expect(observed.detail).toBeTruthy();
    expect(observed.seq, 'the version that stands is the old one').toBe(1);
    // Some of them ask that the whole host be left alone for a while.
    pipeline.advance(3 * hourMs);
  },
);

it.each([
  ['unreachable', 'connection_refused'],
  ['no-such-host', 'dns_failed'],
  ['private', 'address_forbidden'],
  ['bad-tls', 'tls_invalid'],
])('P5, P6: records a source that is %s', async (name, code) => {
  expect((await pipeline.poll(`norvik/${name}`)).outcome).toBe('failed');
  const observed = await pipeline.deps.db
    .selectFrom('observations')
    .select(['code', 'detail'])
    .where('source_id', '=', `norvik/${name}`)
    .executeTakeFirstOrThrow();
  expect(observed.code).toBe(code);
});

it('stops no other source and makes no change', async () => {
  site.page('/healthy', goodPages['html'] ?? {});
  expect((await pipeline.poll('norvik/healthy')).outcome).toBe('first-seen');
  site.page('/healthy', {
    body: '<main><h1>Terms</h1><p>You own your content.</p><p>We keep logs for 400 days.</p></main>',
  });
  pipeline.advance(hourMs);
  expect((await pipeline.poll('norvik/healthy')).outcome).toBe('changed');

  const changes = await listChanges(pipeline.deps.db, { limit: 100 });
  expect(changes.map((change) => change.source_id)).toEqual(['norvik/healthy']);
});

it('reads text that is no valid UTF-8 without losing the rest', async () => {
  const bytes = Buffer.concat([
    Buffer.from('<main><h1>Terms</h1><p>caf'),
    Buffer.from([0xe9, 0x00, 0xff]),
    Buffer.from(' and 30 days of notice</p></main>'),
  ]);
  site.page('/healthy', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: bytes });
  pipeline.advance(hourMs);

  expect((await pipeline.poll('norvik/healthy')).outcome).toBe('changed');
});

it('keeps to the Retry-After of the server', async () => {
  const index = cases.findIndex(([name]) => name === 'a request for patience');
  const state = await pipeline.deps.db
    .selectFrom('source_states')
    .select(['due_at', 'last_observed_at'])
    .where('source_id', '=', `norvik/case-${index}`)
    .executeTakeFirstOrThrow();

  // Two hours, and the minute by which a scheduled tick may come early.
  expect(state.due_at.getTime() - (state.last_observed_at?.getTime() ?? 0)).toBe(2 * hourMs + 60_000);
});
