/** How much of a notice one mail shows. Mail programs hide what is beyond about 100 kB, so size is bounded. */
export interface Density {
  /** Changes with a section of their own. */
  readonly maxChanges: number;
  readonly maxSummaryRows: number;
  /** Passages of each change. */
  readonly maxPassages: number;
  /** Characters of each passage. */
  readonly maxPassageLength: number;
  /** Tools, findings, sources and other rows of each list. */
  readonly maxRows: number;
}

/** From the richest to the barest; the first whose HTML fits is used. */
export const densities: readonly [Density, ...Density[]] = [
  { maxChanges: 20, maxSummaryRows: 60, maxPassages: 12, maxPassageLength: 700, maxRows: 20 },
  { maxChanges: 20, maxSummaryRows: 60, maxPassages: 6, maxPassageLength: 500, maxRows: 8 },
  { maxChanges: 10, maxSummaryRows: 60, maxPassages: 4, maxPassageLength: 400, maxRows: 6 },
  { maxChanges: 5, maxSummaryRows: 40, maxPassages: 3, maxPassageLength: 300, maxRows: 5 },
  { maxChanges: 2, maxSummaryRows: 30, maxPassages: 2, maxPassageLength: 200, maxRows: 3 },
];
