/**
 * The walk from an HTML tree to blocks. Text is gathered until an element ends the line, as a browser would,
 * and then written as what it stands in: a heading, a list item, a paragraph. Recursion is safe: parse-html.ts
 * bounds the depth.
 */
import type { BlockWriter } from './block-writer.ts';
import { writeDefinitions } from './html-definitions.ts';
import { isFurniture, isHidden, isPermalink } from './html-noise.ts';
import { isDataTable, writeTable } from './html-table.ts';
import { areApart, inlineText, isLineElement } from './html-text.ts';
import { childrenOf, type HtmlElement, type HtmlNode, isElement, isText } from './parse-html.ts';

/** Where text that ends a line belongs. */
type Place =
  | { readonly kind: 'paragraph' }
  /** The first text of an item is the item; what follows it in the same item are paragraphs. */
  | { readonly kind: 'list-item'; readonly depth: number; isWritten: boolean };

const paragraph: Place = { kind: 'paragraph' };

/** A line with this share of its letters in links is made of links. */
const linksShare = 0.8;

/** Writes everything below the nodes. Headings are written `headingOffset` levels deeper than they say. */
export function writeBlocks(nodes: readonly HtmlNode[], writer: BlockWriter, headingOffset = 0): void {
  let line: string[] = [];
  let place: Place = paragraph;
  let openLinks = 0;
  let linked = 0;

  function endLine(): void {
    const text = line.join('');
    const isLinks = linked > 0 && linked >= lettersIn(text) * linksShare;
    line = [];
    linked = 0;
    if (text.trim() === '') return;
    if (place.kind === 'list-item' && !place.isWritten) {
      const before = writer.blocks.length;
      writer.listItem(place.depth, text, isLinks);
      place.isWritten = writer.blocks.length > before;
    } else {
      writer.paragraph(text, isLinks);
    }
  }

  function visitChildren(node: HtmlNode, depth: number): void {
    let previous: HtmlNode | null = null;
    for (const child of childrenOf(node)) {
      if (previous && areApart(previous, child)) line.push(' ');
      visit(child, depth);
      previous = child;
    }
  }

  function within(next: Place, node: HtmlNode, depth: number): void {
    endLine();
    const outer = place;
    place = next;
    visitChildren(node, depth);
    endLine();
    place = outer;
  }

  function visitLine(element: HtmlElement, depth: number): void {
    endLine();
    visitChildren(element, depth);
    endLine();
  }

  /** `depth` counts the lists around the node. */
  function visit(node: HtmlNode, depth: number): void {
    if (isText(node)) {
      line.push(node.data);
      if (openLinks > 0) linked += lettersIn(node.data);
      return;
    }
    if (!isElement(node)) {
      visitChildren(node, depth); // the content of a template
      return;
    }
    if (isHidden(node) || isFurniture(node) || isPermalink(node)) return;
    const level = headingLevel(node);
    if (level !== null) {
      endLine();
      writer.heading(level + headingOffset, inlineText(node));
      return;
    }
    const { tagName } = node;
    if (tagName === 'br') {
      // Two in a row are how old pages set paragraphs apart.
      if (line.at(-1) === '\n' || (line.at(-2) === '\n' && line.at(-1)?.trim() === '')) endLine();
      else line.push('\n');
    } else if (tagName === 'li') {
      within({ kind: 'list-item', depth: Math.max(0, depth - 1), isWritten: false }, node, depth);
    } else if (tagName === 'ul' || tagName === 'ol' || tagName === 'menu' || tagName === 'dir') {
      visitLine(node, depth + 1);
    } else if (tagName === 'pre') {
      endLine();
      writer.code(inlineText(node));
    } else if (tagName === 'dl') {
      endLine();
      writeDefinitions(node, writer, (part) => within(paragraph, part, depth));
    } else if (isDataTable(node)) {
      endLine();
      writeTable(node, writer);
    } else if (tagName === 'sup') {
      line.push(inlineText(node));
    } else if (isLineElement(node)) {
      visitLine(node, depth);
    } else {
      // A custom element is its own component: its text does not run into its neighbour's.
      const gap = tagName.includes('-') ? ' ' : '';
      const isLink = tagName === 'a';
      line.push(gap);
      if (isLink) openLinks += 1;
      visitChildren(node, depth);
      if (isLink) openLinks -= 1;
      line.push(gap);
    }
  }

  for (const node of nodes) {
    endLine();
    if (isElement(node) && childrenOf(node).length > 0 && !isWhole(node)) visitChildren(node, 0);
    else visit(node, 0);
  }
  endLine();
}

function lettersIn(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

/** A selected element that means something as a whole, rather than by what it contains. */
function isWhole(element: HtmlElement): boolean {
  const { tagName } = element;
  if (['ul', 'ol', 'menu', 'li', 'dl', 'pre'].includes(tagName)) return true;
  return headingLevel(element) !== null || isDataTable(element);
}

function headingLevel(element: HtmlElement): number | null {
  const native = /^h([1-6])$/.exec(element.tagName)?.[1];
  if (native) return Number(native);
  if (element.attribs['role'] !== 'heading') return null;
  const level = Number(element.attribs['aria-level'] ?? 2);
  return Number.isInteger(level) && level >= 1 && level <= 9 ? level : 2;
}
