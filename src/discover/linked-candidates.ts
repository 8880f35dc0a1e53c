/** Other addresses of the same document that a web page offers, or is likely to have. Pure. */
import { type HtmlPage, parseHtml } from '../extract/parse-html.ts';
import type { Candidate } from './recognise-address.ts';

const feedTypes: ReadonlySet<string> = new Set([
  'application/rss+xml',
  'application/atom+xml',
  'application/feed+json',
  'application/rdf+xml',
]);
const maxFeeds = 3;

/** Feeds that the page names (RFC 4287 and HTML's `rel=alternate`), at most three. */
export function feedsNamedBy(html: string, url: string): readonly Candidate[] {
  const page: HtmlPage = parseHtml(html);
  const feeds = page('link[rel~="alternate"]')
    .toArray()
    .flatMap((link) => {
      const { type = '', href = '', title = '' } = link.attribs;
      const address = feedTypes.has(type.toLowerCase()) ? URL.parse(href, url) : null;
      const name = title === '' ? '' : ` ("${title}")`;
      return address === null
        ? []
        : [{ kind: 'feed', url: address.href, options: {}, why: `a feed that the page names${name}` }];
    });
  return feeds
    .filter(({ url: one }, index) => feeds.findIndex((other) => other.url === one) === index)
    .slice(0, maxFeeds);
}

/** Addresses at which many sites give the text of a page as Markdown. */
export function markdownTwins(url: string): readonly Candidate[] {
  const address = new URL(url);
  if (/\.[a-z0-9]{1,5}$/i.test(address.pathname) && !/\.html?$/i.test(address.pathname)) return [];
  const path = address.pathname.replace(/\.html?$/i, '').replace(/\/+$/, '');
  if (path === '') return [];
  return ['.md', '.md.txt'].map((ending) => {
    const twin = new URL(address);
    twin.pathname = `${path}${ending}`;
    twin.hash = '';
    return { kind: 'markdown', url: twin.href, options: {}, why: `the page's Markdown twin (${ending})` };
  });
}

/** The Markdown address that a site's `llms.txt` gives for this page, if it does (llmstxt.org). */
export function twinNamedBy(llmsText: string, url: string, llmsUrl: string): Candidate | null {
  const wanted = bare(new URL(url));
  for (const [, href = ''] of llmsText.matchAll(/\]\(([^()\s]{1,500})\)/g)) {
    const named = URL.parse(href, llmsUrl);
    if (
      named &&
      /\.(?:md|mdx|md\.txt)$/.test(named.pathname) &&
      bare(named) === wanted &&
      named.href !== url
    ) {
      return {
        kind: 'markdown',
        url: named.href,
        options: {},
        why: "the address that the site's llms.txt gives",
      };
    }
  }
  return null;
}

function bare({ host, pathname }: URL): string {
  return `${host}${pathname.replace(/\.(?:html?|mdx?|md\.txt)$/, '').replace(/\/+$/, '')}`;
}

/** Whether the page says that it was made with Statuspage or in its manner. */
export function looksLikeStatuspage(html: string, url: string): boolean {
  return (
    /statuspage\.io|data-statuspage|statuspage-|api\/v2\/(?:incidents|status|summary)\.json/i.test(html) ||
    new URL(url).hostname.startsWith('status.')
  );
}
