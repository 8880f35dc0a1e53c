/** What the quality gates look at in an answer, gathered once. */
import type { CheerioAPI } from 'cheerio';
import type { Capture } from '../domain/capture.ts';
import { plainText } from './html-noise.ts';
import { normaliseText } from './normalise-text.ts';
import { type HtmlNode, isElement, isText, pageTitle } from './parse-html.ts';

export interface PageFacts {
  readonly finalUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Start of the page as received, scripts included. */
  readonly html: string;
  readonly title: string;
  /** First main heading; empty when there is none. */
  readonly heading: string;
  /** Text of the page without scripts and the site's navigation, shortened. */
  readonly text: string;
  /** Length of the text; pages that stand in for a document are short. */
  readonly textLength: number;
  readonly hasPasswordField: boolean;
  /** Whether the page holds a container that a script is to fill and that is empty. */
  readonly hasEmptyRoot: boolean;
  readonly scripts: number;
  /** What the page tells readers without scripts. */
  readonly noScriptText: string;
}

/** Signs stand early; the state that frameworks print at the end of a page would only slow the search. */
const maxHtml = 400_000;
const maxText = 20_000;

/** Gathers the facts. Reads only: the page can still be extracted afterwards. */
export function gatherFacts(
  page: CheerioAPI,
  html: string,
  capture: Pick<Capture, 'finalUrl' | 'headers'>,
): PageFacts {
  const parts: string[] = [];
  const furniture = new Set<unknown>(page('nav, header, footer, [role="navigation"]').toArray());
  const body = page('body')[0];
  let length = 0;
  const walk = (node: HtmlNode): void => {
    if (length > maxText || furniture.has(node)) return;
    if (!isElement(node)) {
      const text = isText(node) ? node.data : '';
      parts.push(text);
      length += text.length;
      return;
    }
    if (['script', 'style', 'noscript', 'template', 'select', 'svg'].includes(node.tagName)) return;
    for (const child of node.children) walk(child);
    parts.push(' ');
  };
  if (body) walk(body);
  const text = normaliseText(parts.join('')).slice(0, maxText);
  const noScript = page('noscript')
    .toArray()
    .map((node) => page(node).text())
    .join(' ');
  return {
    finalUrl: capture.finalUrl,
    headers: capture.headers,
    html: html.slice(0, maxHtml),
    title: pageTitle(page) ?? '',
    heading: normaliseText(page('h1').first().text()),
    text,
    textLength: text.length,
    hasPasswordField: page('input[type="password"]').length > 0,
    hasEmptyRoot: page(emptyRoots)
      .toArray()
      .some((root) => plainText(root, 40).trim().length < 20),
    scripts: page('script').length,
    noScriptText: normaliseText(noScript.replaceAll(/<[^>]{0,2000}>/g, ' ')).slice(0, maxText),
  };
}

/** Containers that the common frameworks fill in the browser. */
const emptyRoots =
  '#root, #app, #__next, #__nuxt, #___gatsby, #svelte, #main-app, app-root, [data-reactroot], [ng-app], [data-app]';
