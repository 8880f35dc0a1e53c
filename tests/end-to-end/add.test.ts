import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../../src/config/load-config.ts';
import { adapters } from '../../src/sources/registry.ts';
import { chaiCard } from '../fixtures/chai-card.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { type Site, sendPage, startSite } from '../support/site.ts';
import { redirectTo } from '../support/site-recipes.ts';
import { type CommandAnswer, tryCommand } from '../support/try-command.ts';

const Answer = z.object({
  entry: z.looseObject({
    options: z.unknown().optional(),
    id: z.string(),
    role: z.string(),
    kind: z.string(),
    url: z.string(),
    title: z.string(),
  }),
  reasons: z.array(z.string()),
  remarks: z.array(z.string()),
});

const text =
  'You own your content. We keep logs of your requests for thirty days and delete them afterwards.';
const more = 'Models are retired sixty days after the notice, which goes by mail to everybody who uses them.';
const html = (main: string, head = ''): string =>
  `<!doctype html><html lang="en"><head><title>Terms of Norvik</title>${head}</head><body><nav>Home</nav><main>${main}</main></body></html>`;
const sha = (digit: string): string => digit.repeat(40);

let site: Site;
let folder: ConfigFolder;

beforeAll(async () => {
  folder = await makeConfigFolder();
});
afterAll(() => folder.remove());
beforeEach(async () => {
  site = await startSite();
  await folder.write('modelwarden.yaml', 'fetch: {spacing: 0s, timeout: 5s}\n');
  await folder.write('watchlist.yaml', 'watch:\n  - vendor: norvik\n');
});
afterEach(() => site.stop());

function add(path: string, ...options: readonly string[]): Promise<CommandAnswer> {
  return tryCommand(['-c', folder.path, 'add', `${site.url}${path}`, '--allow-private', ...options]);
}

/** What is proposed for a page, with its address within the site. */
async function proposed(path: string) {
  const { code, printed, remarked } = await add(path, '--id', 'norvik/it', '--json');
  expect(code, `${printed}\n${remarked}`).toBe(0);
  const { entry, ...said } = Answer.parse(JSON.parse(printed));
  return { ...said, entry: { ...entry, url: entry.url.replace(site.url, '') } };
}

function json(path: string, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  site.page(path, {
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  });
}

describe('add recognises', () => {
  it('a web page: its content by the element that marks it', async () => {
    site.page('/legal/terms', { body: html(`<h1>Terms</h1><p>${text}</p>`) });
    const { entry, reasons } = await proposed('/legal/terms');
    expect(entry).toMatchObject({
      kind: 'html',
      role: 'terms',
      title: 'Terms of Norvik',
      url: '/legal/terms',
      allowPrivate: [site.host],
      options: { select: 'main' },
    });
    expect(reasons).toContain('role terms: the address says "legal".');
    expect(reasons).toContain('two looks from fresh connections brought the same text.');
  });

  it('what differs at every visit, and leaves it out', async () => {
    let visits = 0;
    site.page('/terms', (_request, response) => {
      visits += 1;
      const stamp = `<p class="visitor-note">You are visitor number ${visits}.</p>`;
      sendPage({ body: html(`<h1>Terms</h1><p>${text}</p><p>${more}</p>${stamp}`) }, response);
    });
    const { entry, reasons } = await proposed('/terms');
    expect(entry).toMatchObject({ kind: 'html', options: { select: 'main', drop: ['.visitor-note'] } });
    expect(reasons.at(-1)).toBe('drop .visitor-note: differs between two looks from fresh connections.');
  });

  it('that the two looks came over connections of their own', async () => {
    const ports = new Set<number | undefined>();
    site.page('/terms', (request, response) => {
      ports.add(request.socket.remotePort);
      sendPage({ body: html(`<p>${text}</p>`) }, response);
    });
    await proposed('/terms');
    expect(ports.size).toBe(2);
    expect(site.requests.filter(({ path }) => path === '/terms')).toHaveLength(2);
    expect(site.robotsRequests).toHaveLength(1);
  });

  it('where a redirected address leads', async () => {
    site.page('/old/terms', redirectTo('/terms', 301));
    site.page('/terms', { body: html(`<h1>Terms</h1><p>${text}</p>`) });
    expect((await proposed('/old/terms')).entry).toMatchObject({ kind: 'html', url: '/terms' });
  });

  it('a page of which most is another at each visit, and does not pretend that it can be left out', async () => {
    let visits = 0;
    site.page('/terms', (_request, response) => {
      visits += 1;
      sendPage(
        { body: html(`<p class="quote">Quotation ${visits}: ${visits % 2 ? text : more}</p>`) },
        response,
      );
    });
    const { entry, remarks } = await proposed('/terms');
    expect(entry.options).toEqual({ select: 'main' });
    expect(remarks.join('\n')).toMatch(/2 texts differ between two looks and cannot be left out: "Quotation/);
  });

  it('a Markdown twin that says the same', async () => {
    site.page('/docs/deprecations', { body: html(`<h1>Deprecations</h1><p>${more}</p>`) });
    site.page('/docs/deprecations.md', {
      headers: { 'content-type': 'text/markdown' },
      body: `# Deprecations\n\n${more}\n`,
    });
    const { entry, remarks } = await proposed('/docs/deprecations');
    expect(entry).toMatchObject({ kind: 'markdown', role: 'deprecations', url: '/docs/deprecations.md' });
    expect(remarks.join()).toContain('it could also be read as html');
  });

  it('a Markdown twin that says something else for what it is', async () => {
    site.page('/docs/deprecations', { body: html(`<h1>Deprecations</h1><p>${more}</p>`) });
    site.page('/docs/deprecations.md', {
      headers: { 'content-type': 'text/markdown' },
      body: '# Welcome\n\nChoose a topic on the left to begin with.\n',
    });
    expect((await proposed('/docs/deprecations')).entry.kind).toBe('html');
  });

  it("the address that the site's llms.txt gives", async () => {
    site.page('/guide/cards', { body: html(`<h1>Model card</h1><p>${text}</p>`) });
    site.page('/llms.txt', {
      headers: { 'content-type': 'text/plain' },
      body: `# Norvik\n\n- [Cards](${site.url}/guide/cards.mdx): all cards\n- [Other](/guide/other.md)\n`,
    });
    site.page('/guide/cards.mdx', {
      headers: { 'content-type': 'text/markdown' },
      body: `# Model card\n\n${text}\n`,
    });
    const { entry, reasons } = await proposed('/guide/cards');
    expect(entry).toMatchObject({ kind: 'markdown', url: '/guide/cards.mdx' });
    expect(reasons.join()).toContain("the address that the site's llms.txt gives");
  });

  it('a feed that an announcing page names', async () => {
    const link = '<link rel="alternate" type="application/rss+xml" title="Changes" href="/feed.xml">';
    site.page('/changelog', { body: html(`<h1>Changes</h1><p>${text}</p>`, link) });
    site.page('/feed.xml', {
      headers: { 'content-type': 'application/rss+xml' },
      body: '<rss version="2.0"><channel><title>Changes</title><link>https://norvik.example</link><description>d</description><item><title>norvik-scribe-2</title><guid>1</guid><pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate><description>Released.</description></item></channel></rss>',
    });
    const { entry, remarks } = await proposed('/changelog');
    expect(entry).toMatchObject({ kind: 'feed', url: '/feed.xml' });
    expect(remarks.join()).toContain('it could also be read as html');
  });

  it('a feed behind a page that only a browser draws', async () => {
    const link = '<link rel="alternate" type="application/atom+xml" href="/atom.xml">';
    site.page('/app', {
      body: `<!doctype html><head><title>App</title>${link}</head><div id="root"></div><script src="/a.js"></script>`,
    });
    site.page('/atom.xml', {
      headers: { 'content-type': 'application/atom+xml' },
      body: '<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>a</id><updated>2026-03-01T00:00:00Z</updated><entry><id>1</id><title>norvik-scribe-2</title><updated>2026-03-01T00:00:00Z</updated><summary>Released.</summary></entry></feed>',
    });
    expect((await proposed('/app')).entry).toMatchObject({ kind: 'feed', url: '/atom.xml' });
  });

  it('a status page by the incidents that it offers', async () => {
    site.page('/', { body: html('<h1>All systems operational</h1><p>Powered by statuspage.io</p>') });
    json('/api/v2/incidents.json', {
      page: { name: 'Norvik Status' },
      incidents: [
        {
          id: 'a1',
          name: 'Slow answers',
          status: 'resolved',
          created_at: '2026-03-01T00:00:00Z',
          incident_updates: [
            { id: 'u1', status: 'resolved', body: 'Fixed.', created_at: '2026-03-01T01:00:00Z' },
          ],
        },
      ],
    });
    expect((await proposed('/')).entry).toMatchObject({ kind: 'statuspage', role: 'status', url: '/' });
  });

  it('a file of a GitHub, and its releases', async () => {
    const headers = { 'x-github-request-id': 'ABCD:1' };
    site.page('/norvik/cards/blob/main/CARD.md', { headers, body: html('<p>the file in a frame</p>') });
    site.page('/raw/norvik/cards/main/CARD.md', { body: `# Model card\n\n${text}\n` });
    json('/api/v3/repos/norvik/cards/commits', [
      { sha: sha('1'), commit: { message: 'Edit', committer: { date: '2026-03-01T10:00:00Z' } } },
    ]);
    expect((await proposed('/norvik/cards/blob/main/CARD.md')).entry).toMatchObject({
      kind: 'github',
      options: { repository: 'norvik/cards', path: 'CARD.md', branch: 'main' },
    });
    site.page('/norvik/cards/releases', { headers, body: html('<p>releases</p>') });
    json('/api/v3/repos/norvik/cards/releases', [
      {
        id: 1,
        tag_name: 'v2',
        name: 'Two',
        body: 'New weights.',
        html_url: 'https://github.com/norvik/cards/releases/v2',
        created_at: '2026-03-01T10:00:00Z',
        published_at: '2026-03-01T10:00:00Z',
        draft: false,
        prerelease: false,
      },
    ]);
    expect((await proposed('/norvik/cards/releases')).entry).toMatchObject({
      kind: 'github',
      role: 'changelog',
      options: { repository: 'norvik/cards', releases: true },
    });
  });

  it('a model at Hugging Face', async () => {
    site.page('/norvik/scribe-7b', {
      headers: { 'x-powered-by': 'huggingface-moon' },
      body: html('<p>norvik/scribe-7b</p>'),
    });
    json('/api/models/norvik/scribe-7b', {
      id: 'norvik/scribe-7b',
      sha: sha('a'),
      siblings: [{ rfilename: 'config.json', blobId: sha('2') }],
    });
    site.page('/norvik/scribe-7b/raw/main/README.md', { body: `# Scribe 7B\n\n${text}\n` });
    expect((await proposed('/norvik/scribe-7b')).entry).toMatchObject({
      kind: 'huggingface',
      role: 'registry',
      options: { repository: 'norvik/scribe-7b' },
    });
  });

  it('a list of models, and fields of it that change at every visit', async () => {
    let visits = 0;
    site.page('/v1/models', (_request, response) => {
      visits += 1;
      const data = [1, 2].map((n) => ({
        id: `norvik-scribe-${n}`,
        object: 'model',
        created: 1,
        load: visits * n,
      }));
      sendPage(
        { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ object: 'list', data }) },
        response,
      );
    });
    const { entry } = await proposed('/v1/models');
    expect(entry).toMatchObject({ kind: 'model-list', role: 'model-list', options: { ignore: ['load'] } });
  });

  it('JSON by its records', async () => {
    json('/regions.json', {
      version: 3,
      regions: [
        { name: 'eu', at: 'Berlin' },
        { name: 'us', at: 'Boston' },
      ],
    });
    const { entry } = await proposed('/regions.json');
    expect(entry).toMatchObject({ kind: 'json', options: { records: 'regions', id: 'name' } });
  });

  it('a sitemap, a model card in XML, Markdown and plain text', async () => {
    const xml = { 'content-type': 'application/xml' };
    site.page('/sitemap.xml', { headers: xml, body: `<urlset><url><loc>${site.url}/a</loc></url></urlset>` });
    site.page('/card.xml', { headers: xml, body: chaiCard });
    site.page('/POLICY.md', {
      headers: { 'content-type': 'text/plain' },
      body: `# Usage policy\n\n${text}\n`,
    });
    site.page('/LICENSE.txt', { headers: { 'content-type': 'text/plain' }, body: `${text}\n\n${more}\n` });
    expect((await proposed('/sitemap.xml')).entry.kind).toBe('sitemap');
    expect((await proposed('/card.xml')).entry).toMatchObject({ kind: 'chai-card', role: 'model-card' });
    expect((await proposed('/POLICY.md')).entry).toMatchObject({ kind: 'markdown', role: 'policy' });
    expect((await proposed('/LICENSE.txt')).entry).toMatchObject({ kind: 'text', role: 'terms' });
  });
});

describe('add says why there is nothing to propose', () => {
  it.each([
    ['a page that is gone', { status: 404, body: 'no' }, /^gone: .*status 404/],
    [
      'a page that only a browser draws',
      { body: '<!doctype html><title>App</title><div id="root"></div><script src="/a.js"></script>' },
      /^needs JavaScript: .*app-shell/,
    ],
    ['a page without text', { body: '<!doctype html><title>T</title><body></body>' }, /^nothing extracted: /],
  ])('%s', async (_name, page, message) => {
    site.page('/it', page);
    const { code, printed } = await add('/it');
    expect(printed).toMatch(message);
    expect(printed).toContain('what to do: ');
    expect(code).toBe(1);
  });

  it('a host that nobody listens on', async () => {
    const argv = ['-c', folder.path, 'add', 'http://127.0.0.1:9/', '--allow-private'];
    const { code, printed } = await tryCommand(argv);
    expect(printed).toMatch(/^unreachable: /);
    expect(code).toBe(1);
  });

  it('a private address, with the words that allow it', async () => {
    site.page('/terms', { body: html(`<p>${text}</p>`) });
    const { code, printed } = await tryCommand(['-c', folder.path, 'add', `${site.url}/terms`]);
    expect(printed).toMatch(/^unreachable: /);
    expect(printed).toContain('run it again with --allow-private');
    expect(code).toBe(1);
    expect(site.requests).toEqual([]);
  });

  it.each([
    ['no address', ['terms'], /terms is not a web address/],
    ['an address of another kind', ['ftp://norvik.example/terms'], /is not a web address/],
    ['an address with a password', ['https://a:b@norvik.example/'], /must not hold credentials/],
    ['an id that is none', ['https://norvik.example/', '--id', 'Norvik Terms'], /write it as vendor\/name/],
    [
      'an id that is taken',
      ['https://norvik.example/', '--id', 'norvik/card'],
      /called norvik\/card already/,
    ],
    ['a role that is none', ['https://norvik.example/', '--role', 'law'], /expected one of changelog/],
  ])('%s, without asking anybody', async (_name, argv, message) => {
    const { code, printed, remarked } = await tryCommand(['-c', folder.path, 'add', ...argv]);
    expect(remarked).toMatch(message);
    expect([code, printed]).toEqual([2, '']);
  });
});

describe('add --write', () => {
  const commented = [
    '# Ours.',
    'defaults: {every: 12h} # twice a day',
    'watch:',
    '    # the scribe',
    '    - vendor: norvik',
    '',
    'sources:',
    '    # from legal',
    '    - id: norvik/deal',
    '      title: Our deal',
    '      role: terms',
    '      kind: html',
    '      url: https://norvik.example/deal # signed in May',
    '',
    '# The end.',
    '',
  ].join('\n');

  beforeEach(async () => {
    site.page('/terms', { body: html(`<h1>Terms</h1><p>${text}</p>`) });
    await folder.write('watchlist.yaml', commented);
  });

  const watchlist = () => readFile(join(folder.path, 'watchlist.yaml'), 'utf8');

  it('puts the lines into watchlist.yaml and leaves all others as they are', async () => {
    const { code, remarked } = await add('/terms', '--id', 'norvik/terms', '--write');
    expect(remarked).toContain('a running worker takes it at once');
    expect(code).toBe(0);
    const written = await watchlist();
    const lines = written.split('\n');
    expect(commented.split('\n').filter((line) => !lines.includes(line))).toEqual([]);
    expect(written).toMatch(/# signed in May\n {4}- id: norvik\/terms\n {6}title: Terms of Norvik\n/);
    const config = await loadConfig({ folder: folder.path, env: {}, adapters });
    expect(config.sources.map(({ id }) => id)).toContain('norvik/terms');
    expect(config.sources.find(({ id }) => id === 'norvik/terms')).toMatchObject({
      kind: 'html',
      allowPrivate: [site.host],
      options: { select: 'main' },
    });
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each([
    ['no sources yet', 'watch:\n  - vendor: norvik\n# The end.\n'],
    ['an empty list', 'watch: [{vendor: norvik}]\nsources: []\n'],
    [
      'a list on one line',
      'sources: [{id: norvik/deal, title: D, role: terms, kind: html, url: "https://norvik.example/"}]\n',
    ],
    ['no line end', 'watch: [{vendor: norvik}]'],
  ])('copes with %s', async (_name, before) => {
    await folder.write('watchlist.yaml', before);
    const { code, remarked } = await add('/terms', '--id', 'norvik/terms', '--write');
    expect(code, remarked).toBe(0);
    const config = await loadConfig({ folder: folder.path, env: {}, adapters });
    expect(config.sources.map(({ id }) => id)).toContain('norvik/terms');
  });

  it('proposes a name of its own that is free', async () => {
    await folder.write(
      'vendors/norvik.yaml',
      `vendor: {id: norvik, name: Norvik}\nsources:\n  - {id: terms, title: T, role: terms, kind: html, url: '${site.url}/old', allowPrivate: ['${site.host}']}\n  - {id: card, title: T, role: model-card, kind: html, url: '${site.url}/card'}\n`,
    );
    const { printed } = await add('/terms');
    expect(printed).toMatch(/^ {2}- id: norvik\/terms-2$/m);
    expect(printed).toMatch(/^# html: a web page\.\n# role terms: /);
  });

  it('refuses an id that is there already, and writes nothing', async () => {
    const { code, remarked } = await add('/terms', '--id', 'norvik/deal', '--write');
    expect(remarked).toContain('called norvik/deal already');
    expect(code).toBe(2);
    expect(await watchlist()).toBe(commented);
  });

  it('refuses a vendor that no file describes, says what is missing, and writes nothing', async () => {
    const { code, remarked } = await add('/terms', '--id', 'acme/terms', '--write');
    expect(remarked).toMatch(/watchlist\.yaml:\d+.*no file in vendors\/ describes the vendor acme/);
    expect(code).toBe(2);
    expect(await watchlist()).toBe(commented);
  });

  it('writes nothing into a file that is not well', async () => {
    await writeFile(join(folder.path, 'watchlist.yaml'), 'watch: [\n');
    const { code } = await add('/terms', '--id', 'norvik/terms', '--write');
    expect(code).toBe(2);
    expect(await watchlist()).toBe('watch: [\n');
  });
});
