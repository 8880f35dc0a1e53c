/** A change: version A → version B of one source, as block-level edits with what they mean. */
import type { Block, CalendarDate } from './document.ts';

/** A run of words: kept in both, only before, or only after. Joined in order they rebuild either text. */
export interface WordRun {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** One differing cell of a table row that exists on both sides. */
export interface CellEdit {
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

/** A block-level edit. Moves and noise are not edits: they never appear here. */
export type Edit =
  | { readonly kind: 'added'; readonly after: Block }
  | { readonly kind: 'removed'; readonly before: Block }
  | {
      readonly kind: 'changed';
      readonly before: Block;
      readonly after: Block;
      readonly words: readonly WordRun[];
      /** Filled for table rows only. */
      readonly cells: readonly CellEdit[];
    };

/** A difference that was seen and not counted, by class, so that the decision can be checked. */
export interface NoiseCount {
  readonly reason: string;
  readonly count: number;
}

export interface Comparison {
  readonly edits: readonly Edit[];
  readonly noise: readonly NoiseCount[];
  /** Blocks that only changed place. */
  readonly moved: number;
}

/** (last seen in the old state, first seen in the new state]; a change never has a point date. */
export interface Window {
  readonly lastSeenBefore: Date;
  readonly firstSeenAfter: Date;
}

/** The document's own printed date before and after, and whether the text changed under an unmoved one. */
export interface PrintedDates {
  readonly before: CalendarDate | null;
  readonly after: CalendarDate | null;
  /** A date in the future from which the new text is to apply, if it prints one. */
  readonly effective: CalendarDate | null;
  readonly isSilentEdit: boolean;
}

/** What a change is about. */
export interface Subject {
  readonly kind: 'model' | 'family' | 'document' | 'product';
  /** Lower-case canonical name (`gpt-4o-2024-11-20`, `claude opus`), or a source id for documents. */
  readonly name: string;
}

/** What the understanding of a change yields: findings, subjects, dates. */
export interface Understanding {
  readonly findings: readonly Finding[];
  readonly subjects: readonly Subject[];
  readonly printed: PrintedDates;
  /** One plain sentence: what changed. */
  readonly summary: string;
  /** Whether anybody need be told: false when every finding is editorial. */
  readonly isMaterial: boolean;
}

export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** One step of the severity arithmetic: `+1 unannounced`, kept so that an auditor can recompute it. */
export interface Modifier {
  readonly delta: number;
  readonly reason: string;
}

/** A rule's statement about a change or a source that someone must know. */
export interface Finding {
  /** Category of the taxonomy, e.g. `card.data_changed`, `source.blocked`. */
  readonly category: string;
  /** The rule that made it, `file#id`, so that it can be looked up. */
  readonly rule: string;
  readonly base: Severity;
  readonly modifiers: readonly Modifier[];
  readonly severity: Severity;
  /** One plain sentence for a compliance officer. */
  readonly summary: string;
  /** Indexes into the change's edits that it rests on; empty for findings about a source. */
  readonly edits: readonly number[];
  readonly subjects: readonly Subject[];
}

/** Applies modifiers to a base severity, kept within info … critical. */
export function applyModifiers(base: Severity, modifiers: readonly Modifier[]): Severity {
  const sum = modifiers.reduce((total, modifier) => total + modifier.delta, severities.indexOf(base));
  return severities[Math.min(Math.max(sum, 0), severities.length - 1)] ?? base;
}

/** The higher of two severities. */
export function higherSeverity(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) >= severities.indexOf(b) ? a : b;
}

/** Whether `severity` is at least `floor`. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(floor);
}
