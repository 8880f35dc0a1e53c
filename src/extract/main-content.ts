/** Which part of a page is read: what the operator selected, or what the page itself marks as its content. */
import type { CheerioAPI } from 'cheerio';
import { extractError } from './extract-errors.ts';
import { plainText } from './html-noise.ts';
import { type MissingEnd, nodesOfRange, type Range } from './html-range.ts';
import { childrenOf, type HtmlNode } from './parse-html.ts';

/** What is read or left out: all that a CSS selector matches, or a range. */
export type Selection = string | Range;

export interface Content {
  /** Roots in document order; none lies within another. */
  readonly roots: readonly HtmlNode[];
  readonly remarks: readonly string[];
}

const enoughText = 1_000_000;

/**
 * The parts that any of the selections means. Each must match, a range with both its ends: one that matches nothing means
 * that the page is no longer built as the operator saw it, and an empty answer would look like a deletion.
 * @throws ExtractError `selector_invalid`, `selector_matched_nothing`
 */
export function selectContent(page: CheerioAPI, selections: readonly Selection[]): Content {
  const chosen = new Set<HtmlNode>();
  for (const selection of selections) {
    const found = nodesOf(page, selection);
    if (found === 'to' && typeof selection === 'object') {
      throw extractError(
        'selector_matched_nothing',
        `nothing after ${JSON.stringify(selection.from)} matches the end of the range, ${JSON.stringify(selection.to)}`,
      );
    }
    if (typeof found === 'string' || found.length === 0) {
      const selector = typeof selection === 'string' ? selection : selection.from;
      throw extractError(
        'selector_matched_nothing',
        `the selector ${JSON.stringify(selector)} matched nothing`,
      );
    }
    for (const node of found) chosen.add(node);
  }
  return { roots: outermost(inOrder(page, chosen)), remarks: [] };
}

/** Selections may be given in any order; they are read in that of the page. */
function inOrder(page: CheerioAPI, nodes: ReadonlySet<HtmlNode>): HtmlNode[] {
  const ordered: HtmlNode[] = [];
  const waiting: HtmlNode[] = [...page.root().toArray()].flatMap(childrenOf).toReversed();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (nodes.has(next)) ordered.push(next);
    for (const child of childrenOf(next).toReversed()) waiting.push(child);
  }
  return ordered;
}

function nodesOf(page: CheerioAPI, selection: Selection): readonly HtmlNode[] | MissingEnd {
  if (typeof selection === 'string') return find(page, selection);
  for (const selector of [selection.from, selection.to ?? selection.from]) find(page, selector);
  return nodesOfRange(page, selection);
}

/** @throws ExtractError `selector_invalid` */
export function dropElements(page: CheerioAPI, selections: readonly Selection[]): void {
  for (const selection of selections) {
    const found = nodesOf(page, selection);
    if (typeof found !== 'string') page([...found]).remove();
  }
}

/** Whether a CSS selector can be understood; for checking configuration before anything is fetched. */
export function isSelector(selector: string, page: CheerioAPI): boolean {
  try {
    page(selector);
    return selector.trim() !== '' && !selector.trim().startsWith('<');
  } catch {
    return false; // the parser of selectors has no other way to say it
  }
}

function find(page: CheerioAPI, selector: string): HtmlNode[] {
  if (!isSelector(selector, page)) {
    throw extractError('selector_invalid', `${JSON.stringify(selector)} is not a CSS selector`);
  }
  return page(selector).toArray();
}

/**
 * The page's main content: its `main`, else its only `article`, else the whole body without the site's
 * header, footer and side columns. Anything but the first is said in a remark.
 */
export function mainContent(page: CheerioAPI): Content {
  const mains = outermost(page('main, [role="main"]').toArray());
  const main = longest(mains);
  if (main) return { roots: [main], remarks: [] };
  const articles = outermost(page('article').toArray()).filter((node) => plainText(node, 1).trim() !== '');
  const [article] = articles;
  if (article && articles.length === 1) {
    return { roots: [article], remarks: ['no main element found, the only article used'] };
  }
  page('header, footer, aside, [role="banner"], [role="contentinfo"], [role="complementary"]')
    .filter((_, element) => page(element).closest('article, section').length === 0)
    .remove();
  return { roots: page('body').toArray(), remarks: ['no main content found, whole body used'] };
}

function longest(nodes: readonly HtmlNode[]): HtmlNode | null {
  let best: HtmlNode | null = null;
  let bestLength = 0;
  for (const node of nodes) {
    const { length } = plainText(node, enoughText).trim();
    if (length > bestLength) [best, bestLength] = [node, length];
  }
  return best;
}

function outermost(nodes: readonly HtmlNode[]): HtmlNode[] {
  const chosen = new Set<unknown>(nodes);
  return nodes.filter((node) => {
    for (let { parent } = node; parent; { parent } = parent) if (chosen.has(parent)) return false;
    return true;
  });
}
