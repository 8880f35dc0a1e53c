import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { World } from '../../src/compose.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Page, type PageHandler, type Site, startSite } from '../support/site.ts';
import { comeBackLater, redirectTo } from '../support/site-recipes.ts';
import { type CommandAnswer, tryCommand } from '../support/try-command.ts';

const challenge = await readFile(
  new URL('../fixtures/pages/blocked/cloudflare-challenge.html', import.meta.url),
  'utf8',
);
const consent = await readFile(
  new URL('../fixtures/pages/suspect/consent-page.html', import.meta.url),
  'utf8',
);
const paragraph = 'You own your content, and we keep logs of your requests for thirty days, not longer.';
const page = (body: string): Page => ({ body: `<!doctype html><title>Terms</title><main>${body}</main>` });
const feed = (day: string): Page => ({
  headers: { 'content-type': 'application/rss+xml' },
  body: `<rss version="2.0"><channel><title>News</title><link>https://norvik.example</link><description>d</description><item><title>norvik-scribe-2</title><guid>1</guid><pubDate>${day}</pubDate><description>Released.</description></item></channel></rss>`,
});

/** A source in each condition: what its address answers, its lines in the catalogue, and what is said of it. */
const cases: readonly {
  readonly name: string;
  readonly answer: Page | PageHandler | null;
  readonly lines?: string;
  readonly says: string;
  readonly detail: RegExp;
  readonly advice?: RegExp;
}[] = [
  {
    name: 'terms',
    answer: page(`<h1>Terms</h1><p>${paragraph}</p>`),
    says: 'works',
    detail: /^2 blocks$/,
  },
  {
    name: 'news',
    answer: feed('Fri, 27 Feb 2026 00:00:00 GMT'),
    lines: 'role: changelog, kind: feed, changesEvery: 7d',
    says: 'works',
    detail: /^2 blocks, the newest entry of 2026-02-27$/,
  },
  {
    name: 'old-news',
    answer: feed('Mon, 01 Dec 2025 00:00:00 GMT'),
    lines: 'role: changelog, kind: feed, changesEvery: 7d',
    says: 'quiet',
    detail: /newest entry of 2025-12-01, although something new is expected about every 7 days/,
    advice: /announces at another address now/,
  },
  {
    name: 'renamed',
    answer: redirectTo('/terms', 301),
    says: 'moved',
    detail: /the address redirects to http:.*\/terms/,
    advice: /write that address at the source/,
  },
  {
    name: 'challenge',
    answer: { body: challenge },
    says: 'blocked',
    detail: /challenge/,
    advice: /for access/,
  },
  {
    name: 'consent',
    answer: { body: consent },
    says: 'doubtful',
    detail: /consent/,
    advice: /compare it with/,
  },
  {
    name: 'refused',
    answer: { status: 403, body: 'no' },
    says: 'blocked',
    detail: /status 403/,
    advice: /for access/,
  },
  {
    name: 'elsewhere',
    answer: redirectTo('https://somewhere-else.example/terms'),
    says: 'moved',
    detail: /somewhere-else\.example/,
    advice: /find the new address/,
  },
  { name: 'deleted', answer: null, says: 'gone', detail: /status 404/, advice: /find the new address/ },
  {
    name: 'drawn',
    answer: { body: '<!doctype html><title>App</title><div id="root"></div><script src="/app.js"></script>' },
    says: 'needs JavaScript',
    detail: /app-shell/,
    advice: /Markdown address, feed or JSON endpoint/,
  },
  {
    name: 'models',
    answer: { status: 401, body: '{}' },
    lines: "role: model-list, kind: json, headers: {Authorization: 'Bearer ${NORVIK_KEY:-not-set}'}",
    says: 'needs key',
    detail: /status 401/,
    advice: /set the key that `headers` takes/,
  },
  {
    name: 'rebuilt',
    answer: page(`<p>${paragraph}</p>`),
    lines: 'role: terms, kind: html, options: {select: article.legal}',
    says: 'nothing extracted',
    detail: /"article\.legal" matched nothing/,
    advice: /adjust `select`/,
  },
  {
    name: 'private/policy',
    answer: page(`<p>${paragraph}</p>`),
    says: 'forbidden by robots',
    detail: /robots\.txt/,
    advice: /`robots: ignore` and the `permission`/,
  },
  {
    name: 'busy',
    answer: comeBackLater(503),
    says: 'unreachable',
    detail: /status 503/,
    advice: /try again later/,
  },
];

const Report = z.array(
  z.object({ id: z.string(), condition: z.string(), detail: z.string(), advice: z.string().nullable() }),
);

let postgres: TestDatabase;
let site: Site;
let folder: ConfigFolder;
let world: World;

beforeAll(async () => {
  postgres = await startTestDatabase();
  site = await startSite();
  site.page('/robots.txt', {
    headers: { 'content-type': 'text/plain' },
    body: 'User-agent: *\nDisallow: /private/\n',
  });
  for (const { name, answer } of cases) if (answer !== null) site.page(`/${name}`, answer);
  const sources = cases.map(
    ({ name, lines = 'role: terms, kind: html' }) =>
      `  - {id: ${name.replace('/', '-')}, title: T, url: '${site.url}/${name}', allowPrivate: ['${site.host}'], ${lines}}`,
  );
  folder = await makeConfigFolder({
    'modelwarden.yaml': 'fetch: {spacing: 0s, timeout: 10s}\n',
    'watchlist.yaml': 'watch: [{vendor: norvik}]\n',
    'vendors/norvik.yaml': `vendor: {id: norvik, name: Norvik}\nsources:\n${sources.join('\n')}\n`,
    'vendors/acme.yaml': `vendor: {id: acme, name: Acme}\nsources:\n  - {id: terms, title: T, role: terms, kind: html, url: '${site.url}/terms', allowPrivate: ['${site.host}']}\n  - {id: forbidden, title: T, role: terms, kind: html, url: '${site.url}/terms'}\n  - {id: off, title: T, role: terms, kind: html, url: '${site.url}/terms', enabled: false, reason: not verified}\n`,
    'vendors/idle.yaml':
      'vendor: {id: idle, name: Idle}\nsources:\n  - {id: off, title: T, role: terms, kind: html, url: "https://idle.example/", enabled: false, reason: not verified}\n',
  });
  const { databaseUrl } = await postgres.newDatabase();
  world = {
    env: { DATABASE_URL: databaseUrl },
    now: () => new Date('2026-03-01T12:00:00Z'),
    newId: () => 'id',
  };
  await folder.write(
    'modelwarden.yaml',
    'databaseUrl: ${DATABASE_URL}\nfetch: {spacing: 0s, timeout: 10s}\n',
  );
});
afterAll(async () => {
  await folder.remove();
  await site.stop();
  await postgres.stop();
});

const doctor = (...argv: readonly string[]): Promise<CommandAnswer> =>
  tryCommand(['-c', folder.path, 'doctor', ...argv], world);

describe('doctor', () => {
  it('says of a source in each condition what it is and what to do', async () => {
    const { code, printed, progress } = await doctor('--json');
    const report = Report.parse(JSON.parse(printed));
    expect(code).toBe(1);
    expect(report.map(({ id, condition }) => `${id}: ${condition}`)).toEqual(
      cases.map(({ name, says }) => `norvik/${name.replace('/', '-')}: ${says}`),
    );
    for (const [index, { name, detail, advice }] of cases.entries()) {
      expect(report[index]?.detail, name).toMatch(detail);
      if (advice === undefined) expect(report[index]?.advice, name).toBeNull();
      else expect(report[index]?.advice, name).toMatch(advice);
    }
    expect(progress.length).toBe(cases.length + 1);
    expect(progress.at(-1)).toMatch(new RegExp(`^${cases.length}/${cases.length} `));
  });

  it('asks each address once, robots.txt first, and never one that robots.txt forbids', async () => {
    const before = { pages: site.requests.length, robots: site.robotsRequests.length };
    await doctor('--json');
    const asked = site.requests.slice(before.pages).map(({ path }) => path);
    // `renamed` leads to the terms a second time.
    expect(asked.filter((path) => path === '/terms')).toHaveLength(2);
    expect(new Set(asked).size).toBe(asked.length - 1);
    expect(asked).not.toContain('/private/policy');
    // The file is known since the first look: it is kept where the worker keeps it.
    expect(site.robotsRequests.length).toBe(before.robots);
  });

  it('prints a line as each is known, what to do beneath it, and the sum', async () => {
    const { printed } = await doctor();
    expect(printed).toMatch(/^works +norvik\/terms +2 blocks$/m);
    expect(printed).toMatch(/^gone +norvik\/deleted +GET .*\n +what to do: find the new address/m);
    expect(printed).toMatch(
      /\n14 sources looked at: 2 works, 1 quiet, 2 blocked, 1 forbidden by robots, 2 moved, 1 gone, 1 needs JavaScript, 1 needs key, 1 nothing extracted, 1 doubtful, 1 unreachable$/,
    );
  });

  it('looks at what is enabled of a vendor that is not watched, and says how a private address is allowed', async () => {
    const { code, printed } = await doctor('--vendor', 'acme');
    expect(code).toBe(1);
    expect(printed).toMatch(/^works +acme\/terms/m);
    expect(printed).toMatch(
      new RegExp(`^unreachable +acme/forbidden .*\\n.*write \`allowPrivate: \\["${site.host}"\\]\``, 'm'),
    );
    expect(printed).not.toContain('acme/off');
  });

  it('ends with 0 when all is well', async () => {
    await folder.write('watchlist.yaml', 'watch: [{vendor: norvik, only: [terms, news]}]\n');
    expect(await doctor()).toMatchObject({ code: 0, remarked: '' });
  });

  it.each([
    ['a vendor that nobody is', ['--vendor', 'nordvik'], /called nordvik; did you mean norvik\?/],
    ['a vendor of whom nothing is enabled', ['--vendor', 'idle'], /catalogue show idle/],
    ['a vendor and all at once', ['--vendor', 'acme', '--all'], /exclude each other/],
  ])('refuses %s', async (_name, argv, message) => {
    const { code, printed, remarked } = await doctor(...argv);
    expect(remarked).toMatch(message);
    expect([code, printed]).toEqual([2, '']);
  });
});
