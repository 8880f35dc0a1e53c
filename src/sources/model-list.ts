/** Lists of models as the vendors' programming interfaces give them. */
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { decodeText } from '../extract/decode-text.ts';
import { extractModelList } from '../extract/model-list-document.ts';
import { isPaged, modelListShapes, nextPage } from '../extract/model-list-shapes.ts';
import type { Collected, Collector, Reading, SourceAdapter } from './adapter.ts';
import { readParts } from './read-parts.ts';

/** The largest list known has a thousand models on one page; this many pages are a fault, which reading reports. */
const maxPages = 20;

const ModelListOptions = z.strictObject({
  shape: z
    .enum(modelListShapes)
    .optional()
    .describe('How the endpoint answers; found from the answer when absent.'),
  ignore: z
    .array(z.string().min(1))
    .optional()
    .describe('Dotted paths within a record that are left out; `*` stands for any one key or index.'),
});
type ModelListOptions = z.infer<typeof ModelListOptions>;

export const modelListAdapter: SourceAdapter<ModelListOptions, Reading> = {
  kind: 'model-list',
  summary: 'A list of models from a vendor’s programming interface; the same field names for all vendors.',
  options: ModelListOptions,
  collect: collectPages,
  read: (captures, options) => readParts(captures, (pages) => extractModelList(pages, options)),
};

/** Page after page. Only lists of one page can be "not modified": the first page says nothing of the others. */
async function collectPages(
  source: Source,
  { shape }: ModelListOptions,
  collector: Collector,
): Promise<Collected> {
  const captures: Capture[] = [];
  const validators = shape === undefined || isPaged(shape) ? null : collector.validators(source.url);
  let url: string | null = source.url;
  while (url !== null && captures.length < maxPages) {
    const result = await collector.fetch({
      url,
      accept: 'application/json, */*;q=0.1',
      etag: validators?.etag ?? null,
      lastModified: validators?.lastModified ?? null,
    });
    if (result.kind === 'failure') return result;
    captures.push(result.capture);
    if (result.kind === 'not-modified') return { kind: 'not-modified', captures };
    const { text } = decodeText(result.capture.body, result.capture.headers['content-type'] ?? null);
    url = nextPage(url, text, shape);
  }
  return { kind: 'captures', captures };
}
