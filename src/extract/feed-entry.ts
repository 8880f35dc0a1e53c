/** The items of RSS, RDF, Atom and JSON feeds in one shape. */
import { parseFeed } from 'feedsmith';
import { normaliseText } from './normalise-text.ts';

export interface FeedEntry {
  /** What the feed itself calls the item; null when it does not. */
  readonly id: string | null;
  readonly url: string | null;
  readonly title: string;
  /** As printed. */
  readonly publishedAt: string | null;
  /** HTML, or plain text when `isPlain`. */
  readonly content: string;
  readonly isPlain: boolean;
}

export interface Feed {
  readonly title: string;
  readonly language: string | null;
  readonly entries: readonly FeedEntry[];
}

/** Parses any of the four formats. Entities of the document's own making are never expanded. Throws when it is none. */
export function parseEntries(text: string): Feed {
  const parsed = parseFeed(text);
  if (parsed.format === 'rss') return rssEntries(parsed.feed);
  if (parsed.format === 'rdf') return rdfEntries(parsed.feed);
  if (parsed.format === 'atom') return atomEntries(parsed.feed);
  return jsonEntries(parsed.feed);
}

/** Dates are left as printed. */
type Parsed = ReturnType<typeof parseFeed<string>>;
type FeedOf<Format extends Parsed['format']> = Extract<Parsed, { format: Format }>['feed'];

function rssEntries(feed: FeedOf<'rss'>): Feed {
  const entries = (feed.items ?? []).map((item) => ({
    id: text(item.guid?.value),
    url: text(item.link),
    title: item.title ?? '',
    publishedAt: text(item.pubDate) ?? text(item.dc?.dates?.[0]),
    content: item.content?.encoded ?? item.description ?? '',
    isPlain: false,
  }));
  return { title: feed.title ?? '', language: text(feed.language), entries };
}

function rdfEntries(feed: FeedOf<'rdf'>): Feed {
  const entries = (feed.items ?? []).map((item) => ({
    id: text(item.rdf?.about) ?? text(item.link),
    url: text(item.link),
    title: item.title ?? '',
    publishedAt: text(item.dc?.dates?.[0]),
    content: item.content?.encoded ?? item.description ?? '',
    isPlain: false,
  }));
  return { title: feed.title ?? '', language: null, entries };
}

function atomEntries(feed: FeedOf<'atom'>): Feed {
  const entries = (feed.entries ?? []).map((entry) => {
    const body = entry.content?.value ? entry.content : entry.summary;
    const link = entry.links?.find((one) => !one.rel || one.rel === 'alternate') ?? entry.links?.[0];
    return {
      id: text(entry.id),
      url: text(link?.href),
      title: entry.title?.value ?? '',
      publishedAt: text(entry.published) ?? text(entry.updated),
      content: body?.value ?? '',
      isPlain: body?.type === 'text',
    };
  });
  return { title: feed.title?.value ?? '', language: text(feed.xml?.lang), entries };
}

function jsonEntries(feed: FeedOf<'json'>): Feed {
  const entries = (feed.items ?? []).map((item) => ({
    id: text(item.id),
    url: text(item.url) ?? text(item.external_url),
    title: item.title ?? '',
    publishedAt: text(item.date_published) ?? text(item.date_modified),
    content: item.content_html ?? item.content_text ?? item.summary ?? '',
    isPlain: item.content_html === undefined,
  }));
  return { title: feed.title ?? '', language: text(feed.language), entries };
}

function text(value: string | undefined): string | null {
  return value === undefined ? null : normaliseText(value) || null;
}
