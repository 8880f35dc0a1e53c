/** By when somebody should have acted on a change. */
import type { Severity } from '../domain/change.ts';
import type { CalendarDate } from '../domain/document.ts';

/** Working days, Monday to Friday, within which a change of each severity should be acted on. */
export type ActWithin = Readonly<Record<Severity, number>>;

const dayMs = 86_400_000;

/**
 * The day by which to act: so many working days after the change was first seen (UTC), or the day before it
 * takes effect when that is sooner. Holidays are not known here and count as working days. It does not move
 * when the change is told of again.
 */
export function dueDate(
  severity: Severity,
  firstSeenAfter: Date,
  effective: CalendarDate | null,
  actWithin: ActWithin,
): CalendarDate {
  const seen = toDay(firstSeenAfter);
  const due = afterWorkingDays(seen, actWithin[severity]);
  if (effective === null) return due;
  const dayBefore = toDay(new Date(Date.parse(effective) - dayMs));
  return dayBefore >= seen && dayBefore < due ? dayBefore : due;
}

function afterWorkingDays(day: CalendarDate, count: number): CalendarDate {
  let at = Date.parse(day);
  for (let left = count; left > 0; ) {
    at += dayMs;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return toDay(new Date(at));
}

function toDay(at: Date): CalendarDate {
  return at.toISOString().slice(0, 10);
}
