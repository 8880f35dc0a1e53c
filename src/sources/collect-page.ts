/** What most kinds of source do to collect: one conditional GET of the source's address. */
import type { Source } from '../domain/source.ts';
import type { Collected, Collector } from './adapter.ts';

/** Never throws for what the other side does; `accept` is the Accept header of the kind. */
export async function collectPage(source: Source, accept: string, collector: Collector): Promise<Collected> {
  const validators = collector.validators(source.url);
  const result = await collector.fetch({
    url: source.url,
    accept,
    etag: validators?.etag ?? null,
    lastModified: validators?.lastModified ?? null,
  });
  if (result.kind === 'failure') return result;
  return { kind: result.kind === 'ok' ? 'captures' : 'not-modified', captures: [result.capture] };
}
