/**
 * Refuses HTML that would cost the parser time or memory out of all proportion. The standard's tree building
 * walks the open elements at every tag and repeats unclosed formatting in every new paragraph, so a few
 * megabytes made for the purpose could occupy a worker for hours. One linear look at the tags tells.
 */
import { extractError } from './extract-errors.ts';

/** Browsers stop nesting at 512; beyond this our own walks would endanger the stack. */
const maxDepth = 1_000;
const maxAttributes = 2_000;
/** Estimated steps of the parser. The largest real pages (5 MB) need about a million. */
const maxWork = 20_000_000;

const impliedEnd = new Set(
  'p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption html head body rp rt'.split(' '),
);
const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
const formatting = new Set('a b big code em font i nobr s small strike strong tt u'.split(' '));
const rawText = new Set('script style textarea title xmp iframe noembed noframes noscript'.split(' '));

/** @throws ExtractError `nested_too_deep`, `document_too_large` */
export function guardHtml(html: string): void {
  const unclosed = new Map<string, number>();
  const missingEnds = new Set<string>();
  let depth = 0;
  let unclosedFormatting = 0;
  let foreign = 0;
  let work = 0;
  let position = html.indexOf('<');
  while (position !== -1) {
    const tag = readTag(html, position, foreign > 0, missingEnds);
    position = html.indexOf('<', tag.end);
    const { name } = tag;
    if (name === null) continue;
    if (tag.attributes > maxAttributes) {
      throw extractError('document_too_large', `a <${name}> tag has more than ${maxAttributes} attributes`);
    }
    work += 1 + depth / 50 + unclosedFormatting;
    if (work > maxWork) throw extractError('document_too_large', 'the page is too costly to parse');
    if (impliedEnd.has(name) || voidElements.has(name)) continue;
    const count = unclosed.get(name) ?? 0;
    const isForeign = name === 'svg' || name === 'math';
    if (tag.isEnd) {
      if (count === 0) continue;
      unclosed.set(name, count - 1);
      depth -= 1;
      if (formatting.has(name)) unclosedFormatting -= 1;
      if (isForeign) foreign -= 1;
    } else if (!(tag.isSelfClosing && (foreign > 0 || isForeign))) {
      unclosed.set(name, count + 1);
      depth += 1;
      if (formatting.has(name)) unclosedFormatting += 1;
      if (isForeign) foreign += 1;
      if (depth > maxDepth) {
        throw extractError('nested_too_deep', `elements are nested more than ${maxDepth} deep`);
      }
    }
  }
}

interface Tag {
  /** Null for comments, raw text and stray `<`. */
  readonly name: string | null;
  readonly isEnd: boolean;
  readonly isSelfClosing: boolean;
  readonly attributes: number;
  readonly end: number;
}

const tagStart = /<(\/?)([a-z][^\s/>]{0,60})/iy;
const attribute = /[\s/]*[^\s/>=]+(?:\s*=\s*(?:"[^"]*"?|'[^']*'?|[^\s>]*))?|[\s/]+|=/y;

function readTag(html: string, start: number, isForeign: boolean, missingEnds: Set<string>): Tag {
  if (html.startsWith('<!--', start)) return skipTo(html, start + 4, '-->', missingEnds);
  tagStart.lastIndex = start;
  const match = tagStart.exec(html);
  if (!match) return skipped(start + 1);
  const name = (match[2] ?? '').toLowerCase();
  const isEnd = match[1] === '/';
  let attributes = 0;
  let end = tagStart.lastIndex;
  attribute.lastIndex = end;
  while (attribute.test(html)) {
    end = attribute.lastIndex;
    attributes += 1;
  }
  const isSelfClosing = html[end - 1] === '/';
  if (!isEnd && !isForeign && rawText.has(name)) return skipTo(html, end, `</${name}`, missingEnds);
  return { name, isEnd, isSelfClosing, attributes, end };
}

/** Remembers ends that do not come, so that each of them is looked for only once. */
function skipTo(html: string, from: number, closer: string, missingEnds: Set<string>): Tag {
  if (missingEnds.has(closer)) return skipped(from);
  const at = html.indexOf(closer, from);
  if (at !== -1) return skipped(at + closer.length);
  missingEnds.add(closer);
  return skipped(from);
}

function skipped(end: number): Tag {
  return { name: null, isEnd: false, isSelfClosing: false, attributes: 0, end };
}
