/** Shares with the interval in which they lie with 95 % certainty. */

/** Lower and upper bound. */
export type Interval = readonly [low: number, high: number];

/** Counts of one yes-or-no question against its labels. */
export interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** Null stands for what cannot be said, because nothing of the kind was labelled or claimed. */
export interface Figures {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly intervals: {
    readonly precision: Interval | null;
    readonly recall: Interval | null;
    readonly f1: Interval | null;
  };
  readonly counts: Counts;
}

/** The standard normal distribution's 97.5 % point. */
const z = 1.959964;

/** Precision, recall and F1 of counts. */
export function figuresOf(counts: Counts): Figures {
  const { truePositives: hits, falsePositives, falseNegatives } = counts;
  const [claimed, labelled] = [hits + falsePositives, hits + falseNegatives];
  // F1 is the share of hits among hits and half of all misses; its interval is read off that share.
  const weighted = hits + (falsePositives + falseNegatives) / 2;
  return {
    precision: share(hits, claimed),
    recall: share(hits, labelled),
    f1: share(hits, weighted),
    intervals: {
      precision: wilson(hits, claimed),
      recall: wilson(hits, labelled),
      f1: wilson(hits, weighted),
    },
    counts,
  };
}

/** The sum of several counts. */
export function addCounts(all: Iterable<Counts>): Counts {
  let [truePositives, falsePositives, falseNegatives] = [0, 0, 0];
  for (const counts of all) {
    truePositives += counts.truePositives;
    falsePositives += counts.falsePositives;
    falseNegatives += counts.falseNegatives;
  }
  return { truePositives, falsePositives, falseNegatives };
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Wilson's score interval of a share (Wilson 1927), which holds for few cases and for shares near 0 and 1. */
export function wilson(part: number, whole: number): Interval | null {
  if (whole === 0) return null;
  const p = part / whole;
  const middle = p + z ** 2 / (2 * whole);
  const spread = z * Math.sqrt((p * (1 - p)) / whole + z ** 2 / (4 * whole ** 2));
  const scale = 1 + z ** 2 / whole;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
