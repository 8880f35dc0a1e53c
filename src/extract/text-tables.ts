/**
 * Tables in plain text: grid, simple and list tables of reStructuredText, tables of AsciiDoc, and pipe tables. Read
 * line by line, in one pass.
 */
import type { Cell } from '../domain/document.ts';
import { cellsOf } from './markdown-pipes.ts';

export interface TextTable {
  readonly rows: readonly (readonly Cell[])[];
  /** The line after it. */
  readonly end: number;
}

const gridRule = /^\s*\+(?:[-=]{2,}\+){1,200}\s*$/u;
const simpleRule = /^\s*={2,}(?:\s+={2,}){1,200}\s*$/u;
const listTable = /^\s*\.\.\s+(?:list-table|flat-table)::/u;
const asciiRule = /^\|={3,}\s*$/u;
const pipeRow = /^\s*\|.*\|\s*$/u;
const pipeRule = /^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$/u;

/** The table that begins on this line, or null. */
export function readTableAt(lines: readonly string[], at: number): TextTable | null {
  const line = lines[at] ?? '';
  if (gridRule.test(line)) return readGrid(lines, at);
  if (simpleRule.test(line)) return readSimple(lines, at);
  if (listTable.test(line)) return readList(lines, at);
  if (asciiRule.test(line)) return readAscii(lines, at, asciiOptions(lines[at - 1] ?? ''));
  return pipeRow.test(line) && pipeRule.test(lines[at + 1] ?? '') ? readPipes(lines, at) : null;
}

function withHead(rows: readonly (readonly string[])[]): TextTable['rows'] {
  const [head = [], ...body] = rows;
  return body.map((cells) => cells.map((text, index) => ({ column: head[index] ?? '', text })));
}

function readPipes(lines: readonly string[], at: number): TextTable {
  let end = at + 2;
  while (pipeRow.test(lines[end] ?? '')) end += 1;
  const rows = [lines[at] ?? '', ...lines.slice(at + 2, end)].map(cellsOf);
  return { rows: withHead(rows), end };
}

/** Cells stand between the corners of the rule above them and may take several lines. */
function readGrid(lines: readonly string[], at: number): TextTable | null {
  const bounds = [...(lines[at] ?? '').matchAll(/\+/gu)].map(({ index }) => index);
  const rows: string[][] = [];
  let open: string[] | null = null;
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (gridRule.test(line)) {
      if (open) rows.push(open);
      open = null;
    } else if (line.trimStart().startsWith('|')) {
      const cells = bounds.slice(1).map((bound, index) => line.slice((bounds[index] ?? 0) + 1, bound).trim());
      open = cells.map((text, index) => `${open?.[index] ?? ''} ${text}`.trim());
    } else break;
  }
  return rows.length > 1 ? { rows: withHead(rows), end } : null;
}

/** Columns stand below the runs of the rule; the first column left empty goes on with the row above. */
function readSimple(lines: readonly string[], at: number): TextTable | null {
  const runs = [...(lines[at] ?? '').matchAll(/=+/gu)].map(({ index }) => index);
  const cellsAt = (line: string): string[] =>
    runs.map((start, index) => line.slice(start, runs[index + 1] ?? line.length).trim());
  const rules: number[] = [at];
  const rows: string[][] = [];
  for (let end = at + 1; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (simpleRule.test(line)) {
      rules.push(end);
      // With a head there are three rules: above it, below it, and at the end.
      if (rules.length === 3 || (lines[end + 1] ?? '').trim() === '') {
        return rows.length > 1 ? { rows: withHead(rows), end: end + 1 } : null;
      }
      continue;
    }
    if (line.trim() === '' || /^\s*-[-\s]*$/u.test(line)) continue;
    const cells = cellsAt(line);
    const last = rows.at(-1);
    if (cells[0] === '' && last && rules.length > 1)
      rows[rows.length - 1] = last.map((text, index) => `${text} ${cells[index] ?? ''}`.trim());
    else rows.push(cells);
  }
  return null;
}

/** `* - cell` begins a row, `- cell` the next cell of it; deeper lines go on with the cell. */
function readList(lines: readonly string[], at: number): TextTable | null {
  const margin = marginOf(lines[at] ?? '');
  const rows: string[][] = [];
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? '';
    if (line.trim() === '') continue;
    if (marginOf(line) <= margin) break;
    const start = /^\s*\* -(?:\s+(.*))?$/u.exec(line);
    const next = /^\s*-(?:\s+(.*))?$/u.exec(line);
    const row = rows.at(-1);
    if (start) rows.push([start[1]?.trim() ?? '']);
    else if (next && row) row.push(next[1]?.trim() ?? '');
    else if (row) row[row.length - 1] = `${row.at(-1) ?? ''} ${line.trim()}`.trim();
  }
  return rows.length > 1 ? { rows: withHead(rows), end } : null;
}

function marginOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Columns that the line above the table names: `[cols="1,2,1"]`, `[cols=3*]`. */
function asciiOptions(line: string): number | null {
  const written = /\bcols\s*=\s*"?([^"\]]{1,400})/u.exec(line)?.[1];
  if (written === undefined) return null;
  return written
    .split(',')
    .reduce((count, part) => count + Number(/^\s*(\d{1,3})\*/u.exec(part)?.[1] ?? 1), 0);
}

/** Each `|` begins a cell; without `cols` the first line tells how many make a row. */
function readAscii(lines: readonly string[], at: number, columns: number | null): TextTable | null {
  const cells: string[] = [];
  let width = columns;
  for (let end = at + 1; end < lines.length; end += 1) {
    const line = (lines[end] ?? '').trim();
    if (asciiRule.test(line)) return asciiRows(cells, width ?? 0, end + 1);
    if (line === '') continue;
    const [before = '', ...parts] = line.split(/(?<!\\)(?:\d{0,3}[.+*]{0,3}[<^>]?[aehlmsd]?)\|/u);
    if (before.trim() !== '' && cells.length > 0) cells[cells.length - 1] += ` ${before.trim()}`;
    cells.push(...parts.map((part) => part.replaceAll('\\|', '|').trim()));
    width ??= parts.length;
  }
  return null;
}

function asciiRows(cells: readonly string[], width: number, end: number): TextTable | null {
  if (width === 0 || cells.length < 2 * width) return null;
  const count = Math.floor(cells.length / width);
  const rows = Array.from({ length: count }, (_, index) => cells.slice(index * width, (index + 1) * width));
  return { rows: withHead(rows), end };
}
