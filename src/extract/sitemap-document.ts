/** Sitemaps (sitemaps.org protocol 0.9) as documents: one list item for each page. */
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { normaliseText } from './normalise-text.ts';
import { elementsOf, parseXml, type XmlElement, xmlText } from './parse-xml.ts';

export interface SitemapOptions {
  /** Only pages whose path, or whole address, begins with one of these. */
  readonly prefix?: string | readonly string[] | undefined;
  /** Whether the date that the sitemap gives for a page belongs to its item. */
  readonly lastmod?: boolean | undefined;
}

export interface SitemapPart {
  readonly url: string;
  readonly text: string;
}

/** The sitemaps that an index on the same host names, in order; none for a plain sitemap. */
export interface NamedSitemaps {
  readonly here: readonly string[];
  /** How many it names on other hosts, which are not ours to read. */
  readonly elsewhere: number;
}

/** @throws ExtractError `malformed_xml`, `nested_too_deep` */
export function sitemapsNamedIn(part: SitemapPart): NamedSitemaps {
  return namedBy(parseXml(part.text.trimStart()), part);
}

function namedBy(root: XmlElement, part: SitemapPart): NamedSitemaps {
  if (root.name !== 'sitemapindex') return { here: [], elsewhere: 0 };
  const named = elementsOf(root, 'sitemap').flatMap((entry) => locationOf(entry, part.url) ?? []);
  const here = named.filter(({ host }) => host === new URL(part.url).host);
  return { here: [...new Set(here.map(({ href }) => href))], elsewhere: named.length - here.length };
}

/**
 * Reads a sitemap, or an index and what it names. Pages are sorted, so that their order tells nothing.
 * @throws ExtractError `malformed_xml`, `nested_too_deep`, `document_too_large`, `empty_document`,
 * `no_page_under_prefix`
 */
export function extractSitemap(parts: readonly SitemapPart[], options: SitemapOptions = {}): Document {
  const home = parts[0]?.url ?? '';
  const got = new Set(parts.map((part) => part.url));
  const prefixes = prefixesOf(options.prefix);
  const pages = new Map<string, string>();
  let listed = 0;
  let elsewhere = 0;
  for (const part of parts) {
    const root = parseXml(part.text.trimStart());
    const named = namedBy(root, part);
    elsewhere += named.elsewhere;
    const missing = named.here.filter((url) => !got.has(url));
    if (missing.length > 0) {
      throw extractError(
        'document_too_large',
        `the index names ${missing.length} sitemaps more than are read at once, such as ${missing[0]}`,
      );
    }
    for (const entry of pagesOf(root, part)) {
      listed += 1;
      const location = locationOf(entry, part.url);
      if (!location || !isUnder(location, prefixes)) continue;
      pages.set(shownAddress(location, home), options.lastmod === true ? dateOf(entry) : '');
    }
  }
  if (listed === 0) throw extractError('empty_document', 'the sitemap lists no pages');
  if (pages.size === 0) {
    throw extractError('no_page_under_prefix', `none of ${listed} pages is under ${prefixes.join(', ')}`);
  }
  const writer = createBlockWriter();
  for (const [address, date] of [...pages].sort(([a], [b]) => (a < b ? -1 : 1))) {
    writer.listItem(0, date === '' ? address : `${address} (${date})`);
  }
  const remarks = elsewhere > 0 ? [`${elsewhere} sitemaps on other hosts were passed over`] : [];
  return { title: null, blocks: writer.blocks, language: null, remarks };
}

function pagesOf(root: XmlElement, part: SitemapPart): readonly XmlElement[] {
  if (root.name === 'sitemapindex') return [];
  if (root.name !== 'urlset') {
    throw extractError('malformed_xml', `${part.url} is not a sitemap: its root element is <${root.name}>`);
  }
  return elementsOf(root, 'url');
}

function locationOf(entry: XmlElement, base: string): URL | null {
  const [element] = elementsOf(entry, 'loc');
  const written = element ? normaliseText(xmlText(element)) : '';
  const url = written === '' ? null : URL.parse(written, base);
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

function dateOf(entry: XmlElement): string {
  const [element] = elementsOf(entry, 'lastmod');
  return element ? normaliseText(xmlText(element)) : '';
}

/** Pages of the sitemap's own host go by their path. */
function shownAddress(location: URL, home: string): string {
  const path = `${location.pathname}${location.search}`;
  return location.host === URL.parse(home)?.host ? path : `${location.protocol}//${location.host}${path}`;
}

function isUnder(location: URL, prefixes: readonly string[]): boolean {
  const path = `${location.pathname}${location.search}`;
  return (
    prefixes.length === 0 ||
    prefixes.some((prefix) =>
      prefix.startsWith('/') ? path.startsWith(prefix) : location.href.startsWith(prefix),
    )
  );
}

function prefixesOf(prefix: SitemapOptions['prefix']): readonly string[] {
  if (prefix === undefined) return [];
  return typeof prefix === 'string' ? [prefix] : prefix;
}
