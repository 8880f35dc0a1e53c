/** Signs about a whole document that tell substance from dress. */
import type { Edit } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';

/** With this share of its letters in code blocks, code is what the document is about. */
const codeShare = 0.6;
/** Documents that list things may list them in code (a file of model names) at a lower share. */
const listShare = 0.3;

/** Whether code blocks are the document itself rather than samples in it. */
export function isCodeTheSubject(before: Document, after: Document, role: SourceRole): boolean {
  const isList = role === 'model-list' || role === 'registry';
  return Math.max(shareOfCode(before), shareOfCode(after)) >= (isList ? listShare : codeShare);
}

function shareOfCode(document: Document): number {
  let [code, all] = [0, 0];
  for (const block of document.blocks) {
    all += block.text.length;
    if (block.kind === 'code') code += block.text.length;
  }
  return all === 0 ? 0 : code / all;
}

/**
 * Headings that came or went while nothing beneath them did: the text was only divided differently. Indexes
 * of edits. Edits that `isNothing` names count for nothing.
 */
export function findBareHeadings(
  edits: readonly Edit[],
  isNothing: (index: number) => boolean = () => false,
): ReadonlySet<number> {
  const beneath = { added: new Set<string>(), removed: new Set<string>() };
  for (const [index, edit] of edits.entries()) {
    if (isNothing(index)) continue;
    if (edit.kind !== 'removed') for (const heading of edit.after.path) beneath.added.add(heading);
    if (edit.kind !== 'added') for (const heading of edit.before.path) beneath.removed.add(heading);
  }
  const bare = new Set<number>();
  for (const [index, edit] of edits.entries()) {
    if (edit.kind === 'changed') continue;
    const block = edit.kind === 'added' ? edit.after : edit.before;
    if (block.kind === 'heading' && !beneath[edit.kind].has(block.text)) bare.add(index);
  }
  return bare;
}
