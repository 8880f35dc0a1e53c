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
  /** Where what is left out can be read. */
  readonly restIsIn: string;
}

/** For the text form, which no mail program cuts. */
export const richest: Density = {
  maxChanges: 20,
  maxSummaryRows: 60,
  maxPassages: 12,
  maxPassageLength: 700,
  maxRows: 20,
  restIsIn: 'the list that this command prints: npx modelwarden changes list',
};

const barest: Density = {
  maxChanges: 20,
  maxSummaryRows: 40,
  maxPassages: 2,
  maxPassageLength: 200,
  maxRows: 3,
  restIsIn: 'the plain text form of this mail',
};

/**
 * For the HTML form, from the richest to the barest; the first that fits is used. Sections get shorter before
 * any is dropped.
 */
export const htmlDensities: readonly [Density, ...Density[]] = [
  richest,
  { ...barest, maxSummaryRows: 60, maxPassages: 6, maxPassageLength: 500, maxRows: 8 },
  { ...barest, maxSummaryRows: 60, maxPassages: 4, maxPassageLength: 300, maxRows: 5 },
  ...[20, 12, 8, 6, 5, 4, 3, 2, 1].map((maxChanges) => ({ ...barest, maxChanges })),
];
