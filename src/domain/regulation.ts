/**
 * Regulations, standards and duties as dated data. Rules of law move: each entry says where it stands, since or
 * until when, and when somebody last looked. A tag points a reader to it and never says that it was broken or
 * that it demands something.
 */
import type { CalendarDate } from './document.ts';

/**
 * Where a rule stands.
 * - `in-force`: applies now. `upcoming`: enacted, applies from `effective` on.
 * - `proposed`: a draft. `proposed-repeal`: applies now, and its repeal is proposed.
 * - `repealed`: no longer applies. `voluntary`: a standard or guidance that binds whoever adopted it.
 * - `contract`: what vendor and customer agreed.
 */
export const regulationStatuses = [
  'in-force',
  'upcoming',
  'proposed',
  'proposed-repeal',
  'repealed',
  'voluntary',
  'contract',
] as const;
export type RegulationStatus = (typeof regulationStatuses)[number];

/** A trait of an affected tool without which an entry says nothing. */
export const toolTraits = ['clinical', 'phi'] as const;
export type ToolTrait = (typeof toolTraits)[number];

export interface Regulation {
  readonly id: string;
  readonly title: string;
  /** Where it is written: `45 CFR 164.308(a)(8)`. */
  readonly citation: string;
  /** Where it holds: `US`, `US-CO`, `EU`, `international`. */
  readonly jurisdiction: string;
  readonly status: RegulationStatus;
  /** For `upcoming`: from when on it applies. */
  readonly effective: CalendarDate | null;
  /** What to know about its status, one or two sentences; empty when nothing. */
  readonly note: string;
  /** When its status was last checked against a source; null when it never was. */
  readonly lastVerified: CalendarDate | null;
  /** Categories of findings that it bears on; `terms.*` stands for a whole group. */
  readonly categories: readonly string[];
  /** Only where an affected tool has one of these; empty means always. */
  readonly onlyFor: readonly ToolTrait[];
}
