/**
 * Takes from a block's text what changes without meaning anything, by named class. What is left decides
 * whether two blocks say the same. Words about models, numbers, obligations and the values of dates are never
 * touched: only how they are written.
 */
import type { Block } from '../domain/document.ts';
import { findDates } from '../facts/dates.ts';
import { rememberByText } from '../facts/remember.ts';
import {
  accessibilityText,
  bareImage,
  consentBanner,
  counter,
  emptyCell,
  interfaceTexts,
  maxBannerLength,
  relativeAge,
  stampKeys,
} from './noise-words.ts';

/** A class of noise: `apply` rewrites a text so that two texts that differ only by this class become equal. */
interface NoiseClass {
  readonly reason: string;
  readonly apply: (text: string) => string;
}

/** Blocks longer than this are not furniture, whatever words they hold. */
const maxCounterLength = 60;

const invisible = /\p{Cf}|\u034f|[\ufe00-\ufe0f]/gu;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu;
const trackingParameter =
  /([?&])(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|_ga|_gl|ref|ref_src|source|trk|\w*did|session_?id|hl|authuser|wt\.mc_id)=[^&#\s]*/giu;
const labelPart = '(?:\\d{1,3}|[a-z]|[ivxlc]{2,5})';
/** Bullets and labels of clauses: `•`, `1.`, `(a)`, `A.1.`, `C.3.a.iii.`; a label ends in a mark, or it is a word. */
const listMarker = new RegExp(
  `^(?:[•●▪◦‣∙*·–—+-]\\s+|\\d{1,2}\\s[-–]\\s+|\\(?${labelPart}(?:\\.${labelPart}){0,4}[.):]+\\s+)+`,
  'iu',
);

/** `Yes^1`: which note a value bears is told by the note. Powers of ten and two are numbers. */
const footnoteMark = /(?<!\b(?:10|2|[a-z]))\s?\^\d{1,2}(?!\d)|[¹²³⁴⁵⁶⁷⁸⁹†‡]+/giu;

/** Marks of bold that a converter left in the text, often without their partner. `2**3` is a power. */
const emphasisMark = /(?<!\d)\*{2,}|\*{2,}(?![*\d])/gu;

/** Noise that prose can carry, in the order in which it is taken away. */
const proseNoise: readonly NoiseClass[] = [
  { reason: 'emphasis marks', apply: (text) => text.replace(emphasisMark, '') },
  { reason: 'footnote mark', apply: (text) => text.replace(footnoteMark, '') },
  { reason: 'invisible characters', apply: (text) => text.replace(invisible, '').normalize('NFKC') },
  { reason: 'quotes and dashes', apply: plainMarks },
  { reason: 'accessibility text', apply: (text) => text.replace(accessibilityText, '') },
  { reason: 'relative age', apply: (text) => text.replace(relativeAge, '') },
  {
    reason: 'counter',
    apply: (text) => (text.length <= maxCounterLength ? text.replace(counter, '') : text),
  },
  { reason: 'tracking id in link', apply: plainLinks },
  { reason: 'date format', apply: isoDates },
  { reason: 'number format', apply: plainNumbers },
  { reason: 'list numbering', apply: (text) => text.trimStart().replace(listMarker, '') },
  { reason: 'spacing', apply: plainSpacing },
];

/** A heading says the same in capitals and with a colon: style sweeps over titles are not news. */
const headingNoise: readonly NoiseClass[] = [
  { reason: 'heading style', apply: (text) => text.replace(/^\s*#+\s*/u, '') },
  ...proseNoise,
  { reason: 'heading style', apply: (text) => text.toLowerCase().replace(/[\s#¶:.]+$/u, '') },
];

/** `55.0` in a cell is 55. Other decimals may be a version's: `1.10` is not `1.1`. */
const wholeNumber = /^([$€£]?\d+)\.0+(?=%?$)/u;

const cellNoise: readonly NoiseClass[] = [
  ...proseNoise.filter(({ reason }) => reason !== 'list numbering'),
  { reason: 'number format', apply: (text) => text.replace(wholeNumber, '$1') },
  { reason: 'empty cell mark', apply: (text) => (emptyCell.test(text.trim()) ? '' : text) },
];

/** Only what cannot be seen is noise in code; everything else is the engineer's business. */
const codeNoise: readonly NoiseClass[] = [
  { reason: 'invisible characters', apply: (text) => text.replace(invisible, '') },
  { reason: 'spacing', apply: (text) => text.replace(/\s+/gu, ' ').trim() },
];

const noiseOf: Readonly<Record<Block['kind'] | 'cell', readonly NoiseClass[]>> = {
  heading: headingNoise,
  paragraph: proseNoise,
  'list-item': proseNoise,
  code: codeNoise,
  cell: cellNoise,
  'table-row': cellNoise,
  'key-value': cellNoise,
};

/** The text without its noise. Texts with equal results say the same. */
export function normaliseText(text: string, kind: Block['kind'] | 'cell'): string {
  return remembered[kind](text);
}

function withoutNoise(kind: Block['kind'] | 'cell'): (text: string) => string {
  return rememberByText((text) => noiseOf[kind].reduce((rest, noise) => noise.apply(rest), text));
}

const remembered: Readonly<Record<Block['kind'] | 'cell', (text: string) => string>> = {
  heading: withoutNoise('heading'),
  paragraph: withoutNoise('paragraph'),
  'list-item': withoutNoise('list-item'),
  code: withoutNoise('code'),
  cell: withoutNoise('cell'),
  'table-row': withoutNoise('table-row'),
  'key-value': withoutNoise('key-value'),
};

/** Why a block counts for nothing at all, or null when it counts. */
export function whyFurniture(block: Block): string | null {
  if (block.kind === 'code' || block.kind === 'table-row') return null;
  if (block.kind === 'key-value') {
    return block.record === '' && stampKeys.has(block.key.toLowerCase()) ? 'page date stamp' : null;
  }
  return furniture[block.kind](block.text);
}

function furnitureOf(kind: 'heading' | 'paragraph' | 'list-item'): (text: string) => string | null {
  return rememberByText((written) => {
    const text = written.replace(invisible, '').trim();
    if (!/[\p{L}\p{N}]/u.test(text)) return 'ruler';
    const plain = plainSpacing(plainMarks(text)).replace(/^[_*\s]+|[_*\s:]+$/gu, '');
    if (isControls(plain)) return 'interface text';
    if (bareImage.test(text)) return 'picture';
    if (text.length <= maxBannerLength && consentBanner.test(text)) return 'cookie banner';
    if (!/[\p{L}\p{N}]/u.test(normaliseText(text, kind))) return 'relative age or counter';
    return null;
  });
}

/** One control of a page, or two that a capture glued together: `Log inGet started`. */
function isControls(text: string): boolean {
  const lines = text.split(/(?<=\p{Ll})(?=\p{Lu}\p{Ll})/u);
  return [[text], lines].some((parts) =>
    parts.every((part) => interfaceTexts.has(part.trim().toLowerCase())),
  );
}

const furniture = {
  heading: furnitureOf('heading'),
  paragraph: furnitureOf('paragraph'),
  'list-item': furnitureOf('list-item'),
} as const;

/** The names of the classes that make two texts differ, given that they are equal once normalised. */
export function namesOfNoise(before: string, after: string, kind: Block['kind'] | 'cell'): readonly string[] {
  const reasons: string[] = [];
  let [left, right] = [before, after];
  for (const noise of noiseOf[kind]) {
    if (left === right) break;
    const [nextLeft, nextRight] = [noise.apply(left), noise.apply(right)];
    const [wasApart, isApart] = [countApart(left, right), countApart(nextLeft, nextRight)];
    if (isApart < wasApart || nextLeft === nextRight) reasons.push(noise.reason);
    [left, right] = [nextLeft, nextRight];
  }
  return reasons;
}

function countApart(left: string, right: string): number {
  const counts = new Map<string, number>();
  for (const character of left) counts.set(character, (counts.get(character) ?? 0) + 1);
  for (const character of right) counts.set(character, (counts.get(character) ?? 0) - 1);
  return [...counts.values()].reduce((sum, count) => sum + Math.abs(count), 0);
}

function plainMarks(text: string): string {
  return text
    .replace(/[‘’‚‛′´`]/gu, "'")
    .replace(/[“”„‟«»″]/gu, '"')
    .replace(/[‐‑‒–—―−]/gu, '-')
    .replace(/…/gu, '...')
    .replace(/[©®™]/gu, '');
}

/** Link addresses shown as text: without scheme, `www.`, tracking parameters and per-reader ids. */
function plainLinks(text: string): string {
  if (!/:\/\/|www\.|[?&]\w+=/i.test(text)) return text;
  return text
    .replace(/\S*(?::\/\/|www\.)\S*/gu, (link) =>
      link
        .replace(uuid, '')
        .replace(trackingParameter, '$1')
        .replace(/(?<=[?&])&+|[?&]+(?=[#\s]|$)/gu, '')
        .replace(/https?:\/\/(?:www\.)?|^www\./giu, '')
        .replace(/\/(?=$|[)\].,;:]*$)/u, ''),
    )
    .trim();
}

function isoDates(written: string): string {
  if (!/\d/.test(written)) return written;
  // Captures glue a link's text to the date before it: `September 15, 2025Previous version`.
  const text = written.replace(/(?<=\b(?:19|20)\d{2})(?=\p{Lu}\p{Ll})/gu, ' ');
  let result = '';
  let at = 0;
  for (const mention of findDates(text)) {
    if (mention.precision !== 'day' || mention.start < at) continue;
    result += text.slice(at, mention.start) + mention.date;
    at = mention.end;
  }
  return result + text.slice(at);
}

function plainNumbers(text: string): string {
  return text
    .replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '')
    .replace(/(?<=\d)\s?([kmgt]i?b|%)(?![\p{L}\p{N}])/giu, (_, unit: string) => unit.toLowerCase());
}

function plainSpacing(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/ (?=[,.;:!?)\]])/gu, '')
    .replace(/(?<=[([]) /gu, '')
    .trim();
}
