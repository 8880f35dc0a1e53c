/** How often a vendor changed something, against how often it promised to. Pure. */

const dayMs = 24 * 60 * 60 * 1000;
const weekMs = 7 * dayMs;

export interface Cadence {
  /** Days on which something changed, UTC; several changes of a day count once. */
  readonly days: number;
  /** Days between one such day and the next, the middle one; null for fewer than two. */
  readonly medianDays: number | null;
  readonly shortestDays: number | null;
  /** Days from one update to the next, as promised by the vendor or agreed in a contract; null where nobody did. */
  readonly promisedDays: number | null;
  /** How many updates came sooner after another than was promised. */
  readonly tooSoon: number;
  /** Changes of each week of the time, oldest first. */
  readonly weeks: readonly { readonly from: Date; readonly changes: number }[];
}

/** @param at when changes were first seen, in any order */
export function measureCadence(
  at: readonly Date[],
  time: { readonly from: Date; readonly to: Date },
  promisedDays: number | null,
): Cadence {
  const days = [...new Set(at.map((instant) => Math.floor(instant.getTime() / dayMs)))].sort((a, b) => a - b);
  const between = days.slice(1).map((day, index) => day - (days[index] ?? day));
  const sorted = between.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length === 0
      ? null
      : sorted.length % 2 === 1
        ? (sorted[Math.floor(middle)] ?? null)
        : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  const count = Math.max(1, Math.ceil((time.to.getTime() - time.from.getTime()) / weekMs));
  const weeks = Array.from({ length: count }, (_, week) => {
    const from = new Date(time.from.getTime() + week * weekMs);
    const until = from.getTime() + weekMs;
    return { from, changes: at.filter((instant) => instant >= from && instant.getTime() < until).length };
  });
  return {
    days: days.length,
    medianDays: median,
    shortestDays: sorted[0] ?? null,
    promisedDays,
    tooSoon: promisedDays === null ? 0 : between.filter((gap) => gap < promisedDays).length,
    weeks,
  };
}
