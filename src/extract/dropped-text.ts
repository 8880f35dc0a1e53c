/** What a reader of a page may see and the extracted document does not hold: for operators who tune selectors. */
import type { Document } from '../domain/document.ts';
import { normaliseText } from './normalise-text.ts';
import { isText, parseHtml } from './parse-html.ts';

const longest = 100;
/** Never shown to readers as text. */
const notText = 'script, style, template, noscript, svg';

/**
 * Pieces of text on the page that stand in no block, in the order of the page, each once and shortened; at most
 * `limit`. Meant for looking at, not for comparing.
 * @throws ExtractError when parsing the page would cost out of all proportion.
 */
export function listDroppedText(html: string, document: Document, limit = 30): readonly string[] {
  const page = parseHtml(html);
  page(notText).remove();
  const kept = document.blocks.map((block) => block.text).join('\n');
  const dropped = new Set<string>();
  for (const node of page('body, body *').contents().toArray()) {
    if (dropped.size >= limit) break;
    if (!isText(node)) continue;
    const text = normaliseText(node.data);
    if (text === '' || kept.includes(text)) continue;
    dropped.add(text.length > longest ? `${text.slice(0, longest)}…` : text);
  }
  return [...dropped];
}
