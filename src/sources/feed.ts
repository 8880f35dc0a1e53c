/** RSS, RDF, Atom and JSON feeds. */
import { z } from 'zod';
import { extractFeed } from '../extract/feed-document.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { readText } from './read-page.ts';

const FeedOptions = z.strictObject({});
type FeedOptions = z.infer<typeof FeedOptions>;

const accept =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5';

export const feedAdapter: SourceAdapter<FeedOptions, Reading> = {
  kind: 'feed',
  summary: 'An RSS, RDF, Atom or JSON feed; each item is a dated entry.',
  options: FeedOptions,
  collect: (source, _options, collector) => collectPage(source, accept, collector),
  read: (captures) => readText(captures, extractFeed),
};
