/** Text of a node on one line, as its neighbours stand on the screen. */
import { isFurniture, isHidden, isPermalink } from './html-noise.ts';
import { childrenOf, type HtmlElement, type HtmlNode, isElement, isText } from './parse-html.ts';

/** Elements that begin and end a line. */
const lineElements = new Set(
  'address article aside blockquote body caption center dd details dir div dt fieldset figcaption figure footer form header hgroup hr html legend li main menu nav ol p search section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);

/** Elements that stand apart from a neighbour of their kind even with no blank between them. */
const separateElements = new Set(['a', 'button', 'label', 'span', 'kbd', 'time']);

/** Whether an element begins and ends a line by itself. */
export function isLineElement(element: HtmlElement): boolean {
  return lineElements.has(element.tagName);
}

/** Text of an element on one line, without what readers do not see. */
export function inlineText(node: HtmlNode): string {
  if (isText(node)) return node.data;
  if (isElement(node)) {
    if (isHidden(node) || isPermalink(node) || isFurniture(node)) return '';
    if (node.tagName === 'br') return ' ';
  }
  const parts: string[] = [];
  let previous: HtmlNode | null = null;
  for (const child of childrenOf(node)) {
    if (previous && areApart(previous, child)) parts.push(' ');
    parts.push(inlineText(child));
    previous = child;
  }
  const text = parts.join('');
  if (!isElement(node)) return text;
  if (node.tagName === 'sup') return raised(node, text);
  return endsLine(node) ? ` ${text} ` : text;
}

/**
 * A raised number must not run into what it follows: a footnote's mark would make another year or version of it
 * (2026² is not 20262). Marks that link to their note say nothing by themselves.
 */
function raised(element: HtmlElement, text: string): string {
  if (!/^[\s\d,*†‡[\]]+$/.test(text)) return text;
  const isMark = childrenOf(element).some(
    (child) => isElement(child) && child.tagName === 'a' && child.attribs['href']?.includes('#'),
  );
  return isMark ? '' : `^${text.trim()}`;
}

function endsLine(element: HtmlElement): boolean {
  const { tagName } = element;
  return isLineElement(element) || tagName.includes('-') || /^(?:h[1-6]|pre|dl)$/.test(tagName);
}

/**
 * Whether two neighbours are set apart on the screen though no blank is between them: badges, buttons and
 * tags are spaced by style sheets. Not in code, where spans are colours.
 */
export function areApart(left: HtmlNode, right: HtmlNode): boolean {
  if (!isElement(left) || !isElement(right) || left.tagName !== right.tagName) return false;
  if (!separateElements.has(left.tagName) || isInCode(left)) return false;
  return /[\p{L}\p{N}]\s*$/u.test(lastText(left)) && /^[\p{L}\p{N}]/u.test(firstText(right));
}

function isInCode(node: HtmlNode): boolean {
  for (let { parent } = node; parent; { parent } = parent) {
    if ('tagName' in parent && (parent.tagName === 'code' || parent.tagName === 'pre')) return true;
  }
  return false;
}

function firstText(node: HtmlNode): string {
  if (isText(node)) return node.data;
  for (const child of childrenOf(node)) {
    const text = firstText(child);
    if (text !== '') return text;
  }
  return '';
}

function lastText(node: HtmlNode): string {
  if (isText(node)) return node.data;
  for (const child of childrenOf(node).toReversed()) {
    const text = lastText(child);
    if (text !== '') return text;
  }
  return '';
}
