/** What the quality gates look at in an answer, gathered once. */
import type { CheerioAPI } from 'cheerio';
import type { Capture } from '../domain/capture.ts';
import { plainText } from './html-noise.ts';
import { normaliseText } from './normalise-text.ts';
import { type HtmlElement, type HtmlNode, isElement, isText, pageTitle } from './parse-html.ts';

export interface PageFacts {
  readonly finalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Start of the page as received, scripts included. */
  readonly html: string;
  readonly title: string;
  /** First heading of the page; empty when there is none. */
  readonly heading: string;
  /**
   * What the page calls itself: title and heading, whole and in the parts that sites join (`Page not found | Docs`).
   * A stand-in is named for what it is; a document *about* such pages has more to its name.
   */
  readonly names: readonly string[];
  /** Text of the page without scripts and the site's navigation, shortened. */
  readonly text: string;
  readonly textLength: number;
  /** Length of the lines that are sentences rather than links and labels; a stand-in says next to nothing. */
  readonly proseLength: number;
  /** Headings of any level within the page, without the site's navigation. */
  readonly headings: number;
  /** Rows of tables and items of lists, without the site's navigation. */
  readonly rows: number;
  readonly items: number;
  /** Whether the page shows code: what explains a challenge or an error does, the thing itself does not. */
  readonly hasCode: boolean;
  /** What buttons say. */
  readonly buttons: readonly string[];
  /** Fields for a password, and for a user's name or address, outside the site's header and footer. */
  readonly hasPasswordField: boolean;
  readonly hasLoginField: boolean;
  /** Fields in which a visitor writes something, as in contact forms. */
  readonly textFields: number;
  /** Whether the page holds a container that a script is to fill and that is empty. */
  readonly hasEmptyRoot: boolean;
  readonly scripts: number;
  /** What the page tells readers without scripts. */
  readonly noScriptText: string;
  /** Where the page sends its reader on at once, by `<meta http-equiv="refresh">` or a lone script; else null. */
  readonly sentTo: string | null;
}

/** Signs stand early; the state that frameworks print at the end of a page would only slow the search. */
const maxHtml = 400_000;
const maxText = 20_000;
const sentenceWords = 6;

/** Elements that end a line of text. */
const inline = new Set(
  'a abbr b bdi cite em i kbd mark q s small span strong sub sup time u var wbr'.split(' '),
);
const unread = new Set(['script', 'style', 'noscript', 'template', 'select', 'svg']);

/** Gathers the facts. Reads only: the page can still be extracted afterwards. */
export function gatherFacts(
  page: CheerioAPI,
  html: string,
  capture: Pick<Capture, 'finalUrl' | 'headers'>,
): PageFacts {
  const furniture = new Set<unknown>(page('nav, header, footer, [role="navigation"]').toArray());
  const isOwn = (_: number, element: HtmlElement): boolean => !isWithin(element, furniture);
  const lines = linesOf(page('body')[0], furniture);
  const text = lines.join(' ').slice(0, maxText);
  const noScript = page('noscript')
    .toArray()
    .map((node) => page(node).text())
    .join(' ');
  const title = pageTitle(page) ?? '';
  const headings = page('h1').length > 0 ? page('h1') : page('h2, [role="heading"]');
  const heading = normaliseText(headings.first().text());
  return {
    finalUrl: capture.finalUrl,
    headers: capture.headers,
    html: html.slice(0, maxHtml),
    title,
    heading,
    names: [...namesIn(title), ...namesIn(heading)],
    text,
    textLength: text.length,
    proseLength: lines.reduce((sum, line) => sum + (isSentence(line) ? line.length : 0), 0),
    headings: page('h1, h2, h3, h4, h5, h6').filter(isOwn).length,
    rows: page('tr').filter(isOwn).length,
    items: page('li, dd').filter(isOwn).length,
    hasCode: page('pre, code').filter(isOwn).length > 0,
    buttons: page('button, input[type="submit"], [role="button"]')
      .toArray()
      .map((node) => normaliseText(page(node).text() || (page(node).attr('value') ?? '')))
      .slice(0, 100),
    hasPasswordField: page('input[type="password"]').filter(isOwn).length > 0,
    hasLoginField: page(loginFields).filter(isOwn).length > 0,
    textFields: page('textarea, input[type="text"], input[type="email"], input[type="tel"]').length,
    hasEmptyRoot: page(emptyRoots)
      .toArray()
      .some((root) => plainText(root, 40).trim().length < 20),
    scripts: page('script').length,
    noScriptText: normaliseText(noScript.replaceAll(/<[^>]{0,2000}>/g, ' ')).slice(0, maxText),
    sentTo: sentTo(page),
  };
}

const loginFields =
  'input[type="email"], input[autocomplete="username"], input[name="username"], input[name="login"], input[name="loginfmt"], input[name="identifier"]';

/** Containers that the common frameworks fill in the browser. */
const emptyRoots =
  '#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #main-app, app-root, [data-reactroot], [ng-app], [data-app]';

function linesOf(body: HtmlNode | undefined, furniture: ReadonlySet<unknown>): readonly string[] {
  const parts: string[] = [];
  let length = 0;
  const walk = (node: HtmlNode): void => {
    if (length > maxText || furniture.has(node)) return;
    if (!isElement(node)) {
      const text = isText(node) ? node.data.replaceAll('\n', ' ') : '';
      parts.push(text);
      length += text.length;
      return;
    }
    if (unread.has(node.tagName)) return;
    const edge = inline.has(node.tagName) ? ' ' : '\n';
    parts.push(edge);
    for (const child of node.children) walk(child);
    parts.push(edge);
  };
  if (body) walk(body);
  return parts
    .join('')
    .split('\n')
    .map((line) => normaliseText(line))
    .filter((line) => line !== '');
}

function isSentence(line: string): boolean {
  return line.split(' ', sentenceWords).length === sentenceWords;
}

function isWithin(element: HtmlNode, roots: ReadonlySet<unknown>): boolean {
  for (let node: HtmlNode | null = element; node; node = node.parent) if (roots.has(node)) return true;
  return false;
}

/** A name whole and in its parts, without the signs at its ends. A colon parts only short names, such as `404: NOT_FOUND`. */
function namesIn(name: string): readonly string[] {
  const joined = name.split(/\s*[|·•»]\s*|\s+[–—-]+\s+/);
  const parts = [name, ...joined, ...joined.flatMap((part) => (isSentence(part) ? [] : part.split(/:\s+/)))];
  return [...new Set(parts.map((part) => part.replaceAll(/^[\s!.,]+|[\s!.,…]+$/g, '')))].filter(
    (part) => part !== '',
  );
}

/** Longest wait that still counts as sending on, in seconds: error pages refresh themselves later. */
const sentOnWithin = 5;

function sentTo(page: CheerioAPI): string | null {
  const refresh = page('meta[http-equiv="refresh" i]').first().attr('content') ?? '';
  const { wait, address } =
    /^\s*(?<wait>\d{1,4})(?:\.\d*)?\s*[;,]\s*url\s*=\s*['"]?(?<address>[^'"]+)/i.exec(refresh)?.groups ?? {};
  if (address !== undefined && Number(wait) <= sentOnWithin) return address.trim();
  const scripts = page('script:not([src])').toArray();
  if (scripts.length !== 1) return null;
  return (
    /^\s*(?:window\.|document\.|top\.|self\.)*location(?:\.href)?(?:\s*=\s*|\.(?:replace|assign)\(\s*)["'](?<address>[^"']{1,2000})["']\)?\s*;?\s*$/.exec(
      page(scripts[0]).text(),
    )?.groups?.['address'] ?? null
  );
}
