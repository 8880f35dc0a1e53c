/** Definition lists as named values, when they are that; long definitions stay ordinary text. */
import type { BlockWriter } from './block-writer.ts';
import { inlineText } from './html-text.ts';
import { childrenOf, type HtmlElement, type HtmlNode, isElement } from './parse-html.ts';

interface Definition {
  readonly terms: HtmlElement[];
  readonly details: HtmlElement[];
}

const longParts = new Set('table pre ul ol dl h1 h2 h3 h4 h5 h6 blockquote'.split(' '));

/** Writes each term with its details; `walk` reads details that hold lists, tables or several paragraphs. */
export function writeDefinitions(
  list: HtmlElement,
  writer: BlockWriter,
  walk: (part: HtmlElement) => void,
): void {
  for (const { terms, details } of definitionsOf(list)) {
    const key = terms.map((term) => inlineText(term).trim()).filter((text) => text !== '');
    if (key.length === 0 || details.some(isLong)) {
      for (const part of [...terms, ...details]) walk(part);
    } else {
      writer.keyValue('', key.join(', '), details.map((detail) => inlineText(detail).trim()).join('; '));
    }
  }
}

/** Groups may stand in `div` elements (HTML Standard, the dl element). */
function definitionsOf(list: HtmlElement): Definition[] {
  const definitions: Definition[] = [];
  const parts = childrenOf(list)
    .filter(isElement)
    .flatMap((child) => (child.tagName === 'div' ? childrenOf(child).filter(isElement) : [child]));
  for (const part of parts) {
    let last = definitions.at(-1);
    const isTerm = part.tagName === 'dt';
    if (!last || (isTerm && last.details.length > 0)) {
      last = { terms: [], details: [] };
      definitions.push(last);
    }
    (isTerm ? last.terms : last.details).push(part);
  }
  return definitions;
}

function isLong(element: HtmlElement): boolean {
  let paragraphs = 0;
  const waiting: HtmlNode[] = [element];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (!isElement(next)) continue;
    if (longParts.has(next.tagName)) return true;
    if (next.tagName === 'p') paragraphs += 1;
    waiting.push(...childrenOf(next));
  }
  return paragraphs > 1;
}
