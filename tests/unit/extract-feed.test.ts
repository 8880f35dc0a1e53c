import { describe, expect, it } from 'vitest';
import { extractFeed } from '../../src/extract/feed-document.ts';

function rss(items: string): string {
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News &amp; more</title><language>en</language>${items}</channel></rss>`;
}

describe('an RSS feed', () => {
  it('gives each item as a dated heading with its content below', () => {
    const document = extractFeed(
      rss(
        '<item><title>Model A &amp; B</title><guid>g1</guid><link>https://example.com/1</link><pubDate>Tue, 02 Sep 2025 12:00:00 +0200</pubDate><description>short</description><content:encoded><![CDATA[<h2>What</h2><p>Retired <b>today</b></p><ul><li>x</li></ul>]]></content:encoded></item>',
      ),
    );
    expect(document).toEqual({
      title: 'News & more',
      language: 'en',
      remarks: [],
      blocks: [
        {
          kind: 'heading',
          level: 2,
          path: [],
          text: 'Model A & B',
          entry: { id: 'g1', publishedAt: '2025-09-02T10:00:00.000Z', url: 'https://example.com/1' },
        },
        { kind: 'heading', level: 4, path: ['Model A & B'], text: 'What' },
        { kind: 'paragraph', path: ['Model A & B', 'What'], text: 'Retired today' },
        { kind: 'list-item', path: ['Model A & B', 'What'], text: 'x', depth: 0 },
      ],
    });
  });

  it('numbers items that share an id, and says so', () => {
    const document = extractFeed(
      rss('<item><title>a</title><guid>1</guid></item><item><title>b</title><guid>1</guid></item>'),
    );
    expect(document.blocks.map((block) => (block.kind === 'heading' ? block.entry?.id : null))).toEqual([
      '1',
      '1#2',
    ]);
    expect(document.remarks).toHaveLength(1);
  });

  it.each([
    ['<title>a</title><link>https://x/1</link><guid>g</guid>', 'g'],
    ['<title>a</title><link>https://x/1</link>', 'https://x/1'],
    ['<title>a</title><pubDate>2025-01-01</pubDate>', '2025-01-01T00:00:00.000Z a'],
  ])('knows an item by guid, else link, else date and title: %s', (item, id) => {
    expect(extractFeed(rss(`<item>${item}</item>`)).blocks[0]).toMatchObject({ entry: { id } });
  });

  it.each([
    ['Tue, 02 Sep 2025 10:00:00 GMT', '2025-09-02T10:00:00.000Z'],
    ['Tue, 02 Sep 2025 10:00:00 EST', '2025-09-02T15:00:00.000Z'],
    ['2 Sep 2025 10:00', '2025-09-02T10:00:00.000Z'],
    ['2025-09-02T10:00:00', '2025-09-02T10:00:00.000Z'],
    ['2025-09-02T10:00:00-07:00', '2025-09-02T17:00:00.000Z'],
    ['2025-09-02', '2025-09-02T00:00:00.000Z'],
    ['soon', null],
  ])('takes dates without a zone as UTC: %s', (printed, publishedAt) => {
    expect(
      extractFeed(rss(`<item><title>a</title><pubDate>${printed}</pubDate></item>`)).blocks[0],
    ).toMatchObject({
      entry: { publishedAt },
    });
  });

  it('does not expand entities of the feed itself', () => {
    const bomb = `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
    const document = extractFeed(
      rss('<item><title>&b;</title><guid>1</guid></item>').replace('?>', `?>${bomb}`),
    );
    expect(document.blocks[0]?.text).toBe('&b;');
  });
});

it('an Atom feed is read with its types of content', () => {
  const document = extractFeed(
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title>
    <entry><id>1</id><title type="html">a &amp;amp; b</title><updated>2025-01-02T00:00:00Z</updated><published>2025-01-01T00:00:00Z</published><link rel="self" href="https://x/self"/><link href="https://x/1"/><content type="html">&lt;p&gt;c&lt;/p&gt;</content></entry>
    <entry><id>2</id><title>d</title><updated>2025-01-02T00:00:00Z</updated><content type="text">1 &lt; 2</content></entry></feed>`,
  );
  expect(document.language).toBe('en');
  expect(document.blocks).toMatchObject([
    { text: 'a & b', entry: { id: '1', publishedAt: '2025-01-01T00:00:00.000Z', url: 'https://x/1' } },
    { text: 'c', path: ['a & b'] },
    { text: 'd', entry: { id: '2', publishedAt: '2025-01-02T00:00:00.000Z', url: null } },
    { text: '1 < 2' },
  ]);
});

it('a JSON feed is read', () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'J',
    items: [{ id: '1', title: 'a', content_text: 'b\n\nc', date_published: '2025-01-01T00:00:00Z' }],
  };
  expect(extractFeed(JSON.stringify(feed)).blocks.map((block) => block.text)).toEqual(['a', 'b', 'c']);
});

describe('what is no feed', () => {
  it.each([
    '',
    '   ',
    'hello',
    '{"items":1}',
    '<rss',
    '<rss version="2.0"></rss>',
    '<feed xmlns="http://www.w3.org/2005/Atom"></feed>',
    '<html><body>x</body></html>',
    '<opml version="2.0"></opml>',
  ])('is an error that says so: %j', (text) => {
    expect(() => extractFeed(text)).toThrow(expect.objectContaining({ code: 'malformed_feed' }));
  });

  it('differs from a feed without items, which is a document without blocks', () => {
    expect(extractFeed(rss(''))).toMatchObject({ blocks: [], remarks: ['the feed holds no items'] });
  });
});
