/**
 * Decides whether an edit is without substance, by signs that can be measured: only weightless words, endings,
 * typing slips, word order, names replaced throughout, pointers elsewhere, sample code or page fields differ.
 * A touched number, model, date, negation, modal or content word is substance; in doubt an edit is substantive.
 */
import type { Edit } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import type { EditorialWords } from '../domain/rules.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import type { NameSweeps } from './name-sweeps.ts';
import { isRelocation, type Passage, splitSentences } from './passages.ts';
import { isSameWord } from './word-forms.ts';
import { wordsOf } from './word-runs.ts';

/** What is known about the document as a whole. */
export interface EditorialContext {
  readonly words: EditorialWords;
  /** Whether code blocks are the document itself (a model list in code) rather than samples in it. */
  readonly isCodeTheSubject: boolean;
  readonly sweeps: NameSweeps;
  /** Headings that came or went without anything beneath them coming or going, by index of the edit. */
  readonly bareHeadings: ReadonlySet<number>;
}

/** The reason why an edit is editorial, or null when it has substance. */
export function whyEditorial(passage: Passage, context: EditorialContext): string | null {
  if (passage.kind === 'code' && !context.isCodeTheSubject) return 'sample code';
  if (isPageField(passage, context.words)) return 'page field';
  if (isRelocation(passage.edit)) return isSameStanding(passage.edit, context.words) ? 'moved' : null;
  if (context.bareHeadings.has(passage.index)) return 'heading without text of its own';
  const [before, after] = [context.sweeps.apply(passage.before), passage.after];
  const [removed, added] = differingSentences(before, after, context.words);
  if (removed === '' && added === '') return before === '' || after === '' ? 'pointer elsewhere' : 'wording';
  if (passage.edit.kind !== 'changed') return null;
  return isWordingOnly(removed, added, context.words) ? 'wording' : null;
}

function isPageField({ edit, fields }: Passage, words: EditorialWords): boolean {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  if (block.kind !== 'key-value' || block.record !== '') return false;
  return fields.every(({ names }) =>
    names.some((name) => words.pageFields.some((field) => field.test(name))),
  );
}

/** Whether the headings above say the same about an entry that moved from one to the other. */
function isSameStanding(edit: Edit, words: EditorialWords): boolean {
  if (edit.kind !== 'changed') return false;
  const says = (block: Block, pattern: RegExp): boolean =>
    block.path.some((heading) => pattern.test(heading));
  return words.standings.every((pattern) => says(edit.before, pattern) === says(edit.after, pattern));
}

/** The sentences that differ, without those that only point elsewhere. */
function differingSentences(before: string, after: string, words: EditorialWords): readonly [string, string] {
  const [left, right] = [splitSentences(before), splitSentences(after)];
  const matters = (sentence: string, others: readonly string[]): boolean =>
    !others.includes(sentence) && !isPointer(sentence, words);
  return [
    left.filter((sentence) => matters(sentence, right)).join(' '),
    right.filter((sentence) => matters(sentence, left)).join(' '),
  ];
}

function isPointer(sentence: string, words: EditorialWords): boolean {
  if (!words.pointers.some((pointer) => pointer.test(sentence))) return false;
  return !wordsOf(sentence).some((word) => words.weighty.has(word) || /^\d+$/.test(word));
}

function isWordingOnly(before: string, after: string, words: EditorialWords): boolean {
  if (lettersOf(before) === lettersOf(after)) return true;
  if (numbersOf(before).join() !== numbersOf(after).join()) return false;
  if (modelsOf(before) !== modelsOf(after)) return false;
  const [removed, added] = differingWords(before, after);
  if ([...removed, ...added].some((word) => words.weighty.has(word))) return false;
  const left = removed.filter((word) => !words.weightless.has(word));
  const right = added.filter((word) => !words.weightless.has(word));
  return left.length === right.length && pairAll(left, right);
}

/** Whether each word on one side is another form or a mistyping of one on the other. */
function pairAll(left: readonly string[], right: readonly string[]): boolean {
  const free = [...right];
  for (const word of left) {
    const index = free.findIndex((other) => isSameWord(word, other));
    if (index < 0) return false;
    free.splice(index, 1);
  }
  return true;
}

function differingWords(before: string, after: string): readonly [readonly string[], readonly string[]] {
  const counts = new Map<string, number>();
  for (const word of wordsOf(before)) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const word of wordsOf(after)) counts.set(word, (counts.get(word) ?? 0) - 1);
  const spread = (sign: 1 | -1): readonly string[] =>
    [...counts].flatMap(([word, count]) => Array.from({ length: Math.max(0, count * sign) }, () => word));
  return [spread(1), spread(-1)];
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}%$€£]+/gu, '');
}

/** Numbers in their order, without marks of footnotes and numbers of sections. */
function numbersOf(text: string): readonly string[] {
  const plain = text.replace(
    /\[\d{1,2}\]|\b(?:section|clause|article|paragraph|footnote|schedule|annex) [\d.]+/giu,
    '',
  );
  return plain.match(/[$€£]?\d+(?:[.,-]\d+)*\s?%?/gu) ?? [];
}

function modelsOf(text: string): string {
  return findModelIdentifiers(text, { models: [], aliases: {} })
    .map(({ id }) => id)
    .sort()
    .join();
}
