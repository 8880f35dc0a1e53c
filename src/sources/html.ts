/** HTML pages. */
import { z } from 'zod';
import { type Capture, renderingHeader } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import type { Source } from '../domain/source.ts';
import { extractPage } from '../extract/html-document.ts';
import { joinDocuments } from '../extract/join-documents.ts';
import { isSelector } from '../extract/main-content.ts';
import { parseHtml } from '../extract/parse-html.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectParts, maxParts, type Part } from './collect-parts.ts';
import { judged, judgeHtml, pageText } from './read-page.ts';

const emptyPage = parseHtml('');
const Selector = z.string().refine((text) => isSelector(text, emptyPage), 'is not a CSS selector');
const Range = z.strictObject({
  from: Selector.describe('Where it begins: the first match, which is read, too.'),
  to: Selector.optional().describe(
    "Where it ends: the next match, which is not read. Absent: the page's end.",
  ),
});
const Selection = z.union([Selector, Range]);
const Selections = z.union([Selection, z.array(Selection).min(1)]);

const HtmlOptions = z.strictObject({
  select: Selections.optional().describe(
    "CSS selectors of what is read, or ranges `{ from, to }`; each must match something. Absent: the page's main content.",
  ),
  drop: Selections.optional().describe('CSS selectors, or ranges, of what is left out; they need not match.'),
  pages: z
    .array(z.string().refine((text) => isPageAddress(text), 'is not an address, whole or from here'))
    .min(1)
    .max(maxParts - 1)
    .optional()
    .describe("Further pages of the same document, in their order; may be relative to the source's address."),
  render: z
    .boolean()
    .optional()
    .describe(
      'true: read as a browser shows it, for pages that are empty without scripts. Needs `browser.path`.',
    ),
});
type HtmlOptions = z.infer<typeof HtmlOptions>;

export const htmlAdapter: SourceAdapter<HtmlOptions, Reading> = {
  kind: 'html',
  summary: 'A web page, or several that make one document; the main content, or what CSS selectors choose.',
  options: HtmlOptions,
  collect: (source, options, collector) => collectParts(partsOf(source, options), collector),
  /** Each page passes the gates by itself; the first that raises a doubt decides. */
  read(captures, options) {
    const documents: Document[] = [];
    for (const capture of captures.length > 0 ? captures : [undefined]) {
      const reading = readPage(capture, options);
      if (reading.kind !== 'document') return reading;
      documents.push(reading.document);
    }
    return { kind: 'document', document: joinDocuments(documents) };
  },
};

function partsOf({ url }: Source, { pages = [], render }: HtmlOptions): readonly Part[] {
  const addresses = new Set([url, ...pages.map((page) => new URL(page, url).href)]);
  return [...addresses].map((address) => ({
    url: address,
    accept: 'text/html, application/xhtml+xml;q=0.9, */*;q=0.1',
    ...(render && { render }),
  }));
}

function readPage(capture: Capture | undefined, options: HtmlOptions): Reading {
  const answer = pageText(capture ? [capture] : []);
  const page = parseHtml(answer.text);
  const told = options.render ? capture?.headers[renderingHeader] : undefined;
  const remarks = told === undefined ? answer.remarks : [...answer.remarks, told];
  return judgeHtml(page, answer) ?? judged(extractPage(page, options), { ...answer, remarks });
}

function isPageAddress(text: string): boolean {
  const url = URL.parse(text, 'https://vendor.example/');
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && text.trim() !== '';
}
