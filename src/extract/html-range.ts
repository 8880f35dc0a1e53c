/** Parts of a page that no element holds by itself: from one element up to another. */
import type { CheerioAPI } from 'cheerio';
import { childrenOf, type HtmlNode } from './parse-html.ts';

export interface Range {
  /** CSS selector of where it begins; the first match, which is part of it. */
  readonly from: string;
  /** CSS selector of where it ends: the first match after the beginning, no longer part of it. Absent: at the page's end. */
  readonly to?: string | undefined;
}

/** Which end of a range matched nothing. */
export type MissingEnd = 'from' | 'to';

/** The nodes of a range in document order, as few as hold all of it; or the end that is missing. */
export function nodesOfRange(page: CheerioAPI, { from, to }: Range): readonly HtmlNode[] | MissingEnd {
  const [start] = page(from).toArray();
  if (!start) return 'from';
  const end = to === undefined ? null : firstAfter(page, start, to);
  if (end === undefined) return 'to';
  const aroundEnd = new Set<unknown>();
  for (let around = end?.parent; around; around = around.parent) aroundEnd.add(around);
  const nodes: HtmlNode[] = [];
  let next: HtmlNode | null = start;
  while (next && next !== end) {
    if (aroundEnd.has(next)) {
      next = childrenOf(next)[0] ?? null;
      continue;
    }
    nodes.push(next);
    next = following(next);
  }
  return nodes;
}

function firstAfter(page: CheerioAPI, start: HtmlNode, selector: string): HtmlNode | undefined {
  const ends = new Set<HtmlNode>(page(selector).toArray());
  let isAfter = false;
  return page('*')
    .toArray()
    .find((node) => {
      if (node === start) isAfter = true;
      return isAfter && node !== start && ends.has(node);
    });
}

/** The next node that is not within this one, in document order; null after the last. */
function following(node: HtmlNode): HtmlNode | null {
  for (let at: HtmlNode | null = node; at; ) {
    if (at.next) return at.next;
    const { parent }: HtmlNode = at;
    at = parent && 'next' in parent && parent.nodeType === 1 ? parent : null;
  }
  return null;
}
