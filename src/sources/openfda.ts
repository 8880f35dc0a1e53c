/** openFDA's device endpoints: clearances (510(k)), recalls, enforcement reports, adverse events. */
import { z } from 'zod';
import type { FetchFailure } from '../domain/capture.ts';
import { ExtractError } from '../domain/errors.ts';
import { decodeText } from '../extract/decode-text.ts';
import { extractOpenFda, isNoMatch } from '../extract/openfda-document.ts';
import type { Collected, Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { readText } from './read-page.ts';

const OpenFdaOptions = z.strictObject({});
type OpenFdaOptions = z.infer<typeof OpenFdaOptions>;

export const openFdaAdapter: SourceAdapter<OpenFdaOptions, Reading> = {
  kind: 'openfda',
  summary: "A query of openFDA's device endpoints; each clearance, recall or report is a record.",
  options: OpenFdaOptions,
  async collect(source, _options, collector) {
    const collected = await collectPage(source, 'application/json', collector);
    return collected.kind === 'failure' ? emptyList(collected) : collected;
  },
  read: (captures) => readText(captures, extractOpenFda),
};

/** "Nothing matches" comes as status 404, which otherwise means that the address is gone. */
function emptyList(failure: FetchFailure): Collected {
  const { capture } = failure;
  if (failure.code !== 'http_not_found' || !capture) return failure;
  const { text } = decodeText(capture.body, capture.headers['content-type'] ?? null);
  try {
    return isNoMatch(text) ? { kind: 'captures', captures: [capture] } : failure;
  } catch (error) {
    if (error instanceof ExtractError) return failure; // a page of the server's, not openFDA's word
    throw error;
  }
}
