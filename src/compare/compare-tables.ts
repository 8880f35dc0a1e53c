/**
 * Compares tables by row key and column header. The order of rows and columns means nothing; a row or column
 * that came or went, and every cell that says something else, is an edit.
 */
import type { CellEdit, Edit } from '../domain/change.ts';
import type { TableRowBlock } from '../domain/document.ts';
import { alignSequences } from './align-sequences.ts';
import type { Table } from './document-units.ts';
import { type ColumnMatch, matchColumns } from './match-columns.ts';
import { matchRows, type Row, toRows } from './match-rows.ts';
import type { NoiseTally } from './noise-tally.ts';
import { namesOfNoise, normaliseText } from './normalise-block.ts';
import { pairSimilar } from './pair-similar.ts';
import { compareWords } from './word-runs.ts';

/** Edits within tables that stand on both sides; rows that found no partner are left to the caller. */
export interface TableComparison {
  readonly edits: readonly Edit[];
  readonly removed: readonly TableRowBlock[];
  readonly added: readonly TableRowBlock[];
}

/** Compares all tables of two documents. */
export function compareTables(
  before: readonly Table[],
  after: readonly Table[],
  noise: NoiseTally,
): TableComparison {
  const pairs = matchTables(before, after);
  const [usedBefore, usedAfter] = [
    new Set(pairs.map(([old]) => old)),
    new Set(pairs.map(([, fresh]) => fresh)),
  ];
  const compared = pairs.map(([old, fresh]) => compareTable(old, fresh, noise));
  const lost = before.filter((table) => !usedBefore.has(table));
  const found = after.filter((table) => !usedAfter.has(table));
  return {
    edits: compared.flatMap(({ edits }) => edits),
    removed: [...compared.flatMap(({ removed }) => removed), ...lost.flatMap(({ rows }) => rows)],
    added: [...compared.flatMap(({ added }) => added), ...found.flatMap(({ rows }) => rows)],
  };
}

/** By equal content, then by heading and header in order, then by likeness of heading, header and first cells. */
function matchTables(
  before: readonly Table[],
  after: readonly Table[],
): readonly (readonly [Table, Table])[] {
  const pairs: (readonly [Table, Table])[] = [];
  let [left, right] = [before, after];
  for (const nameOf of [contentOf, signatureOf]) {
    const matches = alignSequences(left.map(nameOf), right.map(nameOf));
    const [usedLeft, usedRight] = [
      new Set(matches.map(([old]) => old)),
      new Set(matches.map((match) => match[1])),
    ];
    for (const [old, fresh] of matches) pairs.push(...both(left[old], right[fresh]));
    left = left.filter((_, index) => !usedLeft.has(index));
    right = right.filter((_, index) => !usedRight.has(index));
  }
  const similar = pairSimilar(left.map(toLoose), right.map(toLoose));
  for (const [old, fresh] of similar.pairs) pairs.push(...both(left[old], right[fresh]));
  return pairs;
}

function both(old: Table | undefined, fresh: Table | undefined): readonly (readonly [Table, Table])[] {
  return old && fresh ? [[old, fresh]] : [];
}

function contentOf(table: Table): string {
  return JSON.stringify([table.columns, table.rows.map(({ text }) => text)]);
}

function signatureOf(table: Table): string {
  return normaliseText([table.path.at(-1) ?? '', ...[...table.columns].sort()].join(' | '), 'heading');
}

function toLoose(table: Table): { text: string; kind: string; gap: number } {
  const first = table.rows.slice(0, 50).map(({ cells }) => cells[0]?.text ?? '');
  return { text: [table.path.at(-1), ...table.columns, ...first].join(' '), kind: 'table', gap: 0 };
}

function compareTable(before: Table, after: Table, noise: NoiseTally): TableComparison {
  const columns = matchColumns(before, after);
  const shared = columns.flatMap(({ before, after }, index) => (before >= 0 && after >= 0 ? [index] : []));
  const left = dropDuplicates(toRows(before.rows, columns, 'before'));
  const right = dropDuplicates(toRows(after.rows, columns, 'after'));
  noise.add('duplicate row', Math.abs(before.rows.length - left.length - (after.rows.length - right.length)));
  const matches = matchRows(left, right, shared);
  for (const [old, fresh] of matches.equal) countNoise(old.block, fresh.block, columns, noise);
  const headers = compareHeaders(before, after, columns);
  return {
    edits: [...headers, ...matches.changed.flatMap(([old, fresh]) => compareRow(old, fresh, columns, after))],
    removed: matches.removed.map(({ block }) => block),
    added: matches.added.map(({ block }) => block),
  };
}

/** A row that is repeated word for word in its table says nothing twice. */
function dropDuplicates(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.toReversed().map((row) => [row.content, row])).values()].reverse();
}

function countNoise(
  before: TableRowBlock,
  after: TableRowBlock,
  columns: readonly ColumnMatch[],
  noise: NoiseTally,
): void {
  if (before.text === after.text) return;
  const reasons = columns.flatMap((column) =>
    namesOfNoise(before.cells[column.before]?.text ?? '', after.cells[column.after]?.text ?? '', 'cell'),
  );
  for (const reason of reasons) noise.add(reason);
  if (reasons.length === 0) noise.add('column order');
}

function compareRow(old: Row, fresh: Row, columns: readonly ColumnMatch[], table: Table): readonly Edit[] {
  const [before, after] = [old.block, fresh.block];
  const cells = columns.flatMap((column, index): CellEdit[] => {
    if (old.cells[index] === fresh.cells[index]) return [];
    const [cellBefore, cellAfter] = [before.cells[column.before], after.cells[column.after]];
    const name = cellAfter?.column ?? cellBefore?.column ?? table.columns[column.after] ?? '';
    return [{ column: name, before: cellBefore?.text ?? '', after: cellAfter?.text ?? '' }];
  });
  return [{ kind: 'changed', before, after, words: compareWords(before.text, after.text), cells }];
}

/** The header row as a row of its own, so that a renamed, new or lost column is one edit and not only many cells. */
function compareHeaders(before: Table, after: Table, columns: readonly ColumnMatch[]): readonly Edit[] {
  const cells = columns.flatMap((column): CellEdit[] => {
    const [old, fresh] = [before.columns[column.before] ?? '', after.columns[column.after] ?? ''];
    if (normaliseText(old, 'heading') === normaliseText(fresh, 'heading')) return [];
    return [{ column: fresh || old, before: old, after: fresh }];
  });
  if (cells.length === 0) return [];
  const [old, fresh] = [headerRow(before), headerRow(after)];
  return [{ kind: 'changed', before: old, after: fresh, words: compareWords(old.text, fresh.text), cells }];
}

function headerRow(table: Table): TableRowBlock {
  return {
    kind: 'table-row',
    table: table.rows[0]?.table ?? 0,
    path: table.path,
    text: table.columns.join(' | '),
    cells: table.columns.map((column) => ({ column, text: column })),
  };
}
