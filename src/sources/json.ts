/** JSON endpoints, such as lists of models. */
import { z } from 'zod';
import { extractJson } from '../extract/json-document.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { readText } from './read-page.ts';

const Path = z.string().min(1);

const JsonOptions = z.strictObject({
  records: z
    .string()
    .optional()
    .describe(
      'Dotted path of the list (or map) of records; empty for the answer itself. Absent: one record.',
    ),
  id: Path.optional().describe("Dotted path of a record's id within it; `id` when absent."),
  ignore: z
    .array(Path)
    .optional()
    .describe('Dotted paths within a record that are left out; `*` stands for any one key or index.'),
  keep: z.array(Path).optional().describe('If given, only these paths within a record are read.'),
});
type JsonOptions = z.infer<typeof JsonOptions>;

export const jsonAdapter: SourceAdapter<JsonOptions, Reading> = {
  kind: 'json',
  summary: 'A JSON endpoint; records compared field by field.',
  options: JsonOptions,
  collect: (source, _options, collector) => collectPage(source, 'application/json, */*;q=0.1', collector),
  read: (captures, options) => readText(captures, (text) => extractJson(text, options)),
};
