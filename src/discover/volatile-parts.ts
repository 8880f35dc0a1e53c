/**
 * What differs between two answers that came within seconds: parts that would be reported at every visit. Found as
 * selectors for web pages, as paths for JSON. Pure.
 */
import type { Document } from '../domain/document.ts';
import {
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  type HtmlPage,
  isElement,
  isText,
  parseHtml,
} from '../extract/parse-html.ts';

/** More than this share of a document is no decoration. */
const maxShare = 0.25;
const maxSelectors = 12;

/** Texts of blocks that only one of the two documents has. */
export function differingTexts(first: Document, second: Document): readonly string[] {
  const texts = (document: Document) => new Set(document.blocks.map(({ text }) => text));
  const [a, b] = [texts(first), texts(second)];
  return [...[...a].filter((text) => !b.has(text)), ...[...b].filter((text) => !a.has(text))];
}

/** JSON paths that differ, with `*` for positions in lists; for `ignore`. */
export function differingPaths(first: Document, second: Document): readonly string[] {
  const values = (document: Document) =>
    new Map(
      document.blocks.flatMap((block) =>
        block.kind === 'key-value' ? [[`${block.record}\u0000${block.key}`, block] as const] : [],
      ),
    );
  const [before, after] = [values(first), values(second)];
  const paths = [...before].flatMap(([name, { key, value }]) => {
    const other = after.get(name);
    return other !== undefined && other.value !== value ? [key.replace(/(^|\.)\d+(?=\.|$)/g, '$1*')] : [];
  });
  return [...new Set(paths)];
}

/**
 * Selectors of the smallest elements whose text differs, or null when there are none that could be told by a
 * selector, or when they hold too much of the page to be left out.
 */
export function volatileSelectors(
  first: string,
  second: string,
  select: string | null,
): readonly string[] | null {
  const [a, b] = [parseHtml(first), parseHtml(second)];
  const root = (page: HtmlPage) => (select === null ? page('body') : page(select)).get(0);
  const [from, to] = [root(a), root(b)];
  if (from === undefined || to === undefined) return null;
  const elements: HtmlElement[] = [];
  findDiffering(from, to, elements);
  const length = elements.reduce((sum, element) => sum + a(element).text().length, 0);
  if (elements.length === 0 || elements.length > maxSelectors || length > maxShare * a(from).text().length)
    return null;
  const selectors = elements.map((element) => selectorOf(element, a));
  return selectors.includes(null) ? null : [...new Set(selectors.filter((one) => one !== null))];
}

function findDiffering(from: HtmlNode, to: HtmlNode, found: HtmlElement[]): void {
  const children = (node: HtmlNode) => childrenOf(node).filter(isElement);
  const [ours, theirs] = [children(from), children(to)];
  const isAlike =
    ours.length === theirs.length && ours.every((child, index) => child.name === theirs[index]?.name);
  if (isElement(from) && (!isAlike || ownText(from) !== ownText(to))) {
    found.push(from);
    return;
  }
  for (const [index, child] of ours.entries()) {
    const other = theirs[index];
    if (other !== undefined && !/^(?:script|style|template|noscript)$/.test(child.name))
      findDiffering(child, other, found);
  }
}

function ownText(node: HtmlNode): string {
  return childrenOf(node)
    .filter(isText)
    .map(({ data }) => data.replace(/\s+/g, ' '))
    .join('|');
}

/** By an id or class that reads like a name, not like something generated; else below the nearest that does. */
function selectorOf(element: HtmlElement, page: HtmlPage): string | null {
  const own = namesOf(element).find((name) => page(name).length >= 1 && page(name).length <= 3);
  if (own !== undefined) return own;
  const parent = element.parent;
  if (parent === null || !isElement(parent) || parent.name === 'body') return null;
  const above = selectorOf(parent, page);
  if (above === null) return null;
  const alike = childrenOf(parent)
    .filter(isElement)
    .filter(({ name }) => name === element.name);
  const place = alike.length === 1 ? '' : `:nth-of-type(${alike.indexOf(element) + 1})`;
  return `${above} > ${element.name}${place}`;
}

function namesOf(element: HtmlElement): readonly string[] {
  const { id, class: classes = '' } = element.attribs;
  const isName = (word: string) => /^[a-z][a-z_-]{2,40}$/i.test(word);
  return [
    ...(id !== undefined && isName(id) ? [`#${id}`] : []),
    ...classes
      .split(/\s+/)
      .filter(isName)
      .map((name) => `.${name}`),
    ...(element.name === 'time' || element.name === 'main' || element.name === 'article'
      ? [element.name]
      : []),
  ];
}
