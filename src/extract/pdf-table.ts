/** Tables that are drawn, not marked: neighbouring lines whose cells stand in the same columns. Pure. */
import type { Cell } from '../domain/document.ts';
import type { PdfCell, PdfLine } from './pdf-lines.ts';

/** A table of so many lines, its columns from left to right; null when the lines are no table. */
export interface PdfTable {
  readonly lines: number;
  readonly rows: readonly (readonly Cell[])[];
}

interface Column {
  left: number;
  right: number;
}

const fewestRows = 2;

/**
 * The table that begins with the first of the lines. Lines belong to it while their cells fit columns that do not
 * run into one another; one cell that fits a column goes on with the row above it (a wrapped cell).
 */
export function tableAt(lines: readonly PdfLine[]): PdfTable | null {
  let columns: readonly Column[] = [];
  let length = 0;
  for (const [index, line] of lines.entries()) {
    const previous = lines[index - 1];
    if (previous && (line.page !== previous.page || line.y - previous.y > line.size * 3.5)) break;
    const next = line.cells.reduce(widen, columns);
    const isRow = line.cells.length > 1 && next.length >= 2 && areDistinct(line.cells, next);
    const isContinued = length > 0 && line.cells.length === 1 && isWithin(line, columns);
    if (!isRow && !isContinued) break;
    if (isRow && length > 0 && next.length < Math.min(columns.length, 2)) break;
    if (isRow) columns = next;
    length = index + 1;
  }
  const taken = lines.slice(0, length);
  if (taken.filter(({ cells }) => cells.length > 1).length < fewestRows) return null;
  return { lines: length, rows: rowsOf(taken, columns) };
}

/** The columns with room for one more cell; columns that it overlaps become one. */
function widen(columns: readonly Column[], cell: PdfCell): readonly Column[] {
  const apart = columns.filter((column) => column.right < cell.left || column.left > cell.right);
  const met = columns.filter((column) => !apart.includes(column));
  const wide = {
    left: Math.min(cell.left, ...met.map(({ left }) => left)),
    right: Math.max(cell.right, ...met.map(({ right }) => right)),
  };
  return [...apart, wide].sort((one, other) => one.left - other.left);
}

function areDistinct(cells: readonly PdfCell[], columns: readonly Column[]): boolean {
  return new Set(cells.map((cell) => columnOf(cell, columns))).size === cells.length;
}

function isWithin(line: PdfLine, columns: readonly Column[]): boolean {
  const cell = line.cells[0];
  const column = cell && columns[columnOf(cell, columns)];
  return (
    cell !== undefined &&
    column !== undefined &&
    cell.left >= column.left - 2 &&
    cell.right <= column.right + 2
  );
}

function columnOf(cell: PdfCell, columns: readonly Column[]): number {
  return columns.findIndex((column) => cell.left <= column.right && cell.right >= column.left);
}

function rowsOf(lines: readonly PdfLine[], columns: readonly Column[]): readonly (readonly Cell[])[] {
  const rows: string[][] = [];
  for (const line of lines) {
    const last = rows.at(-1);
    const row = line.cells.length === 1 && last ? last : columns.map(() => '');
    if (row !== last) rows.push(row);
    for (const cell of line.cells) {
      const at = columnOf(cell, columns);
      row[at] = `${row[at] ?? ''} ${cell.text.trim()}`.trim();
    }
  }
  const header = isHeader(lines) ? (rows[0] ?? []) : [];
  const body = header.length > 0 ? rows.slice(1) : rows;
  return body.map((row) => row.map((text, index) => ({ column: header[index] ?? '', text })));
}

/** The first line is a header when it is set in another font, or has words where the others have figures. */
function isHeader([first, ...others]: readonly PdfLine[]): boolean {
  if (!first) return false;
  const fonts = new Set(others.map(({ font }) => font));
  if (first.font !== null && !fonts.has(first.font)) return true;
  const hasFigures = others.filter(({ text }) => /\d/.test(text)).length > others.length / 2;
  return hasFigures && !/\d/.test(first.text);
}
