/** Sitemaps: which pages a site has, such as system cards and policies under a path. */
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import { ExtractError } from '../domain/errors.ts';
import { extractError } from '../extract/extract-errors.ts';
import { extractSitemap, sitemapsNamedIn } from '../extract/sitemap-document.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { pageText } from './read-page.ts';
import { readParts } from './read-parts.ts';

const Prefix = z
  .string()
  .regex(/^(?:\/|https?:\/\/)/, 'begins with "/" (a path) or with "https://" (a whole address)');

const SitemapOptions = z.strictObject({
  prefix: z
    .union([Prefix, z.array(Prefix).min(1)])
    .optional()
    .describe('Only pages whose path (`/legal/`), or whole address, begins so. Absent: all pages.'),
  lastmod: z
    .boolean()
    .optional()
    .describe(
      "Whether a page's own `lastmod` date counts too. Absent: no, since many sites stamp all pages.",
    ),
});
type SitemapOptions = z.infer<typeof SitemapOptions>;

/** The index and what it names. A site with more is watched by its single sitemaps. */
const maxSitemaps = 25;
/** The protocol's own bound of a sitemap, once unpacked. */
const maxBytes = 50 * 1024 * 1024;
const accept = 'application/xml, text/xml;q=0.9, */*;q=0.5';

export const sitemapAdapter: SourceAdapter<SitemapOptions, Reading> = {
  kind: 'sitemap',
  summary: 'A sitemap or sitemap index; each page of the site, or under a prefix, is an item.',
  options: SitemapOptions,
  /** Always in full: that an index is unmodified says nothing about the sitemaps that it names. */
  async collect(source, _options, collector) {
    const captures: Capture[] = [];
    const addresses = [source.url];
    for (const url of addresses) {
      const result = await collector.fetch({ url, accept });
      if (result.kind === 'failure') return result;
      if (result.kind === 'not-modified') return { kind: 'not-modified', captures: [result.capture] };
      captures.push(result.capture);
      const fresh = namedIn(result.capture).filter((named) => !addresses.includes(named));
      addresses.push(...fresh.slice(0, maxSitemaps - addresses.length));
    }
    return { kind: 'captures', captures };
  },
  read(captures, options) {
    const urls = captures.map((capture) => capture.url);
    return readParts(captures.map(unpacked), (texts) =>
      extractSitemap(
        texts.map((text, index) => ({ url: urls[index] ?? '', text })),
        options,
      ),
    );
  },
};

/** What cannot be read names nothing; `read` says why it cannot. */
function namedIn(capture: Capture): readonly string[] {
  try {
    return sitemapsNamedIn({ url: capture.url, text: pageText([unpacked(capture)]).text }).here;
  } catch (error) {
    if (error instanceof ExtractError) return [];
    throw error;
  }
}

/** Sitemaps may be gzip files by themselves (`sitemap.xml.gz`), apart from the encoding of their transfer. */
function unpacked(capture: Capture): Capture {
  if (capture.body[0] !== 0x1f || capture.body[1] !== 0x8b) return capture;
  try {
    return { ...capture, body: gunzipSync(capture.body, { maxOutputLength: maxBytes }) };
  } catch (error) {
    throw extractError('malformed_xml', `${capture.url} is a gzip file that cannot be unpacked`, error);
  }
}
