/** What of a page is not its content: invisible parts, controls, navigation within the page, banners. */
import { childrenOf, classesOf, type HtmlElement, type HtmlNode, isElement, isText } from './parse-html.ts';

/** Elements that never hold text for readers. Text for pictures (`alt`, SVG titles) changes with the picture. */
const silentElements = new Set(
  'audio canvas datalist embed head iframe link map meta noembed noframes noscript object option param script select source style svg template textarea track video annotation annotation-xml input dialog'.split(
    ' ',
  ),
);

const screenReaderClasses = new Set([
  'sr-only',
  'visually-hidden',
  'visuallyhidden',
  'screen-reader-text',
  'screen-reader-only',
  'screenreader-only',
  'sr-text',
  'a11y-hidden',
  'u-visually-hidden',
  'visually-hidden-focusable',
]);

const contentsClasses = new Set([
  'toc',
  'table-of-contents',
  'tableofcontents',
  'on-this-page',
  'onthispage',
  'breadcrumb',
  'breadcrumbs',
  'skip-link',
  'headerlink',
  'header-anchor',
  'heading-anchor',
  'anchor-link',
  'hash-link',
]);

const contentsLabels = /^(?:on this page|in this article|table of contents|breadcrumbs?|skip links?)$/i;

/** A banner is named for consent and for being a banner: a page *about* cookies has only the first. */
const consentName =
  /(?:cookie|consent|gdpr|ccpa)[\w-]*(?:banner|bar|modal|dialog|notice|popup|overlay|wall|prompt|container|sdk)/i;
const consentIds = new Set([
  'onetrust-consent-sdk',
  'onetrust-banner-sdk',
  'cybotcookiebotdialog',
  'usercentrics-root',
  'didomi-host',
  'truste-consent-track',
  'qc-cmp2-container',
  'sp_message_container',
]);
const consentClasses = new Set(['cc-window', 'osano-cm-window', 'cky-consent-container', 'cky-overlay']);

/** Whether a reader does not see the element. A hidden tab panel counts as seen: one click shows it. */
export function isHidden(element: HtmlElement): boolean {
  const { attribs, tagName } = element;
  if (tagName === 'template') return attribs['shadowrootmode'] === undefined;
  if (silentElements.has(tagName)) return true;
  if (classesOf(element).some((name) => screenReaderClasses.has(name))) return true;
  if (attribs['role'] === 'tabpanel') return false;
  const { hidden, style } = attribs;
  if (hidden !== undefined && hidden.toLowerCase() !== 'until-found') return true;
  if (attribs['aria-hidden'] === 'true') return true;
  return style !== undefined && /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

/** Whether an element within the content is furniture: navigation, a consent banner, a dialog, a copy button. */
export function isFurniture(element: HtmlElement): boolean {
  const { attribs, tagName } = element;
  const role = attribs['role'];
  if (tagName === 'nav' || role === 'navigation' || role === 'tooltip' || role === 'search') return true;
  if (role === 'dialog' || role === 'alertdialog' || attribs['aria-modal'] === 'true') return true;
  if (contentsLabels.test((attribs['aria-label'] ?? '').trim())) return true;
  if (isConsentBanner(element)) return true;
  if (classesOf(element).some((name) => contentsClasses.has(name))) return true;
  return (tagName === 'button' || role === 'button') && isCopyButton(element);
}

function isConsentBanner(element: HtmlElement): boolean {
  const { tagName } = element;
  if (tagName === 'html' || tagName === 'body' || tagName === 'main' || tagName === 'article') return false;
  const id = (element.attribs['id'] ?? '').toLowerCase();
  if (consentIds.has(id) || consentName.test(id)) return true;
  return classesOf(element).some((name) => consentClasses.has(name) || consentName.test(name));
}

const copyTexts = /^(?:copy|copied!?|copy (?:code|link|page|to clipboard|as markdown|link to section))$/i;

function isCopyButton(element: HtmlElement): boolean {
  return copyTexts.test(plainText(element, 60).trim());
}

/** Permanent links beside headings: a link into the page that shows a sign, not words. */
export function isPermalink(element: HtmlElement): boolean {
  if (element.tagName !== 'a' || !element.attribs['href']?.includes('#')) return false;
  return /^[\s#¶§🔗\u200B]*$/u.test(plainText(element, 20));
}

/** All text within a node, in order, until `atMost` characters have been gathered. */
export function plainText(node: HtmlNode, atMost: number): string {
  const parts: string[] = [];
  let length = 0;
  const waiting: HtmlNode[] = [node];
  for (let next = waiting.pop(); next && length < atMost; next = waiting.pop()) {
    if (isText(next)) {
      parts.push(next.data);
      length += next.data.length;
    } else if (!isElement(next) || !silentElements.has(next.tagName)) {
      for (const child of childrenOf(next).toReversed()) waiting.push(child);
    }
  }
  return parts.join('');
}
