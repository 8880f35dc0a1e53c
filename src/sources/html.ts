/** HTML pages. */
import { z } from 'zod';
import { extractPage } from '../extract/html-document.ts';
import { isSelector } from '../extract/main-content.ts';
import { parseHtml } from '../extract/parse-html.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { judged, judgeHtml, pageText } from './read-page.ts';

const emptyPage = parseHtml('');
const Selector = z.string().refine((text) => isSelector(text, emptyPage), 'is not a CSS selector');
const Selectors = z.union([Selector, z.array(Selector).min(1)]);

const HtmlOptions = z.strictObject({
  select: Selectors.optional().describe(
    "CSS selectors of what is read; each must match something. Absent: the page's main content.",
  ),
  drop: Selectors.optional().describe('CSS selectors of what is left out; they need not match.'),
});
type HtmlOptions = z.infer<typeof HtmlOptions>;

export const htmlAdapter: SourceAdapter<HtmlOptions, Reading> = {
  kind: 'html',
  summary: 'A web page; its main content, or what CSS selectors choose.',
  options: HtmlOptions,
  collect: (source, _options, collector) =>
    collectPage(source, 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1', collector),
  read(captures, options) {
    const answer = pageText(captures);
    const page = parseHtml(answer.text);
    return judgeHtml(page, answer) ?? judged(extractPage(page, options), answer);
  },
};
