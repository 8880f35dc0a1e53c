/** Markdown and MDX pages, which many documentation sites answer beside their HTML. */
import { z } from 'zod';
import { extractMarkdown } from '../extract/markdown-document.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { readText } from './read-page.ts';

const MarkdownOptions = z.strictObject({});
type MarkdownOptions = z.infer<typeof MarkdownOptions>;

export const markdownAdapter: SourceAdapter<MarkdownOptions, Reading> = {
  kind: 'markdown',
  summary: 'A Markdown or MDX page with GitHub extensions and front matter.',
  options: MarkdownOptions,
  collect: (source, _options, collector) =>
    collectPage(source, 'text/markdown, text/plain;q=0.9, */*;q=0.1', collector),
  read: (captures) => readText(captures, extractMarkdown),
};
