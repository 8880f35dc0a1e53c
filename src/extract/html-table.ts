/** HTML and ARIA tables as rows that know the heading of each cell. */
import type { Cell } from '../domain/document.ts';
import type { BlockWriter } from './block-writer.ts';
import { inlineText } from './html-text.ts';
import { normaliseText } from './normalise-text.ts';
import { childrenOf, type HtmlElement, type HtmlNode, isElement } from './parse-html.ts';

interface GridCell {
  readonly text: string;
  readonly isHeader: boolean;
  /** Shown here because an earlier column of the same row spans this one. */
  readonly isSpanned: boolean;
}
type GridRow = readonly GridCell[];

const maxColumns = 200;

/** Whether an element is a table of data, not a layout grid: no tables, headings or code inside its cells. */
export function isDataTable(element: HtmlElement): boolean {
  const role = element.attribs['role'];
  if (element.tagName !== 'table' && role !== 'table' && role !== 'grid') return false;
  if (role === 'presentation' || role === 'none') return false;
  return !contains(element, (inner) => /^(?:table|h[1-6]|pre)$/.test(inner.tagName));
}

/**
 * Writes the caption, then one row a block. A cell that spans rows is repeated in each, one that spans
 * columns stands in its first. A table of two columns whose first names what the second says is written as
 * named values.
 */
export function writeTable(table: HtmlElement, writer: BlockWriter): void {
  const caption = childrenOf(table).find((child) => isElement(child) && child.tagName === 'caption');
  if (caption) writer.paragraph(inlineText(caption));
  const { rows, headRows } = readRows(table);
  const grid = layOut(rows);
  const headers = headRows > 0 ? headRows : isHeaderRow(grid, rows) ? 1 : 0;
  const body = grid.slice(headers);
  if (headers === 0 && namesValues(body, rows)) {
    for (const [name, value] of body) writer.keyValue('', name?.text ?? '', value?.text ?? '');
    return;
  }
  const columns = columnNames(grid.slice(0, headers));
  writer.table(
    body.map((row) =>
      row.flatMap((cell, index): Cell[] =>
        cell.isSpanned ? [] : [{ column: columns[index] ?? '', text: cell.text }],
      ),
    ),
  );
}

interface Rows {
  readonly rows: readonly (readonly HtmlElement[])[];
  /** How many of the first rows are in the table's head. */
  readonly headRows: number;
}

function readRows(table: HtmlElement): Rows {
  const head: HtmlElement[][] = [];
  const body: HtmlElement[][] = [];
  const visit = (node: HtmlNode, isHead: boolean): void => {
    if (!isElement(node)) return;
    if (node.tagName === 'tr' || node.attribs['role'] === 'row') {
      const cells = cellsOf(node);
      if (cells.length > 0) (isHead ? head : body).push(cells);
      return;
    }
    for (const child of childrenOf(node)) visit(child, isHead || node.tagName === 'thead');
  };
  visit(table, false);
  // A head with nothing below it is a table whose author marked every row.
  return body.length === 0
    ? { rows: head, headRows: 0 }
    : { rows: [...head, ...body], headRows: head.length };
}

const cellRoles = new Set(['cell', 'gridcell', 'columnheader', 'rowheader']);

function isCell(element: HtmlElement): boolean {
  return /^t[dh]$/.test(element.tagName) || cellRoles.has(element.attribs['role'] ?? '');
}

function cellsOf(row: HtmlElement): HtmlElement[] {
  const cells: HtmlElement[] = [];
  const visit = (node: HtmlNode): void => {
    if (!isElement(node)) return;
    if (isCell(node)) cells.push(node);
    else for (const child of childrenOf(node)) visit(child);
  };
  for (const child of childrenOf(row)) visit(child);
  return cells;
}

function isHeaderCell(cell: HtmlElement): boolean {
  return cell.tagName === 'th' || ['columnheader', 'rowheader'].includes(cell.attribs['role'] ?? '');
}

function span(cell: HtmlElement, name: 'colspan' | 'rowspan', most: number): number {
  const value = Number.parseInt(cell.attribs[name] ?? '1', 10);
  if (name === 'rowspan' && value === 0) return most; // to the end of the group
  return Number.isInteger(value) && value > 0 ? Math.min(value, most) : 1;
}

/** Places cells as the HTML Standard's table model does (forming a table), within our bounds. */
function layOut(rows: readonly (readonly HtmlElement[])[]): GridRow[] {
  const grid: GridCell[][] = rows.map(() => []);
  for (const [y, cells] of rows.entries()) {
    let x = 0;
    for (const cell of cells) {
      while (grid[y]?.[x]) x += 1;
      if (x >= maxColumns) break;
      const text = normaliseText(inlineText(cell));
      const isHeader = isHeaderCell(cell);
      const width = span(cell, 'colspan', maxColumns - x);
      const height = span(cell, 'rowspan', rows.length - y);
      for (let down = 0; down < height; down += 1) {
        for (let right = 0; right < width; right += 1) {
          const row = grid[y + down];
          if (row) row[x + right] ??= { text, isHeader, isSpanned: right > 0 };
        }
      }
      x += width;
    }
  }
  const empty: GridCell = { text: '', isHeader: false, isSpanned: false };
  return grid.map((row) => Array.from(row, (cell: GridCell | undefined) => cell ?? empty));
}

function isHeaderRow(grid: readonly GridRow[], rows: Rows['rows']): boolean {
  const [first, second] = grid;
  const [firstCells, secondCells] = rows;
  if (!first || !second || !firstCells || !secondCells) return false;
  if (first.every((cell) => cell.isHeader)) return first.length > 1 || !second.every((cell) => cell.isHeader);
  // Generators without header cells set the first row in bold.
  return first.length > 1 && firstCells.every(isBold) && !secondCells.every(isBold);
}

function namesValues(body: readonly GridRow[], rows: Rows['rows']): boolean {
  if (body.length === 0 || !body.every((row) => row.length === 2)) return false;
  const names = rows.flatMap((row) => row.slice(0, 1));
  const values = rows.flatMap((row) => row.slice(1));
  if (values.some(isHeaderCell)) return false;
  return names.every(isHeaderCell) || (names.every(isBold) && !values.some(isBold));
}

function isBold(cell: HtmlElement): boolean {
  const whole = normaliseText(inlineText(cell));
  if (whole === '') return false;
  let bold = '';
  const visit = (node: HtmlNode): void => {
    if (!isElement(node)) return;
    if (node.tagName === 'b' || node.tagName === 'strong') bold += ` ${inlineText(node)}`;
    else for (const child of childrenOf(node)) visit(child);
  };
  visit(cell);
  return normaliseText(bold) === whole;
}

/** Heads of several rows are joined from the top: `Pricing / Input`. */
function columnNames(head: readonly GridRow[]): string[] {
  const width = Math.max(0, ...head.map((row) => row.length));
  return Array.from({ length: width }, (_, index) => {
    const parts: string[] = [];
    for (const row of head) {
      const text = row[index]?.text ?? '';
      if (text !== '' && text !== parts.at(-1)) parts.push(text);
    }
    return parts.join(' / ');
  });
}

function contains(element: HtmlElement, test: (inner: HtmlElement) => boolean): boolean {
  const waiting: HtmlNode[] = [...childrenOf(element)];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (!isElement(next)) continue;
    if (test(next)) return true;
    waiting.push(...childrenOf(next));
  }
  return false;
}
