/**
 * Compares two states of a document. What only moved, was written differently or belongs to the page rather
 * than to the text is counted and left out; everything else is an edit.
 */
import { createHash } from 'node:crypto';
import type { Comparison, Edit } from '../domain/change.ts';
import type { Block, Document, TableRowBlock } from '../domain/document.ts';
import { compareFields } from './compare-fields.ts';
import { compareFlow } from './compare-flow.ts';
import { compareTables } from './compare-tables.ts';
import { cutUnits, type Table, type Units } from './document-units.ts';
import { withListLabels } from './list-labels.ts';
import { countDifference, NoiseTally } from './noise-tally.ts';
import { normaliseText } from './normalise-block.ts';
import { compareWords } from './word-runs.ts';

/** Longest text that is an entry of a list, whose heading is part of what it says. */
const maxEntryLength = 200;

/**
 * Compares two documents. Edits stand in reading order. The same documents give no edits; documents with the
 * same hash give none either. Work grows about linearly with the number of blocks.
 */
export function compareDocuments(old: Document, fresh: Document): Comparison {
  const [before, after] = [withListLabels(old), withListLabels(fresh)];
  const [left, right] = [cutUnits(before), cutUnits(after)];
  const noise = new NoiseTally();
  countFurniture(left, right, noise);
  const flow = compareFlow(left.flow, right.flow, noise);
  const tables = compareTables(left.tables, right.tables, noise);
  const rows = followRows(tables.removed, tables.added);
  const moved = [...flow.moved, ...rows.moved];
  const fields = compareFields(left.fields, right.fields, noise);
  const edits = [
    ...dropRestated([...flow.edits, ...fields], noise),
    ...tables.edits,
    ...rows.edits,
    ...relocations([...moved, ...flow.reassigned], flow.edits),
  ];
  return { edits: inReadingOrder(edits, before, after), noise: noise.counts(), moved: moved.length };
}

/**
 * SHA-256 (hex) over what the document says once noise is taken away. Rows are sorted within their table and
 * columns within their row, fields by record and key, so that a new order gives the same hash.
 */
export function documentHash(document: Document): string {
  const { flow, tables, fields } = cutUnits(document);
  const hash = createHash('sha256');
  const lines = flow.map(({ key }) => key);
  hash.update(JSON.stringify(lines));
  for (const table of tables) hash.update(JSON.stringify([table.place, tableContent(table)]));
  const values = fields.map(({ record, key, value }) =>
    JSON.stringify([record, key, normaliseText(value, 'key-value')]),
  );
  hash.update(JSON.stringify(values.sort()));
  return hash.digest('hex');
}

function tableContent(table: Table): readonly string[] {
  const rows = table.rows.map(({ cells }) =>
    JSON.stringify(
      cells
        .map(({ column, text }) => [normaliseText(column, 'heading'), normaliseText(text, 'cell')].join('\n'))
        .sort(),
    ),
  );
  return [...new Set(rows)].sort();
}

function countFurniture(before: Units, after: Units, noise: NoiseTally): void {
  const reasons = new Set([...before.furniture, ...after.furniture].map(({ reason }) => reason));
  for (const reason of reasons) {
    const textsOf = (units: Units): readonly string[] =>
      units.furniture.filter((item) => item.reason === reason).map(({ text }) => text);
    noise.add(reason, countDifference(textsOf(before), textsOf(after)));
  }
}

/** Rows without a partner in their own table: those found word for word in another table only moved. */
function followRows(
  removed: readonly TableRowBlock[],
  added: readonly TableRowBlock[],
): { moved: readonly (readonly [Block, Block])[]; edits: readonly Edit[] } {
  const contentOf = (row: TableRowBlock): string =>
    JSON.stringify(row.cells.map(({ text }) => normaliseText(text, 'cell')));
  const waiting = new Map<string, TableRowBlock[]>();
  for (const row of removed) {
    const rows = waiting.get(contentOf(row));
    if (rows) rows.push(row);
    else waiting.set(contentOf(row), [row]);
  }
  const moved: (readonly [Block, Block])[] = [];
  const edits: Edit[] = [];
  for (const row of added) {
    const own = waiting.get(contentOf(row))?.shift();
    if (own) moved.push([own, row]);
    else edits.push({ kind: 'added', after: row });
  }
  for (const row of [...waiting.values()].flat()) edits.push({ kind: 'removed', before: row });
  return { moved, edits };
}

/**
 * An entry that now stands under another heading says something else: `model-x` under *Available* is not
 * `model-x` under *Retired*. A heading that was itself edited does not relocate what stands beneath it.
 */
function relocations(
  moved: readonly (readonly [Block, Block])[],
  flowEdits: readonly Edit[],
): readonly Edit[] {
  const renamed = new Set(
    flowEdits.flatMap((edit) =>
      edit.kind === 'changed' && edit.before.kind === 'heading'
        ? [`${edit.before.text}\n${edit.after.text}`]
        : [],
    ),
  );
  return moved.flatMap(([before, after]): readonly Edit[] => {
    const isEntry = before.kind === 'list-item' || before.kind === 'table-row';
    const [old, fresh] = [before.path.at(-1) ?? '', after.path.at(-1) ?? ''];
    const isElsewhere = normaliseText(old, 'heading') !== normaliseText(fresh, 'heading');
    if (!isEntry || !isElsewhere || after.text.length > maxEntryLength || renamed.has(`${old}\n${fresh}`))
      return [];
    return [{ kind: 'changed', before, after, words: compareWords(before.text, after.text), cells: [] }];
  });
}

/**
 * Text that left the page for its front matter, or came from there: the same words stand in both documents.
 * Compared as headings are, since titles are what moves most.
 */
function dropRestated(edits: readonly Edit[], noise: NoiseTally): readonly Edit[] {
  const keyOf = (block: Block): string =>
    normaliseText(block.kind === 'key-value' ? block.value : block.text, 'heading');
  const isPageField = (block: Block): boolean => block.kind === 'key-value' && block.record === '';
  const texts = { added: new Map<string, boolean>(), removed: new Map<string, boolean>() };
  for (const edit of edits) {
    if (edit.kind === 'changed') continue;
    const block = edit.kind === 'added' ? edit.after : edit.before;
    texts[edit.kind].set(keyOf(block), isPageField(block));
  }
  return edits.filter((edit) => {
    if (edit.kind === 'changed') return true;
    const block = edit.kind === 'added' ? edit.after : edit.before;
    const other = texts[edit.kind === 'added' ? 'removed' : 'added'].get(keyOf(block));
    if (other === undefined || other === isPageField(block)) return true;
    noise.add('text moved between page and front matter');
    return false;
  });
}

/** By place in the new document; what was removed stands where it used to, in proportion. */
function inReadingOrder(edits: readonly Edit[], before: Document, after: Document): readonly Edit[] {
  const [oldPlaces, newPlaces] = [placesOf(before), placesOf(after)];
  const scale = after.blocks.length / Math.max(before.blocks.length, 1);
  const placeOf = (edit: Edit): number => {
    if (edit.kind === 'removed') return (oldPlaces.get(edit.before) ?? -1) * scale;
    const place = newPlaces.get(edit.after);
    if (place !== undefined || edit.kind === 'added') return place ?? -1;
    // Neighbours read as one are no block of the new document.
    return (oldPlaces.get(edit.before) ?? -1) * scale;
  };
  return edits
    .map((edit) => ({ edit, place: placeOf(edit) }))
    .sort((a, b) => a.place - b.place)
    .map(({ edit }) => edit);
}

function placesOf(document: Document): ReadonlyMap<Block, number> {
  return new Map(document.blocks.map((block, index) => [block, index]));
}
