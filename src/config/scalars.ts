/** The kinds of single values in the configuration files. Each error message says what was expected. */
import { Cron } from 'croner';
import { z } from 'zod';
import { formatDuration, parseDuration } from './duration.ts';
import { nearest } from './nearest.ts';
import { isSlowPattern } from './slow-pattern.ts';

/** What an issue raised here carries besides its message. */
interface IssueParameters {
  readonly suggestion?: string | null;
}

const hourMs = 3_600_000;

/** A length of time within bounds, read to milliseconds. */
export function duration(bounds: { readonly minMs: number; readonly maxMs: number }) {
  const range = `from ${formatDuration(bounds.minMs)} to ${formatDuration(bounds.maxMs)}`;
  return z.string({ error: 'expected a duration such as 90s, 15m, 6h or 30d' }).transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds === null) return refuse(context, 'expected a duration such as 90s, 15m, 6h or 30d');
    if (milliseconds < bounds.minMs || milliseconds > bounds.maxMs) {
      return refuse(context, `expected a duration ${range}`);
    }
    return milliseconds;
  });
}

/** A whole number within bounds; text is taken too, since a variable always gives text. */
export function wholeNumber(bounds: { readonly min: number; readonly max: number }) {
  const expected = `expected a whole number from ${bounds.min} to ${bounds.max}`;
  return z.union([z.number(), z.string()], { error: expected }).transform((value, context) => {
    const number = typeof value === 'string' && /^\d{1,15}$/u.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number)) return refuse(context, expected);
    return number < bounds.min || number > bounds.max ? refuse(context, expected) : number;
  });
}

/** `20MB`, `500kB` or a plain number of bytes; units are powers of ten. */
export function byteSize(bounds: { readonly min: number; readonly max: number }) {
  const expected = `expected a size such as 20MB or 500kB, from ${bounds.min} to ${bounds.max} bytes`;
  return z.union([z.number(), z.string()], { error: expected }).transform((value, context) => {
    const match = /^(\d{1,12})\s?(B|kB|MB|GB)?$/u.exec(String(value));
    const factor = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9 }[match?.[2] ?? 'B'] ?? 1;
    const bytes = match === null ? Number.NaN : Number(match[1]) * factor;
    return bytes >= bounds.min && bytes <= bounds.max ? bytes : refuse(context, expected);
  });
}

/** True or false; text is taken too, since a variable always gives text. */
export function flag() {
  return z
    .union([z.boolean(), z.enum(['true', 'false'])], { error: 'expected true or false' })
    .transform((value) => value === true || value === 'true');
}

/** Words for people: not blank, one line. */
export function text(maxLength = 300) {
  return z
    .string({ error: 'expected text' })
    .trim()
    .min(1, { error: 'expected text, found none' })
    .max(maxLength, { error: `expected at most ${maxLength} characters` })
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, { error: 'expected one line without control characters' });
}

/** A name that other places refer to: `openai`, `gpt-4o-scribe`. */
export function identifier() {
  return z
    .string({ error: 'expected an id: lower-case letters, digits, and single - or . between them' })
    .max(80, { error: 'expected an id of at most 80 characters' })
    .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/u, {
      error: 'expected an id: lower-case letters, digits, and single - or . between them',
    });
}

/** A source's full id, `vendor/name`, or within a vendor its name alone. */
export function sourceReference() {
  const error = "expected a source's name, or its full id vendor/name";
  return z
    .string({ error })
    .max(161, { error })
    .regex(/^(?:[a-z0-9]+(?:[.-][a-z0-9]+)*\/)?[a-z0-9]+(?:[.-][a-z0-9]+)*$/u, { error });
}

/** A web address without credentials: addresses appear in e-mails and logs. */
export function httpUrl() {
  return z.string({ error: 'expected a http:// or https:// address' }).transform((value, context) => {
    const url = URL.parse(value);
    if (url === null || !['http:', 'https:'].includes(url.protocol)) {
      return refuse(context, 'expected a http:// or https:// address');
    }
    if (url.username !== '' || url.password !== '') {
      return refuse(context, 'an address is shown in e-mails and must not hold credentials: use `headers`');
    }
    return value;
  });
}

/** A mail address (`addr-spec` of RFC 5322 without comments or quoting, RFC 6531 letters allowed). */
export function emailAddress() {
  const error = 'expected an e-mail address such as compliance@example.org';
  return z
    .string({ error })
    .max(254, { error })
    .regex(
      /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u,
      { error },
    );
}

/** An IANA time zone name. Bare offsets are refused: they do not know daylight saving time. */
export function timeZone() {
  return z.string({ error: 'expected a time zone such as Europe/Berlin' }).transform((value, context) => {
    if (/^[A-Za-z]/u.test(value) && isTimeZone(value)) return value;
    const suggestion = nearest(value, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
    return refuse(context, 'unknown time zone: expected an IANA name such as Europe/Berlin', suggestion);
  });
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // The documented way in which Intl says that it does not know the zone.
  }
}

/**
 * A cron expression of five fields. It must fire at least every two days: a source counts as stale after three
 * missed days, so a rarer one would raise that alarm although nothing is wrong.
 */
export function cronExpression() {
  return z.string({ error: 'expected a cron expression such as 0 6 * * *' }).transform((value, context) => {
    const cron = parseCron(value);
    if (cron === null) return refuse(context, 'expected a cron expression of five fields such as 0 6 * * *');
    if (!firesEveryTwoDays(cron)) {
      return refuse(context, 'expected a cron expression that fires at least every two days');
    }
    return value;
  });
}

const cronNames = /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)\b/giu;

function parseCron(expression: string): Cron | null {
  // Only what every cron implementation reads alike: no L, W, # or ?.
  if (!/^[\d*,/-]+(?: +[\d*,/-]+){4}$/u.test(expression.replace(cronNames, '1'))) return null;
  try {
    return new Cron(expression, { paused: true, timezone: 'UTC', mode: '5-part' });
  } catch {
    return null; // croner's only way to say that an expression is malformed.
  }
}

/** Asked for every day of a fixed leap year, so that the answer does not depend on when it is asked. */
function firesEveryTwoDays(cron: Cron): boolean {
  const start = Date.UTC(2028, 0, 1);
  return Array.from({ length: 366 }, (_, day) => start + day * 24 * hourMs).every((time) => {
    const next = cron.nextRun(new Date(time));
    return next !== null && next.getTime() - time <= 48 * hourMs;
  });
}

/** The source of a regular expression that recognises model names in text. */
export function modelPattern() {
  const expected = 'expected a regular expression';
  return z
    .string({ error: expected })
    .max(300, { error: 'expected a regular expression of at most 300 characters' })
    .transform((value, context) => {
      // A group that repeats what repeats already can take for ever on a hostile page.
      if (/\([^()]*[+*][^()]*\)[+*{]/u.test(value)) {
        return refuse(context, 'a repeated group must not itself hold + or *');
      }
      try {
        // The flags with which names are looked for.
        if (new RegExp(value, 'gi').test('')) return refuse(context, 'a pattern must not match empty text');
        return isSlowPattern(value, 'gi')
          ? refuse(context, 'it takes for ever on some texts: make its repetitions exclude each other')
          : value;
      } catch (error) {
        const reason = error instanceof Error ? error.message.replace(/^.*: /u, '') : 'malformed';
        return refuse(context, `${expected}: ${reason}`);
      }
    });
}

/** A header's value: visible characters and blanks (RFC 9110, section 5.5), so that none can smuggle in another. */
export function headerValue() {
  const error = 'expected a header value of printable ASCII characters';
  return z.string({ error }).regex(/^[\x20-\x7e]*$/u, { error });
}

/** A time of day as `HH:MM`, read to minutes after midnight; `24:00` is the end of the day. */
export function timeOfDay() {
  const expected = 'expected a time of day such as 08:00';
  return z.string({ error: expected }).transform((value, context) => {
    const match = /^(\d{2}):(\d{2})$/u.exec(value);
    const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
    const isTime = match !== null && minutes < 60 && hours * 60 + minutes <= 24 * 60;
    return isTime ? hours * 60 + minutes : refuse(context, expected);
  });
}

/** A calendar day that exists, `YYYY-MM-DD`. */
export function calendarDate() {
  const error = 'expected a date such as 2026-03-31';
  return z.iso.date({ error });
}

/** Raises an issue with its message, and stops the value there. */
function refuse(context: z.RefinementCtx, message: string, suggestion: string | null = null): never {
  context.addIssue({ code: 'custom', message, params: { suggestion } satisfies IssueParameters });
  return z.NEVER;
}
