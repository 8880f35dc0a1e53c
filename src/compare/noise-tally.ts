/** Counts differences that were seen and not counted as edits, by class, so that the decision can be checked. */
import type { NoiseCount } from '../domain/change.ts';

export class NoiseTally {
  readonly #counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  /** Sorted by class, for stable records. */
  counts(): readonly NoiseCount[] {
    return [...this.#counts]
      .map(([reason, count]) => ({ reason, count }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1));
  }
}

/** How many items one side has more than the other, over both sides. */
export function countDifference(before: readonly string[], after: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const item of before) counts.set(item, (counts.get(item) ?? 0) + 1);
  for (const item of after) counts.set(item, (counts.get(item) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}
