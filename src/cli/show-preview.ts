/** What `preview` prints: the document at a glance, or why there is none. */
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { decodeText } from '../extract/decode-text.ts';
import { listDroppedText } from '../extract/dropped-text.ts';
import { outlineDocument } from '../extract/outline.ts';
import { findDates } from '../facts/dates.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import type { Trouble } from '../pipeline/observe-source.ts';
import { counted, type Output } from './output.ts';

/** So many blocks are shown unless all are wanted. */
const shownBlocks = 20;
const shownNames = 20;
const maxLength = 110;

/** Outline, models and dates, blocks. */
export function printDocument(document: Document, kind: string, isAll: boolean, output: Output): void {
  output.line(outlineDocument(document));
  const texts = document.blocks.map((block) => block.text);
  const vendor = { models: [], aliases: {} };
  const models = new Set(
    texts.flatMap((text) => findModelIdentifiers(text, vendor).map((found) => found.id)),
  );
  const dates = new Set(texts.flatMap((text) => findDates(text).map((found) => found.date)));
  output.line();
  output.line(`models named   ${listed([...models])}`);
  output.line(`dates named    ${listed([...dates].sort())}`);
  output.line(`read as        ${kind}; ${counted(document.blocks.length, 'block')}`);
  printBlocks(document, isAll, output);
}

function printBlocks({ blocks }: Document, isAll: boolean, output: Output): void {
  output.line(output.style('bold', '\nBlocks'));
  const shown = isAll ? blocks : blocks.slice(0, shownBlocks);
  for (const block of shown) {
    const record = block.kind === 'key-value' && block.record !== '' ? `[${block.record}] ` : '';
    const text = `${block.kind.padEnd(10)} ${record}${block.text}`;
    output.line(`  ${isAll ? text : shorten(text)}`);
  }
  if (shown.length < blocks.length)
    output.line(`  and ${blocks.length - shown.length} more (--all shows them)`);
}

/** Text of a web page that is not in the document. */
export function printDropped(document: Document, captures: readonly Capture[], output: Output): void {
  const dropped = captures.flatMap((capture) =>
    listDroppedText(decodeText(capture.body, capture.headers['content-type'] ?? null).text, document),
  );
  output.line(output.style('bold', '\nLeft out'));
  if (dropped.length === 0) output.line('  nothing');
  for (const text of dropped) output.line(`  ${text}`);
}

/** Why nothing was read, with what shows it. */
export function printTrouble(trouble: Trouble, output: Output): void {
  output.line(`${output.style('red', trouble.outcome)} [${trouble.code}]: ${trouble.detail}`);
  for (const item of trouble.evidence) output.line(`  ${item.sign}: ${item.excerpt}`);
}

function shorten(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1).toWellFormed()}…` : text;
}

function listed(all: readonly string[]): string {
  if (all.length === 0) return 'none';
  const more = all.length > shownNames ? ` and ${all.length - shownNames} more` : '';
  return all.slice(0, shownNames).join(', ') + more;
}
