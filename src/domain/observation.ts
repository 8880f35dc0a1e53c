/** The outcome of one poll, always recorded. */

const observationOutcomes = [
  'first-seen',
  'unchanged',
  'changed',
  'blocked',
  'gone',
  'moved',
  'failed',
  'suspect',
] as const;
export type ObservationOutcome = (typeof observationOutcomes)[number];

/** Outcomes in which the source was really seen; the others leave us blind. */
export const sightedOutcomes: ReadonlySet<ObservationOutcome> = new Set([
  'first-seen',
  'unchanged',
  'changed',
]);

/** Whether the poll saw the document as the vendor shows it. */
export function isSighted(outcome: ObservationOutcome): boolean {
  return sightedOutcomes.has(outcome);
}
