/** Which patterns of the configuration take too long on a text: asked only once a poll has run out of its budget. */
import type { Document } from '../domain/document.ts';
import type { Rules } from '../domain/rules.ts';
import type { Vendor } from '../domain/vendor.ts';
import { OverBudgetError, withinBudget } from '../facts/time-budget.ts';

/** Comparing and understanding the largest real documents takes under five; the queue's locks last thirty. */
export const understandingBudgetMs = 20_000;
/** For one pattern on a whole document, in which a sound one takes milliseconds. */
const patternBudgetMs = 500;
const maxNamed = 5;

/** The first few patterns, each as it is written. */
export function slowPatterns(
  document: Document,
  rules: Rules,
  vendor: Pick<Vendor, 'models'>,
): readonly string[] {
  const texts = document.blocks.map((block) => block.text);
  const slow: string[] = [];
  for (const pattern of new Set(patternsOf(rules, vendor))) {
    if (slow.length >= maxNamed) break;
    try {
      withinBudget(patternBudgetMs, () => texts.forEach((text) => text.search(pattern)));
    } catch (error) {
      if (!(error instanceof OverBudgetError)) throw error;
      slow.push(pattern.source);
    }
  }
  return slow;
}

function patternsOf({ rules, editorial }: Rules, { models }: Pick<Vendor, 'models'>): readonly RegExp[] {
  const { pageFields, pointers, asides, pointerHeadings, standings } = editorial;
  return [
    ...models.map(({ pattern }) => new RegExp(pattern, 'i')),
    ...rules.flatMap((rule) => [rule.touched, rule.passage, rule.headings, rule.fields, rule.unless].flat()),
    ...[pageFields, pointers, asides, pointerHeadings, standings].flat(),
  ];
}
