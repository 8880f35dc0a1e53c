/** A commitment: something that a vendor published about how and when it changes things, so that it can be checked. */

/**
 * What is promised. `days` of each counts calendar days:
 * - `retirement-notice`: from the notice to the end of a model;
 * - `minimum-life`: from a model's launch to its end;
 * - `legacy-period`: how long a model stays reachable once it is declared legacy or deprecated;
 * - `successor-overlap`: how long a model stays beside its successor;
 * - `update-notice`: from the notice to a change of what stands behind a name that stays;
 * - `version-pinning`: whether a name stands for one fixed model (`holds`);
 * - `silent-updates`: whether a model may change without a notice (`holds`);
 * - `terms-notice`: from the publication of new terms to their effect;
 * - `subprocessor-notice`: from the notice of a new subprocessor to its first use;
 * - `termination-window`: how long a customer may end the contract after a change;
 * - `update-cadence`: days from one update to the next;
 * - `health-data`: whether health data may be processed under the terms as published (`holds`).
 */
export const commitmentKinds = [
  'retirement-notice',
  'minimum-life',
  'legacy-period',
  'successor-overlap',
  'update-notice',
  'version-pinning',
  'silent-updates',
  'terms-notice',
  'subprocessor-notice',
  'termination-window',
  'update-cadence',
  'health-data',
] as const;
export type CommitmentKind = (typeof commitmentKinds)[number];

/** Which of a vendor's models or documents a commitment is about. */
export const commitmentScopes = [
  'all',
  'ga',
  'preview',
  'experimental',
  'specialised',
  'snapshot',
  'alias',
  'open-weights',
  'third-party',
  'terms',
] as const;
export type CommitmentScope = (typeof commitmentScopes)[number];

export interface Commitment {
  readonly kind: CommitmentKind;
  readonly appliesTo: CommitmentScope;
  /** Null where the vendor names no number, which is worth knowing, too. */
  readonly days: number | null;
  /** Yes or no, for the kinds that are either; null for the others. */
  readonly holds: boolean | null;
  /** Only for models launched on this day or later, `YYYY-MM-DD`. */
  readonly launchedFrom: string | null;
  /** Only for models launched before this day, `YYYY-MM-DD`. */
  readonly launchedBefore: string | null;
  /** Where it was read: the full id of a source of the catalogue, or a web address. */
  readonly source: string;
  /** The day on which it was read, `YYYY-MM-DD`. */
  readonly readOn: string;
  /** What was read, in our own words. */
  readonly note: string;
}
