/** What follows a mail that nobody acknowledges: reminders, and then others who are told. */
import type { Severity } from './change.ts';

/** One step: who is told beyond those who were, so long after the first mail. */
export interface EscalationStep {
  readonly afterMs: number;
  readonly contacts: readonly string[];
}

/** How a group of alerts is followed up. It is kept as it was when the first mail went out. */
export interface EscalationPlan {
  /** The gravest of what was told; the rest of the plan follows from it. */
  readonly severity: Severity;
  /** How often those who were told are reminded; null: never. */
  readonly remindEveryMs: number | null;
  /** Soonest first. */
  readonly steps: readonly EscalationStep[];
}

/** What became of a plan, one entry an event. */
export const escalationEvents = ['started', 'reminded', 'escalated', 'mended', 'closed'] as const;
export type EscalationEvent = (typeof escalationEvents)[number];

/** How a plan came to its end. */
export const escalationEnds = ['acknowledged', 'told to nobody'] as const;
export type EscalationEnd = (typeof escalationEnds)[number];
