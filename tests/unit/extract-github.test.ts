import { describe, expect, it } from 'vitest';
import { documentHash } from '../../src/compare/compare-documents.ts';
import type { Capture, FetchRequest } from '../../src/domain/capture.ts';
import type { Document } from '../../src/domain/document.ts';
import type { Source } from '../../src/domain/source.ts';
import { tellCommitFeed, tellCommits } from '../../src/extract/github-commits.ts';
import { extractReleases } from '../../src/extract/github-releases.ts';
import { isoInstant } from '../../src/extract/iso-instant.ts';
import { gitHubAdapter } from '../../src/sources/github.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

const sha = (digit: string): string => digit.repeat(40);

const commitOf = (digit: string, message: string, date = '2026-03-01T10:00:00Z') => ({
  sha: sha(digit),
  commit: { message, author: { date: '2020-01-01T00:00:00Z' }, committer: { name: 'A', date } },
});

const release = {
  id: 9,
  tag_name: 'v2.1',
  name: 'Norvik Scribe 2.1',
  draft: false,
  prerelease: false,
  created_at: '2026-03-01T09:00:00Z',
  published_at: '2026-03-01T10:00:00Z',
  html_url: 'https://github.com/norvik/scribe/releases/tag/v2.1',
  body: '---\nnew\n\n## Changes\r\n\r\n- `norvik-scribe-2` answers shorter\r\n\r\n| Limit | Now |\n|---|---|\n| tokens | 64 |\n',
};

function optionsOf(part: object) {
  return gitHubAdapter.options.parse({ repository: 'norvik/scribe', ...part });
}

describe('releases', () => {
  it('are dated entries with their notes beneath, newest first', () => {
    const older = {
      ...release,
      tag_name: 'v2.0',
      name: '',
      body: null,
      published_at: '2026-02-01T10:00:00Z',
      prerelease: true,
    };
    const { blocks } = extractReleases(JSON.stringify([older, release]));
    expect(blocks.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'heading: Norvik Scribe 2.1',
      'paragraph: new',
      'heading: Changes',
      'list-item: norvik-scribe-2 answers shorter',
      'table-row: tokens | 64',
      'heading: v2.0',
      'paragraph: Pre-release',
    ]);
    expect(blocks[0]).toMatchObject({
      level: 2,
      entry: { id: 'v2.1', publishedAt: '2026-03-01T10:00:00.000Z', url: release.html_url },
    });
    expect(blocks[3]).toMatchObject({ path: ['Norvik Scribe 2.1', 'Changes'] });
  });

  it('that are drafts are not said yet', () => {
    expect(extractReleases(JSON.stringify([{ ...release, draft: true }]))).toMatchObject({
      blocks: [],
      remarks: ['the repository has no releases'],
    });
  });

  it.each<readonly [string, string | null, readonly string[]]>([
    ['nothing', null, []],
    ['a comment', '<!-- to be written -->', []],
    ['a page', '<html><body>See the site</body></html>', ['<html><body>See the site</body></html>']],
  ])('may have notes of %s', (_name, body, texts) => {
    const { blocks } = extractReleases(JSON.stringify([{ ...release, body }]));
    expect(blocks.slice(1).map(({ text }) => text)).toEqual(texts);
  });

  it('may be called what stand-ins are called', () => {
    const capture = captureOf(JSON.stringify([{ tag_name: 'v1', name: '404 page not found: fixed' }]));
    expect(gitHubAdapter.read([capture], optionsOf({ releases: true }))).toMatchObject({ kind: 'document' });
  });

  it('are not made up from an error', () => {
    expect(() => extractReleases('{"message":"Not Found"}')).toThrow(
      expect.objectContaining({ code: 'unexpected_shape' }),
    );
  });
});

describe('commits as evidence', () => {
  it('are told by hash, day and first line, a few of them', () => {
    const commits = ['1', '2', '3', '4'].map((digit) => commitOf(digit, `Fix ${digit}\n\nat length`));
    expect(tellCommits(JSON.stringify(commits))).toBe(
      `last commits of the file: ${sha('1')} of 2026-03-01T10:00:00.000Z (Fix 1); ${sha('2')} of 2026-03-01T10:00:00.000Z (Fix 2); ${sha('3')} of 2026-03-01T10:00:00.000Z (Fix 3)`,
    );
  });

  it('are told the same from the feed', () => {
    const feed = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Commits</title><entry><id>tag:github.com,2008:Grit::Commit/${sha('1')}</id><title> Fix 1 </title><updated>2026-03-01T10:00:00Z</updated></entry></feed>`;
    expect(tellCommitFeed(feed)).toBe(tellCommits(JSON.stringify([commitOf('1', 'Fix 1')])));
  });

  it('may be none, and their words may be anything', () => {
    expect(tellCommits('[]')).toBe('no commit of the file is listed');
    const hostile = tellCommits(JSON.stringify([commitOf('1', `\u0000\ud800${'x'.repeat(5000)}`, 'soon')]));
    expect(hostile).toMatch(/of an unknown day/);
    expect(hostile.length).toBeLessThan(250);
    expect(hostile.isWellFormed() && !hostile.includes('\0')).toBe(true);
  });
});

describe('a file', () => {
  const file = (text: string, path: string): Capture =>
    captureOf(text, {
      url: `https://raw.githubusercontent.com/norvik/scribe/HEAD/${path}`,
      finalUrl: `https://raw.githubusercontent.com/norvik/scribe/HEAD/${path}`,
    });
  const commits = (...digits: readonly string[]): Capture =>
    captureOf(JSON.stringify(digits.map((digit) => commitOf(digit, 'Edit'))));

  async function read(path: string, text: string, history: Capture): Promise<Document> {
    const reading = await gitHubAdapter.read([file(text, path), history], optionsOf({ path }));
    if (reading.kind !== 'document') throw new Error(`read as ${reading.kind}`);
    return reading.document;
  }

  it.each<readonly [string, string, string]>([
    ['docs/CARD.md', '# Card\n\nText.', 'heading paragraph'],
    ['limits.json', '{"context":8}', 'key-value'],
    ['LICENSE', 'You may use this.', 'paragraph'],
    ['card.html', '<main><h1>Card</h1><p>Text of the card.</p></main>', 'heading paragraph'],
  ])('is read by its extension: %s', async (path, text, kinds) => {
    const { blocks } = await read(path, text, commits('1'));
    expect(blocks.map(({ kind }) => kind).join(' ')).toBe(kinds);
  });

  it('bears its last commits as evidence, and is the same document when only they moved', async () => {
    const [before, after] = [
      await read('CARD.md', '# Card', commits('1')),
      await read('CARD.md', '# Card', commits('2', '1')),
    ];
    expect(after.remarks).toEqual([expect.stringContaining(sha('2'))]);
    expect(documentHash(after)).toBe(documentHash(before));
  });

  it('is not read from a page that stands in for it', async () => {
    const page =
      '<!doctype html><html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>The page you are looking for does not exist.</p></body></html>';
    expect(
      await gitHubAdapter.read([file(page, 'CARD.md'), commits('1')], optionsOf({ path: 'CARD.md' })),
    ).toMatchObject({
      kind: 'suspect',
    });
  });
});

describe('where it looks', () => {
  const options = { path: 'models/my card.md', branch: 'release/2' };

  async function addresses(url: string, part: object): Promise<readonly string[]> {
    const requests: FetchRequest[] = [];
    const source: Source = {
      id: 'norvik/card',
      vendor: 'norvik',
      title: 'Card',
      role: 'model-card',
      kind: 'github',
      url,
      cadence: { kind: 'every', everyMs: 1 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: {},
    };
    const collector = {
      fetch: (request: FetchRequest) => {
        requests.push(request);
        return Promise.resolve({ kind: 'ok' as const, capture: captureOf('') });
      },
      fetchMail: () => Promise.reject(new Error('no mail is asked for')),
      validators: () => null,
      now: () => new Date(0),
    };
    await gitHubAdapter.collect(source, optionsOf(part), collector);
    return requests.map((request) => request.url);
  }

  it('is the three hosts of the public GitHub', async () => {
    expect(await addresses('https://github.com/norvik/scribe', options)).toEqual([
      'https://raw.githubusercontent.com/norvik/scribe/release/2/models/my%20card.md',
      'https://api.github.com/repos/norvik/scribe/commits?path=models%2Fmy+card.md&per_page=3&sha=release%2F2',
    ]);
    expect(await addresses('https://github.com/', { releases: true })).toEqual([
      'https://api.github.com/repos/norvik/scribe/releases?per_page=100',
    ]);
  });

  it('is the feeds when asked for', async () => {
    expect(await addresses('https://github.com/', { path: 'a.md', feed: true })).toEqual([
      'https://raw.githubusercontent.com/norvik/scribe/HEAD/a.md',
      'https://github.com/norvik/scribe/commits/HEAD/a.md.atom',
    ]);
    expect(await addresses('https://github.com/', { releases: true, feed: true })).toEqual([
      'https://github.com/norvik/scribe/releases.atom',
    ]);
  });

  it.each([
    ['https://git.norvik.example/x'],
    ['https://notgithub.com/'],
    ['https://github.com.evil.example/'],
  ])('is an Enterprise Server everywhere else: %s', async (url) => {
    const { origin } = new URL(url);
    expect(await addresses(url, { path: 'a.md' })).toEqual([
      `${origin}/raw/norvik/scribe/HEAD/a.md`,
      `${origin}/api/v3/repos/norvik/scribe/commits?path=a.md&per_page=3`,
    ]);
  });

  it.each<readonly [string, object]>([
    ['nothing to read', {}],
    ['both', { path: 'a.md', releases: true }],
    ['a branch of releases', { releases: true, branch: 'main' }],
    ['a path that climbs', { path: '../a.md' }],
    ['a path that climbs later', { path: 'a/../../b' }],
    ['an absolute path', { path: '/a.md' }],
    ['a path with a query', { path: 'a.md?token=1' }],
    ['an empty part', { path: 'a//b' }],
    ['a branch that climbs', { path: 'a.md', branch: '..' }],
    ['a repository that climbs', { repository: 'norvik/..', path: 'a.md' }],
    ['a repository without owner', { repository: 'scribe', path: 'a.md' }],
  ])('refuses %s', (_name, part) => {
    expect(gitHubAdapter.options.safeParse({ repository: 'norvik/scribe', ...part }).success).toBe(false);
  });
});

describe('instants', () => {
  it.each<readonly [string | null, string | null]>([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01T10:00:00.123-08:00', '2026-03-01T18:00:00.123Z'],
    ['2026-03-01 10:00', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['2026-13-01', null],
    ['March 1, 2026', null],
    ['1', null],
    ['', null],
    [null, null],
  ])('%j is %j whatever the zone of the machine', (printed, instant) => {
    expect(isoInstant(printed)).toBe(instant);
  });
});
