/** Dates as changelogs print them: at an end of a heading, at the start of an item, or as a bare day in a month. */
import type { CalendarDate } from '../domain/document.ts';
import { findDates, monthNumber, toCalendarDate } from '../facts/dates.ts';

/** What the headings above already said: `## November 2025`. */
export interface DateContext {
  readonly year: number;
  readonly month: number | null;
}

export type EntryDate =
  | { readonly kind: 'day'; readonly date: CalendarDate; readonly rest: string }
  | { readonly kind: 'context'; readonly context: DateContext };

const mark = /[\s\p{P}\p{S}]/u;
const weekday = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s/iu;
const monthWord =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const monthDay = new RegExp(
  `^(?<month>${monthWord})\\.?\\s(?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\p{L}\\p{N}])`,
  'iu',
);
const dayMonth = new RegExp(
  `^(?<day>\\d{1,2})(?:st|nd|rd|th)?\\s(?<month>${monthWord})\\.?(?![\\p{L}\\p{N}])`,
  'iu',
);
const bareDay = /^(?<day>\d{1,2})(?:st|nd|rd|th)?$/iu;
const bareMonth = new RegExp(`^(?:${monthWord})$`, 'iu');

/** The date a heading stands for: a day at either of its ends, or a month or year that gives context. */
export function readHeadingDate(text: string, context: DateContext | null): EntryDate | null {
  const plain = trimMarks(text).replace(weekday, '');
  const dates = findDates(plain);
  const day = dates.find(
    (mention) =>
      mention.precision === 'day' && (isAtStart(plain, mention.start) || isAtEnd(plain, mention.end)),
  );
  if (day) {
    const rest = `${plain.slice(0, day.start)} ${plain.slice(day.end)}`;
    return { kind: 'day', date: day.date, rest: trimMarks(rest) };
  }
  const month = dates[0];
  if (month?.precision === 'month' && month.text.length === plain.length) {
    return {
      kind: 'context',
      context: { year: Number(month.date.slice(0, 4)), month: Number(month.date.slice(5, 7)) },
    };
  }
  if (/^20\d{2}$/.test(plain)) return { kind: 'context', context: { year: Number(plain), month: null } };
  if (!context) return null;
  if (bareMonth.test(plain)) return { kind: 'context', context: { ...context, month: monthNumber(plain) } };
  return readPartialDate(plain, context, true);
}

const release =
  /^[^\p{L}\p{N}]*(?:(?:release|version)\s+)?v?\d+(?:\.\d+){1,3}(?:[-+.]?(?:rc|alpha|beta|dev|post|pre)[\w.]*)?[^\p{L}\p{N}]*$/iu;
const comingRelease =
  /^[^\p{L}\p{N}]*(?:unreleased|upcoming|next(?: release| version)?|master|main|head|trunk|development)[^\p{L}\p{N}]*$/iu;

/** Whether a heading names a release, or the work towards the next one, and no day: `2.11.0`, `Unreleased`. */
export function isReleaseHeading(text: string): boolean {
  return release.test(text) || comingRelease.test(text);
}

/** The day that an item or paragraph begins with, and what follows it. */
export function readLeadingDate(text: string, context: DateContext | null): EntryDate | null {
  const plain = trimMarks(text).replace(weekday, '');
  const first = findDates(plain)[0];
  if (first?.precision === 'day' && isAtStart(plain, first.start)) {
    return { kind: 'day', date: first.date, rest: trimMarks(plain.slice(first.end)) };
  }
  return context ? readPartialDate(plain, context, false) : null;
}

/** `Nov 20`, `20 November`, and `20` when a month is known and nothing else is on the line. */
function readPartialDate(plain: string, context: DateContext, mayBeBare: boolean): EntryDate | null {
  const match = monthDay.exec(plain) ?? dayMonth.exec(plain) ?? (mayBeBare ? bareDay.exec(plain) : null);
  const month = match?.groups?.month ? monthNumber(match.groups.month) : context.month;
  if (!match || month === null) return null;
  const date = toCalendarDate(context.year, month, Number(match.groups?.day));
  return date ? { kind: 'day', date, rest: trimMarks(plain.slice(match[0].length)) } : null;
}

function isAtStart(text: string, start: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.slice(0, start));
}

function isAtEnd(text: string, end: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.slice(end));
}

/** Cuts blanks and marks off both ends, in one pass from each. */
function trimMarks(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && mark.test(text[start] ?? '')) start += 1;
  while (end > start && mark.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(start, end);
}
