/** HTML pages as documents. */
import type { CheerioAPI } from 'cheerio';
import type { Document } from '../domain/document.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { writeBlocks } from './html-blocks.ts';
import { isHidden } from './html-noise.ts';
import { dropElements, mainContent, type Selection, selectContent } from './main-content.ts';
import { normaliseText } from './normalise-text.ts';
import { childrenOf, type HtmlNode, isElement, isText, pageTitle, parseHtml } from './parse-html.ts';

export interface HtmlOptions {
  /** What is read, in document order; absent: the page's main content. */
  readonly select?: Selection | readonly Selection[] | undefined;
  /** What is left out; a selection that matches nothing is fine. */
  readonly drop?: Selection | readonly Selection[] | undefined;
}

/**
 * Reads an HTML page.
 * @throws ExtractError `selector_invalid`, `selector_matched_nothing`, `empty_document`, `document_too_large`,
 * `nested_too_deep`
 */
export function extractHtml(html: string, options: HtmlOptions = {}): Document {
  return extractPage(parseHtml(html), options);
}

/** Like extractHtml, for a page that is parsed already. Changes the page. */
export function extractPage(page: CheerioAPI, options: HtmlOptions): Document {
  const select = listOf(options.select);
  dropElements(page, listOf(options.drop));
  const content = select.length > 0 ? selectContent(page, select) : mainContent(page);
  const writer = createBlockWriter();
  writeBlocks(content.roots, writer);
  const remarks = [...content.remarks];
  if (writer.blocks.length === 0 && select.length === 0) {
    // A page that is all navigation to us: its words are better than an error for ever.
    writeText(page('body').toArray(), writer);
    remarks.push('no content found by structure, all text read line by line');
  }
  if (writer.blocks.length === 0)
    throw extractError('empty_document', 'the page was read, but no text was found in its content');
  return {
    title: pageTitle(page) ?? writer.blocks.find((block) => block.kind === 'heading')?.text ?? null,
    blocks: writer.blocks,
    language: normaliseText(page('html').attr('lang') ?? '') || null,
    remarks,
  };
}

/** The text that a reader sees, navigation and all. */
function writeText(nodes: readonly HtmlNode[], writer: BlockWriter): void {
  for (const node of nodes) {
    if (isText(node)) writer.paragraph(node.data);
    else if (!isElement(node) || !isHidden(node)) writeText(childrenOf(node), writer);
  }
}

function listOf(selections: HtmlOptions['select']): readonly Selection[] {
  if (selections === undefined) return [];
  return isList(selections) ? selections : [selections];
}

function isList(selections: Selection | readonly Selection[]): selections is readonly Selection[] {
  return Array.isArray(selections);
}
