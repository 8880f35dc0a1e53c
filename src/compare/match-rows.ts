/** Which row of the old table is which of the new: equal rows first, then by key, then by likeness. */
import type { TableRowBlock } from '../domain/document.ts';
import type { ColumnMatch } from './match-columns.ts';
import { normaliseText } from './normalise-block.ts';
import { pairSimilar } from './pair-similar.ts';

/** A row with its cells normalised, in the order of the matched columns. */
export interface Row {
  readonly block: TableRowBlock;
  readonly cells: readonly string[];
  /** All cells, comparable as a whole. */
  readonly content: string;
}

export interface RowMatches {
  readonly equal: readonly (readonly [Row, Row])[];
  readonly changed: readonly (readonly [Row, Row])[];
  readonly removed: readonly Row[];
  readonly added: readonly Row[];
}

/** Columns whose cells name a row, tried in this order: the first, then combinations that begin with it. */
const keyColumns: readonly (readonly number[])[] = [[0], [0, 1], [0, 1, 2], [1], [2]];

/** Normalises rows over the matched columns of one side. */
export function toRows(
  blocks: readonly TableRowBlock[],
  columns: readonly ColumnMatch[],
  side: 'before' | 'after',
): readonly Row[] {
  return blocks.map((block) => {
    const cells = columns.map((column) => normaliseText(block.cells[column[side]]?.text ?? '', 'cell'));
    return { block, cells, content: JSON.stringify(cells) };
  });
}

/** Matches rows; their order means nothing. Columns known to both sides come first in `shared`. */
export function matchRows(
  before: readonly Row[],
  after: readonly Row[],
  shared: readonly number[],
): RowMatches {
  const equal = takePairs(before, after, (row) => row.content);
  const key = chooseKey(equal.before, equal.after, shared);
  const keyed = takePairs(equal.before, equal.after, (row) =>
    key.map((column) => row.cells[column]).join('\n'),
  );
  const { pairs } = pairSimilar(keyed.before.map(toLoose), keyed.after.map(toLoose));
  const similar = pairs.flatMap(([left, right]): (readonly [Row, Row])[] => {
    const [old, fresh] = [keyed.before[left], keyed.after[right]];
    return old && fresh ? [[old, fresh]] : [];
  });
  const taken = new Set(similar.flat());
  return {
    equal: equal.pairs,
    changed: [...keyed.pairs, ...similar],
    removed: keyed.before.filter((row) => !taken.has(row)),
    added: keyed.after.filter((row) => !taken.has(row)),
  };
}

function toLoose(row: Row): { text: string; kind: string; gap: number } {
  return { text: row.block.text, kind: 'row', gap: 0 };
}

/** The columns by which most rows are told apart and found again. */
function chooseKey(
  before: readonly Row[],
  after: readonly Row[],
  shared: readonly number[],
): readonly number[] {
  let best: { columns: readonly number[]; score: number } = { columns: shared.slice(0, 1), score: -1 };
  for (const choice of keyColumns) {
    const columns = choice.flatMap((place) => shared[place] ?? []);
    if (columns.length < choice.length) continue;
    const [left, right] = [keysOf(before, columns), keysOf(after, columns)];
    const found = [...left].filter(([name, count]) => count === 1 && right.get(name) === 1).length;
    if (found > best.score) best = { columns, score: found };
  }
  return best.columns;
}

function keysOf(rows: readonly Row[], columns: readonly number[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const name = columns.map((column) => row.cells[column]).join('\n');
    if (name.trim() !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Pairs rows with the same name, in order; rows without a name stay loose. */
function takePairs(
  before: readonly Row[],
  after: readonly Row[],
  nameOf: (row: Row) => string,
): { pairs: readonly (readonly [Row, Row])[]; before: readonly Row[]; after: readonly Row[] } {
  const waiting = new Map<string, Row[]>();
  for (const row of before) {
    const name = nameOf(row);
    if (name.trim() === '') continue;
    const rows = waiting.get(name);
    if (rows) rows.push(row);
    else waiting.set(name, [row]);
  }
  const pairs: (readonly [Row, Row])[] = [];
  const taken = new Set<Row>();
  for (const row of after) {
    const own = waiting.get(nameOf(row))?.shift();
    if (!own) continue;
    pairs.push([own, row]);
    taken.add(own).add(row);
  }
  const isLoose = (row: Row): boolean => !taken.has(row);
  return { pairs, before: before.filter(isLoose), after: after.filter(isLoose) };
}
