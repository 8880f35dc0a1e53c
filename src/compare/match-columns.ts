/** Which column of the old table is which of the new: by header, then by place and by what the cells hold. */

import type { Table } from './document-units.ts';
import { normaliseText } from './normalise-block.ts';
import { likeness } from './pair-similar.ts';
import { wordsOf } from './word-runs.ts';

/** One column seen on both sides, or on one (`-1` for the side that lacks it). */
export interface ColumnMatch {
  readonly before: number;
  readonly after: number;
}

/** Two differently named columns are one renamed column when their names or their cells are this alike. */
const leastAlike = 0.5;
/** Enough rows to judge a column by. */
const rowsLookedAt = 200;

/** Matches columns; each index of either side occurs once. Sorted by the new order, lost columns last. */
export function matchColumns(before: Table, after: Table): readonly ColumnMatch[] {
  const [left, right] = [columnNames(before), columnNames(after)];
  const matches: ColumnMatch[] = [];
  const free = new Map<string, number[]>();
  for (const [index, name] of left.entries()) {
    const places = free.get(name);
    if (places) places.push(index);
    else free.set(name, [index]);
  }
  const fresh: number[] = [];
  for (const [index, name] of right.entries()) {
    const own = free.get(name)?.shift();
    if (own === undefined) fresh.push(index);
    else matches.push({ before: own, after: index });
  }
  const lost = [...free.values()].flat().sort((a, b) => a - b);
  matches.push(...matchRenamed(lost, fresh, before, after));
  return matches.sort((a, b) => rank(a) - rank(b));
}

function rank({ before, after }: ColumnMatch): number {
  return after >= 0 ? after : Number.MAX_SAFE_INTEGER / 2 + before;
}

/** Header-less columns are known by their place. */
function columnNames(table: Table): readonly string[] {
  return table.columns.map((name, index) => normaliseText(name, 'heading') || `#${index}`);
}

function matchRenamed(
  lost: readonly number[],
  fresh: readonly number[],
  before: Table,
  after: Table,
): readonly ColumnMatch[] {
  const used = new Set<number>();
  const matches = lost.map((old): ColumnMatch => {
    let best = { column: -1, alike: leastAlike };
    for (const column of fresh) {
      if (used.has(column)) continue;
      const alike = columnLikeness(before, old, after, column);
      if (alike > best.alike || (alike === best.alike && best.column < 0)) best = { column, alike };
    }
    if (best.column >= 0) used.add(best.column);
    return { before: old, after: best.column };
  });
  const added = fresh.filter((column) => !used.has(column)).map((after) => ({ before: -1, after }));
  return [...matches, ...added];
}

function columnLikeness(before: Table, old: number, after: Table, fresh: number): number {
  const names = likeness(wordsOf(before.columns[old] ?? ''), wordsOf(after.columns[fresh] ?? ''));
  const cells = likeness(cellsOf(before, old), cellsOf(after, fresh));
  return Math.max(names, cells);
}

function cellsOf(table: Table, column: number): readonly string[] {
  return table.rows
    .slice(0, rowsLookedAt)
    .map((row) => normaliseText(row.cells[column]?.text ?? '', 'cell'))
    .filter((text) => text !== '');
}
