/** HTML pages as documents. */
import type { CheerioAPI } from 'cheerio';
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { writeBlocks } from './html-blocks.ts';
import { dropElements, mainContent, selectContent } from './main-content.ts';
import { normaliseText } from './normalise-text.ts';
import { pageTitle, parseHtml } from './parse-html.ts';

export interface HtmlOptions {
  /** CSS selectors of what is read, in document order; absent: the page's main content. */
  readonly select?: string | readonly string[] | undefined;
  /** CSS selectors of what is left out; one that matches nothing is fine. */
  readonly drop?: string | readonly string[] | undefined;
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
  if (writer.blocks.length === 0) {
    throw extractError('empty_document', 'the page was read, but no text was found in its content');
  }
  return {
    title: pageTitle(page) ?? writer.blocks.find((block) => block.kind === 'heading')?.text ?? null,
    blocks: writer.blocks,
    language: normaliseText(page('html').attr('lang') ?? '') || null,
    remarks: content.remarks,
  };
}

function listOf(selectors: HtmlOptions['select']): readonly string[] {
  if (selectors === undefined) return [];
  return typeof selectors === 'string' ? [selectors] : selectors;
}
