/** Plain text, settings files and source code. */
import { z } from 'zod';
import { extractText, refuseBinary } from '../extract/text-document.ts';
import { formOfName, textForms } from '../extract/text-form.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { pathOf } from './kind-of-file.ts';
import { readText } from './read-page.ts';

const TextOptions = z.strictObject({
  form: z
    .enum(textForms)
    .optional()
    .describe('What the text is made of. Absent: what its extension says, else what its lines look like.'),
});
type TextOptions = z.infer<typeof TextOptions>;

export const textAdapter: SourceAdapter<TextOptions, Reading> = {
  kind: 'text',
  summary: 'A plain text, settings file (TOML, INI, YAML) or source code; lists of names item by item.',
  options: TextOptions,
  collect: (source, _options, collector) => collectPage(source, 'text/plain, */*;q=0.5', collector),
  read: (captures, options) =>
    readText(captures, (text) => {
      const [capture] = captures;
      if (capture) refuseBinary(capture.body);
      const form = options.form ?? formOfName(pathOf(capture?.finalUrl ?? ''));
      return extractText(text, form);
    }),
};
