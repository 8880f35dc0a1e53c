/**
 * A contact's own hours: when it is quiet there, and when the next digest comes. Wall-clock times that a change of
 * the clocks skips become the next valid instant, and of times that come twice the first counts (the `compatible`
 * disambiguation of Temporal, RFC 5545 §3.3.5).
 */
import { Temporal } from 'temporal-polyfill';
import {
  type Contact,
  type MinuteOfDay,
  type QuietHours,
  type RouteCadence,
  weekdays,
} from '../domain/register.ts';

type Hours = Pick<Contact, 'timeZone' | 'quietHours' | 'digest'>;

/** When the quiet that holds at `now` ends; null when it is not quiet. Windows that meet are one. */
export function quietUntil(contact: Hours, now: Date): Date | null {
  let end = now;
  // Each turn leaves one window; the configuration refuses windows that cover the whole week.
  for (let turn = 0; turn < 7 * contact.quietHours.length + 1; turn += 1) {
    const next = latest(contact.quietHours.map((window) => endOfWindow(contact.timeZone, window, end)));
    if (next === null) return end > now ? end : null;
    end = next;
  }
  return end;
}

/** When so much time outside the quiet hours has passed since `from`: the end of it lies in no window, or at its beginning. */
export function openHoursAfter(contact: Hours, from: Date, ms: number): Date {
  let at = from;
  let leftMs = ms;
  // Each turn ends one window; the longest interval of the configuration has fewer than these.
  for (let turn = 0; turn < 3 * 366 * Math.max(1, contact.quietHours.length); turn += 1) {
    at = quietUntil(contact, at) ?? at;
    const end = new Date(at.getTime() + leftMs);
    const quiet = nextQuiet(contact, at, end);
    if (quiet === null) return end;
    leftMs -= quiet.getTime() - at.getTime();
    at = quiet;
  }
  return at;
}

/** When quiet begins next, after `from` and before `until`; null when it does not. */
function nextQuiet({ timeZone, quietHours }: Hours, from: Date, until: Date): Date | null {
  let first: Date | null = null;
  const lastDay = zoned(until, timeZone).toPlainDate();
  for (const window of quietHours) {
    let day = zoned(from, timeZone).toPlainDate();
    // A week holds every window at least once.
    for (let days = 0; days < 8 && Temporal.PlainDate.compare(day, lastDay) <= 0; days += 1) {
      const start = instantAt(day, window.from, timeZone);
      const begins = window.days.includes(weekdays[day.dayOfWeek - 1] ?? 'mon');
      if (begins && start > from && start < until && (first === null || start < first)) first = start;
      day = day.add({ days: 1 });
    }
  }
  return first;
}

/** The end of the window if it holds at `at`, else null. */
function endOfWindow(timeZone: string, window: QuietHours, at: Date): Date | null {
  const today = zoned(at, timeZone).toPlainDate();
  for (const start of [today.subtract({ days: 1 }), today]) {
    if (!window.days.includes(weekdays[start.dayOfWeek - 1] ?? 'mon')) continue;
    const lastDay = window.to > window.from ? start : start.add({ days: 1 });
    const end = instantAt(lastDay, window.to, timeZone);
    if (instantAt(start, window.from, timeZone) <= at && at < end) return end;
  }
  return null;
}

/** When the digest of this cadence comes that gathers what happens at `now`: strictly later than it. */
export function nextDigestAt(cadence: Exclude<RouteCadence, 'immediate'>, contact: Hours, now: Date): Date {
  const local = zoned(now, contact.timeZone);
  if (cadence === 'hourly') {
    const hour = local.round({ smallestUnit: 'hour', roundingMode: 'floor' });
    return toDate(hour.add({ hours: 1 }));
  }
  const { at, day } = contact.digest;
  let date = local.toPlainDate();
  for (let tries = 0; tries < 9; tries += 1) {
    const isDay = cadence === 'daily' || weekdays[date.dayOfWeek - 1] === day;
    const instant = instantAt(date, at, contact.timeZone);
    if (isDay && instant > now) return instant;
    date = date.add({ days: 1 });
  }
  throw new RangeError(`no ${cadence} digest within nine days of ${now.toISOString()}`);
}

function instantAt(date: Temporal.PlainDate, minute: MinuteOfDay, timeZone: string): Date {
  const day = minute === 24 * 60 ? date.add({ days: 1 }) : date;
  const time = { hour: Math.floor(minute / 60) % 24, minute: minute % 60 };
  return toDate(day.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation: 'compatible' }));
}

function zoned(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

function toDate(time: Temporal.ZonedDateTime): Date {
  return new Date(time.epochMilliseconds);
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((last, at) => (at !== null && (last === null || at > last) ? at : last), null);
}
