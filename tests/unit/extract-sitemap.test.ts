import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { extractSitemap, type SitemapOptions } from '../../src/extract/sitemap-document.ts';
import { sitemapAdapter } from '../../src/sources/sitemap.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

const home = 'https://norvik.example/sitemap.xml';

function urlset(...entries: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${entries.join('')}</urlset>`;
}

function page(address: string, lastmod = '2026-01-01'): string {
  return `<url><loc> ${address} </loc><lastmod>${lastmod}</lastmod><priority>0.5</priority></url>`;
}

function index(...addresses: readonly string[]): string {
  return `<sitemapindex>${addresses.map((address) => `<sitemap><loc>${address}</loc></sitemap>`).join('')}</sitemapindex>`;
}

function lines(text: string, options: SitemapOptions = {}): readonly string[] {
  return extractSitemap([{ url: home, text }], options).blocks.map((block) => block.text);
}

describe('a sitemap', () => {
  it('lists its pages by path, sorted and once, whatever their order and dates', () => {
    const one = urlset(page('https://norvik.example/b'), page('https://norvik.example/a?x=1&amp;y=2'));
    const other = urlset(
      page('/a?x=1&amp;y=2', '2026-03-03'),
      page('https://norvik.example/b', '2026-03-03'),
      page('https://norvik.example/b#part'),
    );
    expect(lines(one)).toEqual(['/a?x=1&y=2', '/b']);
    expect(lines(other)).toEqual(lines(one));
  });

  it('shows the dates when asked to', () => {
    expect(lines(urlset(page('/a'), '<url><loc>/b</loc></url>'), { lastmod: true })).toEqual([
      '/a (2026-01-01)',
      '/b',
    ]);
  });

  it('keeps the host of pages that are elsewhere', () => {
    expect(lines(urlset(page('https://trust.norvik.example/a'), page('/b')))).toEqual([
      '/b',
      'https://trust.norvik.example/a',
    ]);
  });

  it.each<readonly [string, SitemapOptions, readonly string[]]>([
    ['a path', { prefix: '/cards/' }, ['/cards/one', '/cards/two']],
    ['several', { prefix: ['/cards/t', '/legal'] }, ['/cards/two', '/legal/terms']],
    ['an address', { prefix: 'https://norvik.example/legal' }, ['/legal/terms']],
  ])('reads what is under %s', (_name, options, expected) => {
    const text = urlset(page('/cards/one'), page('/cards/two'), page('/legal/terms'), page('/blog/x'));
    expect(lines(text, options)).toEqual(expected);
  });

  it.each([
    ['no pages at all', urlset(), {}, 'empty_document'],
    ['no page under the prefix', urlset(page('/a')), { prefix: '/cards' }, 'no_page_under_prefix'],
    ['a sitemap that is cut off', urlset(page('/a')).slice(0, -8), {}, 'malformed_xml'],
    ['another XML document', '<rss><channel/></rss>', {}, 'malformed_xml'],
    ['an index whose sitemaps were not fetched', index('/one.xml'), {}, 'document_too_large'],
  ])('is never a shorter list: %s', (_name, text, options, code) => {
    expect(() => lines(text, options)).toThrow(expect.objectContaining({ code }));
  });

  it('passes over addresses that are no pages', () => {
    expect(lines(urlset(page('javascript:alert(1)'), page('http://['), '<url/>', page('/a')))).toEqual([
      '/a',
    ]);
  });
});

describe('a sitemap index', () => {
  it('is read with the sitemaps that it names on its own host', () => {
    const document = extractSitemap([
      { url: home, text: index('/one.xml', 'https://norvik.example/two.xml', 'https://other.example/x.xml') },
      { url: 'https://norvik.example/one.xml', text: urlset(page('/b')) },
      { url: 'https://norvik.example/two.xml', text: urlset(page('/a')) },
    ]);
    expect(document.blocks.map((block) => block.text)).toEqual(['/a', '/b']);
    expect(document.remarks).toEqual(['1 sitemaps on other hosts were passed over']);
  });
});

describe('the adapter', () => {
  it('unpacks gzip files, and refuses those that are broken or bombs', () => {
    const packed = gzipSync(urlset(page('/a')));
    expect(sitemapAdapter.read([captureOf(packed, { headers: {} })], {})).toMatchObject({
      kind: 'document',
      document: { blocks: [{ kind: 'list-item', text: '/a' }] },
    });
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024));
    for (const body of [packed.subarray(0, 30), bomb]) {
      expect(() => sitemapAdapter.read([captureOf(body)], {})).toThrow(
        expect.objectContaining({ code: 'malformed_xml' }),
      );
    }
  });

  it('checks prefixes before anything is fetched', () => {
    expect(sitemapAdapter.options.safeParse({ prefix: ['/a', 'https://b.example/'] }).success).toBe(true);
    expect(sitemapAdapter.options.safeParse({ prefix: 'cards' }).success).toBe(false);
    expect(sitemapAdapter.options.safeParse({ prefix: [] }).success).toBe(false);
  });
});
