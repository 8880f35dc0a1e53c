/** Status pages made with Statuspage, and those that answer in its manner. */
import { z } from 'zod';
import type { Source } from '../domain/source.ts';
import { extractFeed } from '../extract/feed-document.ts';
import { extractStatuspage } from '../extract/statuspage-incidents.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectParts, type Part } from './collect-parts.ts';
import { readText } from './read-page.ts';
import { readParts } from './read-parts.ts';

const StatuspageOptions = z
  .strictObject({
    components: z
      .boolean()
      .optional()
      .describe('true: the present state of every component is read, too. Every outage is then a change.'),
    feed: z
      .boolean()
      .optional()
      .describe('true: `history.atom` is read, for pages that do not offer `api/v2`. Not with `components`.'),
  })
  .refine(
    ({ components, feed }) => !(components && feed),
    'the feed knows no components: use one of the two',
  );
type StatuspageOptions = z.infer<typeof StatuspageOptions>;

export const statuspageAdapter: SourceAdapter<StatuspageOptions, Reading> = {
  kind: 'statuspage',
  summary: 'A Statuspage site by its address; each incident is a dated entry with its updates.',
  options: StatuspageOptions,
  collect: (source, options, collector) => collectParts(partsOf(source, options), collector),
  read(captures, options) {
    if (options.feed) return readText(captures, extractFeed);
    return readParts(captures, ([incidents = '', components = null]) =>
      extractStatuspage(incidents, options.components ? components : null),
    );
  },
};

function partsOf({ url }: Source, { components, feed }: StatuspageOptions): readonly Part[] {
  const part = (path: string, accept: string): Part => ({ url: new URL(path, url).href, accept });
  if (feed) return [part('/history.atom', 'application/atom+xml, application/xml;q=0.9, */*;q=0.1')];
  const json = 'application/json, */*;q=0.1';
  return [
    part('/api/v2/incidents.json', json),
    ...(components ? [part('/api/v2/components.json', json)] : []),
  ];
}
