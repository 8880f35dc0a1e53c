/** Dated table rows and dated records: which of their dates tells when the vendor spoke. */
import type { CalendarDate, KeyValueBlock, TableRowBlock } from '../domain/document.ts';
import { findDates } from '../facts/dates.ts';
import type { Draft } from './entry-draft.ts';

/** Columns and keys that say when something was made known. */
const spoken =
  /\b(?:announc\w*|notif\w*|notice|publish\w*|posted|date|when|day|released?|launch\w*|added|created|legacy|deprecated(?: on| date)?|deprecation date)\b/i;
/** Columns and keys that say when something will end. */
const ending =
  /\b(?:retire\w*|shut ?down|sunset\w*|end of (?:life|support)|eol|removal|removed|discontinu\w*|until|expir\w*)\b/i;

interface Field {
  readonly name: string;
  readonly text: string;
}

/** An entry for a row that bears a date of its own; null when no cell does. */
export function readRow(row: TableRowBlock): Draft | null {
  const dates = readFields(row.cells.map((cell) => ({ name: cell.column, text: cell.text })));
  if (!dates) return null;
  const name =
    row.cells.find((cell) => cell.text !== '' && findDates(cell.text)[0]?.start !== 0)?.text ?? row.text;
  const lines = row.cells
    .filter((cell) => cell.text !== '')
    .map((cell) => (cell.column ? `${cell.column}: ${cell.text}` : cell.text));
  const version = row.cells.find((cell) => /\b(?:version|snapshot)\b/i.test(cell.column))?.text ?? '';
  return { id: null, date: dates.spokenOn, title: name, lines, url: null, keyWords: `${name} ${version}` };
}

/** Whether a row says itself when it was announced, so that it is an entry even inside a dated section. */
export function bearsOwnDate(row: TableRowBlock): boolean {
  return row.cells.some((cell) => isSpoken(cell.column) && findDates(cell.text)[0]?.precision === 'day');
}

/** An entry for each record (a model of a list, say) that bears a date; front matter is no record. */
export function readRecords(blocks: readonly KeyValueBlock[]): readonly Draft[] {
  const records = new Map<string, KeyValueBlock[]>();
  for (const block of blocks) {
    if (block.record === '') continue;
    const fields = records.get(block.record) ?? [];
    fields.push(block);
    records.set(block.record, fields);
  }
  return [...records].flatMap(([record, fields]) => {
    const dates = readFields(fields.map((field) => ({ name: nameOfKey(field.key), text: field.value })));
    if (!dates) return [];
    const lines = fields.map((field) => field.text);
    // The end's date belongs to the key: a date that appears or moves is news about the record.
    return [
      {
        id: null,
        date: dates.spokenOn,
        title: record,
        lines,
        url: null,
        keyWords: `${record} ${dates.endsOn ?? ''}`,
      },
    ];
  });
}

function readFields(
  fields: readonly Field[],
): { readonly spokenOn: CalendarDate | null; readonly endsOn: string | null } | null {
  let spokenOn: CalendarDate | null = null;
  let endsOn: CalendarDate | null = null;
  for (const { name, text } of fields) {
    const date = findDates(text)[0];
    if (!date) continue;
    if (isSpoken(name) && date.precision === 'day') spokenOn ??= date.date;
    else if (ending.test(name)) endsOn ??= date.date;
  }
  return (spokenOn ?? endsOn) ? { spokenOn, endsOn } : null;
}

function isSpoken(name: string): boolean {
  return spoken.test(name) && !ending.test(name);
}

/** `shutdown_date`, `deprecatedAt` as words. */
function nameOfKey(key: string): string {
  return key.replaceAll(/[._-]+/g, ' ').replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ');
}
