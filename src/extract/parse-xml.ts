/**
 * XML to a tree, strictly: a page that is cut off or is not well-formed is an error, never a shorter document.
 * Document type declarations are passed over and declare nothing, so no entity beyond the five of XML 1.0 (§4.6)
 * exists and nothing outside the text is ever read. Namespaces are left aside: elements go by their local names.
 */
import { extractError } from './extract-errors.ts';

export interface XmlElement {
  /** Local name, without a prefix. */
  readonly name: string;
  readonly children: readonly (XmlElement | string)[];
}

interface OpenElement extends XmlElement {
  readonly tag: string;
  readonly children: (XmlElement | string)[];
}

/** Documents made for readers stay below ten. */
const maxDepth = 100;

const name = String.raw`[\p{L}_:][\p{L}\p{N}._:\-\u00B7]*`;
const startTag = new RegExp(
  String.raw`<(?<tag>${name})(?:\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<end>/?)>`,
  'uy',
);
const endTag = new RegExp(String.raw`</(?<tag>${name})\s*>`, 'uy');
const entity = /&(?:#(?<decimal>\d{1,7})|#x(?<hex>[\da-f]{1,6})|(?<word>amp|lt|gt|quot|apos));/gi;
const words: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * The root element of a document.
 * @throws ExtractError `malformed_xml`, `nested_too_deep`
 */
export function parseXml(xml: string): XmlElement {
  const top: OpenElement = { name: '', tag: '', children: [] };
  const open: OpenElement[] = [top];
  let position = 0;
  while (position < xml.length) {
    const current = open.at(-1) ?? top;
    if (xml[position] !== '<') {
      const end = indexOr(xml, '<', position, xml.length);
      addText(current, decodeEntities(xml.slice(position, end)), top);
      position = end;
    } else if (xml.startsWith('<![CDATA[', position)) {
      const end = endOf(xml, ']]>', position);
      addText(current, xml.slice(position + 9, end - 3), top);
      position = end;
    } else if (xml.startsWith('<!--', position)) {
      position = endOf(xml, '-->', position + 4);
    } else if (xml.startsWith('<?', position)) {
      position = endOf(xml, '?>', position);
    } else if (xml.startsWith('<!', position)) {
      position = endOfDeclaration(xml, position);
    } else if (xml[position + 1] === '/') {
      position = close(xml, position, open);
    } else {
      position = begin(xml, position, open);
    }
  }
  if (open.length > 1) throw malformed(`the text ends within <${open.at(-1)?.tag}>`);
  const roots = elementsOf(top);
  const [root] = roots;
  if (!root || roots.length > 1) throw malformed(`it has ${roots.length} root elements`);
  return root;
}

/** The elements directly below one, without text; only those of a name when one is given. */
export function elementsOf(parent: XmlElement, wanted?: string): readonly XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement =>
      typeof child !== 'string' && (wanted === undefined || child.name === wanted),
  );
}

/** All text below an element, in order. */
export function xmlText(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : xmlText(child))).join('');
}

function begin(xml: string, position: number, open: OpenElement[]): number {
  startTag.lastIndex = position;
  const { tag, end } = startTag.exec(xml)?.groups ?? {};
  if (tag === undefined) throw malformed(`a tag at character ${position} cannot be read`);
  if (open.length > maxDepth) {
    throw extractError('nested_too_deep', `the XML is nested more than ${maxDepth} deep`);
  }
  const element: OpenElement = { name: tag.slice(tag.indexOf(':') + 1), tag, children: [] };
  open.at(-1)?.children.push(element);
  if (end === '') open.push(element);
  return startTag.lastIndex;
}

function close(xml: string, position: number, open: OpenElement[]): number {
  endTag.lastIndex = position;
  const tag = endTag.exec(xml)?.groups?.['tag'];
  const element = open.at(-1);
  if (tag === undefined || element?.tag !== tag) {
    throw malformed(`the end tag at character ${position} closes nothing that is open`);
  }
  open.pop();
  return endTag.lastIndex;
}

function addText(element: OpenElement, text: string, top: OpenElement): void {
  if (element !== top) element.children.push(text);
  else if (text.trim() !== '') throw malformed('there is text outside the root element');
}

/** A lone ampersand stands for itself: it is a common slip in addresses and loses nothing. */
function decodeEntities(text: string): string {
  return text.replaceAll(entity, (written, decimal?: string, hex?: string, word?: string) => {
    if (word !== undefined) return words[word.toLowerCase()] ?? written;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return code === 0 || code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code).toWellFormed();
  });
}

/** `<!DOCTYPE …>`, whose internal subset stands in brackets; what it declares has no effect. */
function endOfDeclaration(xml: string, position: number): number {
  const bracket = indexOr(xml, '[', position, xml.length);
  const end = endOf(xml, '>', position);
  if (bracket > end) return end;
  return endOf(xml, '>', endOf(xml, ']', bracket));
}

function endOf(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from);
  if (found === -1) throw malformed(`the text ends before ${JSON.stringify(mark)}`);
  return found + mark.length;
}

function indexOr(text: string, mark: string, from: number, otherwise: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? otherwise : found;
}

function malformed(reason: string) {
  return extractError('malformed_xml', `the answer is not well-formed XML: ${reason}`);
}
