/** Reads from a document the days to come on which something is to happen. */
import { createHash } from 'node:crypto';
import type { Subject } from '../domain/change.ts';
import type { ComingDate, ComingMeaning } from '../domain/coming-date.ts';
import type { Block, CalendarDate, Document } from '../domain/document.ts';
import type { Vendor } from '../domain/vendor.ts';
import { findDates } from '../facts/dates.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { readHeadingDate } from './entry-dates.ts';
import { withoutSuccessors } from './text-facts.ts';

type Naming = Pick<Vendor, 'models' | 'aliases'>;

/** In order: `deprecated and shut down on` speaks of the end. */
const meanings: readonly (readonly [ComingMeaning, RegExp])[] = [
  [
    'retires',
    /\b(?:retir\w*|sunset\w*|shut(?:ting|s)?[ _-]?(?:down|off)|end[ _-]of[ _-](?:life|support|sale|service)|eol|discontinu\w*|remov(?:ed|al)|turn(?:ed)?[ -]off|expir\w*|phas(?:ed|ing) out|no longer (?:be )?(?:available|supported|served)|decommission\w*)\b/iu,
  ],
  ['deprecates', /\b(?:deprecat\w*|legacy)\b/iu],
  [
    'changes',
    /\b(?:will|scheduled|going to|plan(?:ned)? to)\b[^.]*\b(?:alias|-latest|default|upgrad\w*|point to|move|replaced?|redirect\w*|migrat\w*|switch\w*|rout\w*|renam\w*)|\bupgrad\w*\b[^.]*\b(?:start|begin|scheduled)/iu,
  ],
  [
    'takes-effect',
    /\b(?:effective|in effect|takes? effect|go(?:es|ing)? into effect|into force|appl(?:y|ies) (?:from|as of|on)|will change|will be (?:updated|replaced)|new (?:terms|version|policy)|updated (?:terms|version|policy))\b/iu,
  ],
];

const earliest = /\b(?:not? (?:sooner|earlier|before)|earliest|at least until|tentative\w*)\b/iu;

const maxTextLength = 20_000;
const maxPassageLength = 400;
/** A page that names more days than this is a table of something else. */
const maxDates = 500;

/** The days after `today` that the document names, each once per subject and meaning. */
export function readComingDates(
  document: Document,
  vendor: Naming,
  today: CalendarDate,
): readonly ComingDate[] {
  const found = new Map<string, ComingDate>();
  for (const block of document.blocks) {
    for (const named of readBlock(block, vendor, today)) {
      if (found.size >= maxDates) return [...found.values()];
      if (!found.has(named.key)) found.set(named.key, named);
    }
  }
  return [...found.values()];
}

/** A text that names a day, the words that say what the day means, and whom it concerns. */
interface Statement {
  readonly text: string;
  readonly label: string;
  readonly about: string;
}

function readBlock(block: Block, vendor: Naming, today: CalendarDate): readonly ComingDate[] {
  if (block.kind === 'code') return [];
  const announcedOn = entryDate(block);
  return statements(block).flatMap(({ text, label, about }) => {
    const words = label.replaceAll('_', ' ');
    const meaning = meanings.find(([, pattern]) => pattern.test(words))?.[0];
    if (!meaning) return [];
    const isEarliest = earliest.test(`${label} ${text}`);
    const subjects = subjectsOf(about, vendor);
    return findDates(text)
      .filter(({ precision, date }) => precision === 'day' && date > today)
      .map(({ date }) => ({
        key: keyOf([meaning, date, String(isEarliest), ...subjects.map(({ name }) => name)]),
        date,
        meaning,
        isEarliest,
        subjects,
        passage: block.text.slice(0, maxPassageLength),
        announcedOn: announcedOn !== null && announcedOn < date ? announcedOn : null,
      }));
  });
}

/** Cells under their headers, fields under their keys, running text by sentence. */
function statements(block: Block): readonly Statement[] {
  const heading = block.path.at(-1) ?? '';
  if (block.kind === 'table-row') {
    const name = block.cells.find(({ text }) => text !== '')?.text ?? '';
    return block.cells.map(({ column, text }) => ({ text, label: `${column} ${text}`, about: name }));
  }
  if (block.kind === 'key-value') {
    return [{ text: block.value, label: `${block.key} ${block.value}`, about: block.record || heading }];
  }
  return block.text
    .slice(0, maxTextLength)
    .split(/\n|(?<=[.;])\s/u)
    .map((sentence) => ({ text: sentence, label: sentence, about: `${withoutSuccessors(sentence)}\n` }))
    .map((statement) => ({ ...statement, about: statement.about.trim() === '' ? heading : statement.about }));
}

function subjectsOf(about: string, vendor: Naming): readonly Subject[] {
  const names = new Set(
    findModelIdentifiers(about, { models: vendor.models, aliases: {} }).map(({ id }) => id),
  );
  return [...names].map((name) => ({ kind: 'model', name }));
}

/** The date of the nearest heading that is one. */
function entryDate(block: Block): CalendarDate | null {
  for (const heading of block.path.toReversed()) {
    const date = readHeadingDate(heading, null);
    if (date?.kind === 'day') return date.date;
  }
  return null;
}

function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
