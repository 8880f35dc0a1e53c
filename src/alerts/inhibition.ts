/**
 * Inhibition: an alert that another one explains is held, not dropped. Each rule says what explains it and how long
 * it may be held at most, so that nothing waits for ever.
 */
import { type Edit, isAtLeast, type Severity, type Understanding } from '../domain/change.ts';
import type { SourceRole } from '../domain/source.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** The longest that an alert is held because another one explains it. */
export const maxInhibitionMs = dayMs;

/** So many edits under a new printed date are a new edition, not a correction. */
const editionEdits = 5;

/** At least so many sources, and at least half of those watched, make an outage of the vendor. */
const outageSources = 3;

/** Whether a legal document came out anew as a whole: another printed date, and much of it touched. */
export function isRepublished(role: SourceRole, { findings, printed }: Understanding): boolean {
  if (role !== 'terms' && role !== 'policy') return false;
  const touched = new Set(findings.flatMap((finding) => finding.edits));
  return printed.after !== null && printed.after !== printed.before && touched.size >= editionEdits;
}

/** Whether so many of a vendor's sources are out of sight that it is one event. */
export function isVendorOutage(inTrouble: number, watched: number): boolean {
  return inTrouble >= outageSources && inTrouble * 2 >= watched;
}

/** What is known beside the alert when it is asked whether another one explains it. */
export interface InhibitionContext {
  /** The trouble that its source is in now; null when it is seen. */
  readonly trouble: { readonly outcome: string; readonly since: Date } | null;
  /** Since when the vendor as a whole is out of sight; null when it is not. */
  readonly outageSince: Date | null;
  /** An earlier change of the same source by which it came out anew, not longer ago than a day. */
  readonly republished: { readonly changeId: string; readonly severity: Severity; readonly at: Date } | null;
}

/**
 * Why a change is not told yet, or null: text that vanished from a source which cannot be seen now, or while its vendor
 * cannot, may be part of that trouble; a line that changed within a day of a new edition belongs to it, unless it is graver.
 */
export function inhibitChange(
  change: { readonly edits: readonly Edit[]; readonly severity: Severity; readonly isRepublished: boolean },
  context: InhibitionContext,
): string | null {
  const { trouble, outageSince, republished } = context;
  const isOnlyRemoved = change.edits.length > 0 && change.edits.every((edit) => edit.kind === 'removed');
  if (trouble !== null && isOnlyRemoved)
    return `text was only removed, and the source is ${trouble.outcome} since ${trouble.since.toISOString()}`;
  if (outageSince !== null && isOnlyRemoved)
    return `text was only removed, and the vendor as a whole is out of sight since ${outageSince.toISOString()}`;
  if (republished === null || change.isRepublished) return null;
  const isGraver = !isAtLeast(republished.severity, change.severity);
  return isGraver
    ? null
    : `the document came out anew at ${republished.at.toISOString()} (${republished.changeId})`;
}

/** Why trouble with a single source is not told, or null: the outage of its vendor is. */
export function inhibitTrouble(
  category: string,
  context: Pick<InhibitionContext, 'outageSince'>,
): string | null {
  if (category === 'source.outage' || context.outageSince === null) return null;
  return `the vendor as a whole is out of sight since ${context.outageSince.toISOString()}`;
}
