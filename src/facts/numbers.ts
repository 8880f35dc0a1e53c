/** Quantities with units: sizes in tokens, money, percentages, spans of time. Bare numbers say too little. */
import type { NumberMention, NumberUnit } from './facts.ts';

const currencies: Readonly<Record<string, NumberUnit>> = {
  $: 'usd',
  usd: 'usd',
  '€': 'eur',
  eur: 'eur',
  '£': 'gbp',
  gbp: 'gbp',
  '¥': 'jpy',
  jpy: 'jpy',
};
const magnitudes: Readonly<Record<string, number>> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  b: 1e9,
  billion: 1e9,
};
const nouns: Readonly<Record<string, NumberUnit>> = {
  token: 'tokens',
  '%': 'percent',
  percent: 'percent',
  minute: 'minutes',
  hour: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
  year: 'years',
};
const smallNumbers = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');

const digits = '\\d{1,3}(?:[,\\u202f ]\\d{3}){1,4}(?!\\d)(?:\\.\\d{1,6})?|\\d{1,15}(?:\\.\\d{1,6})?';
const numberPattern = new RegExp(
  `(?<![\\p{L}\\p{N}._-])(?<currency>US\\$|[$€£¥]|(?:USD|EUR|GBP|JPY)\\s)?\\s?(?:(?<digits>${digits})|(?<word>${smallNumbers.join('|')}))` +
    '(?:\\s?(?<magnitude>k|m|b|thousand|million|billion)(?![\\p{L}\\p{N}]))?' +
    '(?:(?:\\s|-)?(?<adjective>input |output |context |calendar |business |working )?(?<noun>%|percent\\b|tokens?\\b|minutes?\\b|hours?\\b|days?\\b|weeks?\\b|months?\\b|years?\\b))?' +
    '(?:\\s(?<code>USD|EUR|GBP|JPY)\\b)?',
  'giu',
);

/** What joins two numbers that share the unit of the second: "from 32,000 to 64,000 tokens". */
const exchange = /^\s*(?:to|→|->|–|—)\s*$/iu;

/**
 * Finds quantities in order of the text. A number without unit or magnitude is left out, unless it goes over into
 * one that has a unit.
 */
export function findNumbers(text: string): readonly NumberMention[] {
  const mentions: NumberMention[] = [];
  let bare: Omit<NumberMention, 'unit'> | null = null;
  for (const match of text.matchAll(numberPattern)) {
    const groups = match.groups ?? {};
    const unit = unitOf(groups);
    const value = valueOf(groups);
    const written = match[0].trim();
    const start = match.index + match[0].indexOf(written);
    const former = bare;
    bare = null;
    if (value === null) continue;
    const mention = { value, text: written, start, end: start + written.length };
    if (unit === null) {
      bare = mention;
      continue;
    }
    if (former && exchange.test(text.slice(former.end, start))) mentions.push({ ...former, unit });
    mentions.push({ ...mention, unit });
  }
  return mentions;
}

function unitOf(groups: Readonly<Record<string, string | undefined>>): NumberUnit | null {
  const currency = groups.currency?.trim().toLowerCase().replace('us$', '$') ?? groups.code?.toLowerCase();
  if (currency !== undefined) return currencies[currency] ?? null;
  const noun = groups.noun?.toLowerCase().replace(/(?<=[a-z])s$/, '');
  if (noun !== undefined) return nouns[noun] ?? null;
  return groups.magnitude !== undefined && groups.digits !== undefined ? 'count' : null;
}

function valueOf(groups: Readonly<Record<string, string | undefined>>): number | null {
  const word = groups.word?.toLowerCase();
  const value =
    word === undefined
      ? Number((groups.digits ?? '').replaceAll(/[^\d.]/g, ''))
      : smallNumbers.indexOf(word) + 1;
  const scaled = value * (magnitudes[groups.magnitude?.toLowerCase() ?? ''] ?? 1);
  return Number.isFinite(scaled) ? Number(scaled.toPrecision(15)) : null;
}
