/** Whether a pattern explodes on texts that are made to make patterns explode; asked once for each pattern. */
import { OverBudgetError, withinBudget } from '../facts/time-budget.ts';

/** A pattern without a flaw takes less than a millisecond for all texts; the rest is for machines under load. */
const budgetMs = 2_000;
/** Long enough for 2^n to be for ever, short enough for n³ to be nothing. */
const repetitions = 60;

const answers = new Map<string, boolean>();

/** What can be told of a pattern before any page is seen; the budget of a poll holds for the rest. */
export function isSlowPattern(source: string, flags: string): boolean {
  const key = `${flags}/${source}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const pattern = new RegExp(source, flags.replace('g', ''));
  const texts = hostileTexts(source);
  let isSlow = false;
  try {
    withinBudget(budgetMs, () => texts.forEach((text) => pattern.test(text)));
  } catch (error) {
    if (!(error instanceof OverBudgetError)) throw error;
    isSlow = true;
  }
  answers.set(key, isSlow);
  return isSlow;
}

/** What the pattern begins with, then one sign (or two in turn) again and again, then one that cannot match. */
function hostileTexts(source: string): readonly string[] {
  const start = /^\^?((?:[\w-]|\\-)*)(?![*+?{])/.exec(source)?.[1]?.replaceAll('\\', '') ?? '';
  const signs = [
    ...new Set(['a', '0', ' ', '-', '.', 'x', ...(source.match(/[A-Za-z0-9]/g) ?? []).slice(0, 12)]),
  ];
  const pumps = [...signs, 'ab', 'a1', 'a ', '-a', 'a.'];
  return pumps.flatMap((pump) => ['', start].map((head) => `${head}${pump.repeat(repetitions)}\u0001`));
}
