/** HTML to a tree, within bounds; the names that the rest of this folder gives to its nodes. */
import { type CheerioAPI, load } from 'cheerio';
import { guardHtml } from './html-guard.ts';
import { normaliseText } from './normalise-text.ts';

export type HtmlPage = CheerioAPI;
type HtmlRoot = NonNullable<ReturnType<CheerioAPI['root']>[0]>;
export type HtmlNode = HtmlRoot['childNodes'][number];
export type HtmlElement = Extract<HtmlNode, { readonly attribs: unknown }>;

type HtmlText = Extract<HtmlNode, { readonly nodeType: 3 }>;

/** @throws ExtractError when parsing would cost out of all proportion. Malformed HTML is no error. */
export function parseHtml(html: string): CheerioAPI {
  guardHtml(html);
  return load(html);
}

/** `script` and `style` are types of their own in this tree. */
export function isElement(node: HtmlNode): node is HtmlElement {
  return 'attribs' in node;
}

export function isText(node: HtmlNode): node is HtmlText {
  return node.nodeType === 3; // Node.TEXT_NODE
}

export function childrenOf(node: HtmlNode): readonly HtmlNode[] {
  return 'children' in node ? node.children : [];
}

/** Lower-case class names of an element. */
export function classesOf(element: HtmlElement): readonly string[] {
  const { class: names } = element.attribs;
  return names ? names.toLowerCase().split(/\s+/) : [];
}

/** Text of the page's `<title>`, or null. The titles of inline SVG pictures are not it. */
export function pageTitle(page: CheerioAPI): string | null {
  const title = normaliseText(page('head > title, body > title').first().text());
  return title === '' ? null : title;
}
