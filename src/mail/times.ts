/** Times as people read them: UTC first, then the reader's own clock. */
import { Temporal } from 'temporal-polyfill';
import type { CalendarDate } from '../domain/document.ts';
import { inertText } from './inert-text.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `23 Nov 2026, 14:05 UTC (15:05 Europe/Berlin)`; the day is repeated when it differs there. A zone that is
 * not known is named as such: a wrong setting must not keep an alert back.
 */
export function formatInstant(at: Date, timeZone: string): string {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const utc = instant.toZonedDateTimeISO('UTC');
  const shown = `${formatDay(utc)}, ${formatClock(utc)} UTC`;
  const local = inZone(instant, timeZone);
  if (local === null) return `${shown} (time zone ${inertText(timeZone, 40)} is not known)`;
  if (local.offsetNanoseconds === 0) return shown;
  const day = local.toPlainDate().equals(utc.toPlainDate()) ? '' : `${local.day} ${monthName(local.month)}, `;
  return `${shown} (${day}${formatClock(local)} ${timeZone})`;
}

/** `23 Nov 2026` for a printed date; anything that is not a date is shown as it stands. */
export function formatDate(date: CalendarDate): string {
  const parts = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/.exec(date)?.groups;
  if (!parts) return inertText(date, 40);
  return `${Number(parts['day'])} ${monthName(Number(parts['month']))} ${parts['year']}`;
}

/** `3 d 4 h`, `2 h 30 min`, `45 min`, `20 s`: the two largest units, rounded down. */
export function formatDuration(durationMs: number): string {
  const totalSeconds = Math.floor(Math.abs(durationMs) / 1000);
  const units = [
    { amount: Math.floor(totalSeconds / 86_400), name: 'd' },
    { amount: Math.floor(totalSeconds / 3600) % 24, name: 'h' },
    { amount: Math.floor(totalSeconds / 60) % 60, name: 'min' },
  ];
  const first = units.findIndex((unit) => unit.amount > 0);
  if (first === -1) return `${totalSeconds} s`;
  return units
    .slice(first, first + 2)
    .filter((unit) => unit.amount > 0)
    .map((unit) => `${unit.amount} ${unit.name}`)
    .join(' ');
}

function inZone(instant: Temporal.Instant, timeZone: string): Temporal.ZonedDateTime | null {
  try {
    return instant.toZonedDateTimeISO(timeZone);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function formatDay(time: Temporal.ZonedDateTime): string {
  return `${time.day} ${monthName(time.month)} ${time.year}`;
}

function formatClock(time: Temporal.ZonedDateTime): string {
  return `${String(time.hour).padStart(2, '0')}:${String(time.minute).padStart(2, '0')}`;
}

function monthName(month: number): string {
  return months[month - 1] ?? String(month);
}
