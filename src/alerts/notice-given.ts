/** How much notice a vendor gave: from its announcement to the day on which the change took effect. */
import type { PrintedDates } from '../domain/change.ts';
import { isAnnounced, type Verdict } from '../domain/disclosure.ts';
import type { CalendarDate } from '../domain/document.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Whole days of notice. A document that prints from when it is to apply gives notice by itself, from the day on which
 * we saw it; else the announcement counts that the verdict accepted. Null when neither says anything: `unannounced`
 * has an addition of its own in the arithmetic of severity, and is not counted twice.
 */
export function noticeGivenDays(
  printed: PrintedDates,
  firstSeenAt: Date,
  verdict: Pick<Verdict, 'state' | 'candidates'> | null,
): number | null {
  if (printed.effective !== null) return daysBetween(dayOf(firstSeenAt), printed.effective);
  if (verdict === null || !isAnnounced(verdict.state)) return null;
  const days = verdict.candidates.flatMap((candidate) =>
    candidate.isAccepted && candidate.date !== null ? [daysBetween(candidate.date, dayOf(firstSeenAt))] : [],
  );
  return days.length === 0 ? null : Math.max(...days);
}

function dayOf(at: Date): CalendarDate {
  return at.toISOString().slice(0, 10);
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}
