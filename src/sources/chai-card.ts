/** Applied Model Cards of the Coalition for Health AI. */
import { z } from 'zod';
import { extractChaiCard } from '../extract/chai-card-document.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { readText } from './read-page.ts';

const ChaiCardOptions = z.strictObject({});
type ChaiCardOptions = z.infer<typeof ChaiCardOptions>;

export const chaiCardAdapter: SourceAdapter<ChaiCardOptions, Reading> = {
  kind: 'chai-card',
  summary: 'An Applied Model Card of the Coalition for Health AI (XML, v0.1 and v0.2).',
  options: ChaiCardOptions,
  collect: (source, _options, collector) =>
    collectPage(source, 'application/xml, text/xml;q=0.9, */*;q=0.1', collector),
  read: (captures) => readText(captures, extractChaiCard),
};
