/**
 * Calendar dates printed in running text. Only dates that can be read in one way count: `11/20/2025` does,
 * `03/04/2025` does not. Dates inside identifiers (`gpt-4o-2024-11-20`) are part of the name, not dates.
 */
import type { CalendarDate } from '../domain/document.ts';
import type { DateMention } from './facts.ts';

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

const monthName =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\b\\.?';
const year = '(?:19|20|21)\\d{2}';
const before = '(?<![\\p{L}\\p{N}_./-])';
const after = '(?![\\p{L}\\p{N}_])';

// Every quantifier is bounded, so the time is linear in the text.
const forms: readonly string[] = [
  `(?<isoYear>${year})(?<isoMark>[-/])(?<isoMonth>\\d{2})\\k<isoMark>(?<isoDay>\\d{2})(?=T\\d|[^\\p{L}\\p{N}_-]|-[^\\p{L}\\p{N}]|-?$)`,
  `(?<mdMonth>${monthName})\\s{0,2}(?<mdDay>\\d{1,2})(?:st|nd|rd|th)?,?\\s{1,2}(?<mdYear>${year})${after}`,
  `(?<dmDay>\\d{1,2})(?:st|nd|rd|th)?[\\s-]{1,2}(?:of\\s)?(?<dmMonth>${monthName}),?[\\s-]{1,2}(?<dmYear>${year})${after}`,
  `(?<first>\\d{1,2})(?<mark>[/.])(?<second>\\d{1,2})\\k<mark>(?<slashYear>${year})${after}`,
  `(?<cjkYear>${year})年(?<cjkMonth>\\d{1,2})月(?:(?<cjkDay>\\d{1,2})日)?`,
  `(?<myMonth>${monthName}),?\\s{1,2}(?<myYear>${year})${after}`,
  `(?<ymYear>${year})-(?<ymMonth>\\d{2})(?![\\p{L}\\p{N}_/-])`,
];
const datePattern = new RegExp(`${before}(?:${forms.join('|')})`, 'giu');

/** Finds the dates of a text in order. A month without a day stands for its first day, with that precision. */
export function findDates(text: string): readonly DateMention[] {
  const mentions: DateMention[] = [];
  for (const match of text.matchAll(datePattern)) {
    const day = readDate(match.groups ?? {});
    if (!day) continue;
    const start = match.index;
    const written = match[0];
    mentions.push({ ...day, text: written, start, end: start + written.length });
  }
  return mentions;
}

/** The number of a month by its English name or abbreviation, 1 … 12; null when it is none. */
export function monthNumber(name: string): number | null {
  const start = name.toLowerCase().slice(0, 3);
  const index = start.length === 3 ? months.findIndex((month) => month.startsWith(start)) : -1;
  return index === -1 ? null : index + 1;
}

/** The calendar date of a year, month and day; null when there is no such day. */
export function toCalendarDate(year: number, month: number, day: number): CalendarDate | null {
  const instant = new Date(Date.UTC(year, month - 1, day));
  const exists = instant.getUTCMonth() === month - 1 && instant.getUTCDate() === day;
  return exists ? instant.toISOString().slice(0, 10) : null;
}

type Groups = Readonly<Record<string, string | undefined>>;

function readDate(groups: Groups): Pick<DateMention, 'date' | 'precision'> | null {
  const year =
    groups.isoYear ??
    groups.mdYear ??
    groups.dmYear ??
    groups.slashYear ??
    groups.cjkYear ??
    groups.myYear ??
    groups.ymYear;
  const named = groups.mdMonth ?? groups.dmMonth ?? groups.myMonth;
  const slashed = readSlashed(groups);
  const month = named
    ? monthNumber(named)
    : (slashed?.month ?? numberOf(groups.isoMonth ?? groups.cjkMonth ?? groups.ymMonth));
  const day = slashed?.day ?? numberOf(groups.isoDay ?? groups.mdDay ?? groups.dmDay ?? groups.cjkDay);
  if (year === undefined || month === null || (groups.first !== undefined && !slashed)) return null;
  const date = toCalendarDate(Number(year), month, day ?? 1);
  return date === null ? null : { date, precision: day === null ? 'month' : 'day' };
}

/** Month and day of `11/20`; null when either could be the month and they differ. */
function readSlashed(groups: Groups): { readonly month: number; readonly day: number } | null {
  const first = numberOf(groups.first);
  const second = numberOf(groups.second);
  if (first === null || second === null) return null;
  if (first === second) return { month: first, day: second };
  if (first <= 12 && second > 12) return { month: first, day: second };
  if (second <= 12 && first > 12) return { month: second, day: first };
  return null;
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
