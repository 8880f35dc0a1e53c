/** Whether two texts differ by wording alone: by words that carry no weight, their endings, order and slips. */
import type { EditorialWords } from '../domain/rules.ts';
import type { Naming } from '../domain/vendor.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { isSameWord } from './word-forms.ts';
import { wordsOf } from './word-runs.ts';

export interface WordingContext {
  readonly words: EditorialWords;
  readonly vendor: Naming;
  /** Lower-case words of the vendor's own name: `we` and the vendor's name are one. */
  readonly ownNames: ReadonlySet<string>;
}

/** Whether two texts say the same in other words: no number, model, weighty word or word of content differs. */
export function isWordingOnly(removedText: string, addedText: string, context: WordingContext): boolean {
  const [before, after] = [removedText.replace(reference, ''), addedText.replace(reference, '')];
  if (lettersOf(before) === lettersOf(after)) return true;
  if (numbersOf(before).join() !== numbersOf(after).join()) return false;
  if (modelsOf(before, context.vendor) !== modelsOf(after, context.vendor)) return false;
  const [removed, added] = differingWords(before, after);
  if ([...removed, ...added].some((word) => context.words.weighty.has(word))) return false;
  const isLight = (word: string): boolean => context.words.weightless.has(word) || context.ownNames.has(word);
  const [left, right] = dropPairs(removed, added);
  // A word that is merely said once more or once less in the same sentences adds nothing.
  const [old, fresh] = [new Set(wordsOf(before)), new Set(wordsOf(after))];
  return (
    left.every((word) => isLight(word) || fresh.has(word)) &&
    right.every((word) => isLight(word) || old.has(word))
  );
}

/** Takes out words of either side that are another form or a mistyping of one on the other. */
function dropPairs(
  left: readonly string[],
  right: readonly string[],
): readonly [readonly string[], readonly string[]] {
  const free = [...right];
  const rest = left.filter((word) => {
    const index = free.findIndex((other) => isSameWord(word, other));
    if (index >= 0) free.splice(index, 1);
    return index < 0;
  });
  return [rest, free];
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

/** Numbers of sections and notes move whenever a document is edited elsewhere. */
const reference =
  /\[\d{1,2}\]|\b(?:sections?|clauses?|articles?|paragraphs?|footnotes?|schedules?|annex) \d+(?:\.\d+)*/giu;

function numbersOf(text: string): readonly string[] {
  return text.match(/[$€£]?\d+(?:[.,-]\d+)*\s?%?/gu) ?? [];
}

/** The models that a text names, in a fixed order: two texts with equal results name the same. */
export function modelsOf(text: string, vendor: Naming): string {
  return findModelIdentifiers(text, vendor)
    .map(({ id }) => id)
    .sort()
    .join();
}
