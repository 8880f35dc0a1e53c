/**
 * Edits as rules see them: the sentences that differ, the words that came and went, the named values with
 * their names, the headings above. Texts are normalised, so that rules never see noise.
 */
import type { CellEdit, Comparison, Edit } from '../domain/change.ts';
import type { Block, TableRowBlock } from '../domain/document.ts';
import type { Standing } from '../domain/rules.ts';
import { isModelRow } from './listed-models.ts';
import { normaliseText } from './normalise-block.ts';
import { compareWords } from './word-runs.ts';

/** A named value that came, went or changed. */
export interface FieldChange {
  /** Whether the model it belongs to stayed, came, went, or gave its place to another. */
  readonly standing: Standing;
  /** Names that it goes by: column header and row name of a cell, key of a field, its record. */
  readonly names: readonly string[];
  /** Those of its names that say what is measured: not the model that it belongs to, unless there is no other. */
  readonly labels: readonly string[];
  readonly before: string;
  readonly after: string;
}

export interface Passage {
  /** Index of the edit in the comparison. */
  readonly index: number;
  readonly edit: Edit;
  readonly kind: Block['kind'];
  /** The differing sentences, or cells and fields with their names; empty when there was nothing. */
  readonly before: string;
  readonly after: string;
  /** Words that went and words that came, phrases on lines of their own. */
  readonly removed: string;
  readonly added: string;
  readonly headings: readonly string[];
  readonly fields: readonly FieldChange[];
  /** Of running text: whether it came or went with the models that it speaks of. */
  readonly standing: Standing;
}

/** Models that either document names. */
export interface NamedModels {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

/** Longest text that rules look at; the rest of a longer passage is left to the rule for all else. */
const maxLength = 8_000;

/** One passage for each edit. `modelsIn` tells which models a name speaks of. */
export function toPassages(
  comparison: Pick<Comparison, 'edits'>,
  modelsIn: ModelsIn,
  named: NamedModels,
): readonly Passage[] {
  const columns = columnStandings(comparison.edits, modelsIn);
  return comparison.edits.map((edit, index) => {
    const passage = toPassage(edit, index, modelsIn, (field, row) => {
      const table = row?.kind === 'table-row' ? columns.get(row.table) : undefined;
      const standing = table?.get(field.names[0] ?? '');
      if (standing) return standing;
      if (edit.kind === 'changed') return 'kept';
      const isOfModel =
        field.names.some((name) => modelsIn(name).length > 0) ||
        isModelRow(edit.kind === 'added' ? edit.after : edit.before, modelsIn);
      if (!isOfModel) return 'kept';
      return edit.kind === 'added' ? 'new' : 'gone';
    });
    return { ...passage, standing: textStanding(edit, modelsIn, named) };
  });
}

/** Whole blocks that speak of no model but such as came, or went, belong to that news. */
function textStanding(edit: Edit, modelsIn: ModelsIn, named: NamedModels): Standing {
  if (edit.kind === 'changed') return 'kept';
  const [block, others] = edit.kind === 'added' ? [edit.after, named.before] : [edit.before, named.after];
  const models = modelsIn(block.text.slice(0, maxLength));
  if (models.length === 0 || models.some((name) => others.has(name))) return 'kept';
  return edit.kind === 'added' ? 'new' : 'gone';
}

/** Canonical names of the models in a text. */
type ModelsIn = (text: string) => readonly string[];
type FindStanding = (field: Pick<FieldChange, 'names'>, row: Block | null) => Standing;

/** Columns named after models that came, went or were renamed, by table of the new document and name. */
function columnStandings(
  edits: readonly Edit[],
  modelsIn: ModelsIn,
): ReadonlyMap<number, ReadonlyMap<string, Standing>> {
  const tables = new Map<number, ReadonlyMap<string, Standing>>();
  for (const edit of edits) {
    if (edit.kind !== 'changed' || edit.after.kind !== 'table-row' || !isHeaderRow(edit.after)) continue;
    const cells = edit.cells.filter(({ before, after }) => modelsIn(`${before}\n${after}`).length > 0);
    const named = cells.map((cell) => [cell.column, standingOf(cell, modelsIn)] as const);
    tables.set(edit.after.table, new Map(named));
  }
  return tables;
}

/** A row that repeats the names of its columns. */
export function isHeaderRow(row: TableRowBlock): boolean {
  return row.cells.every(({ column, text }) => column === text);
}

/** `Model A` that became `Model A (deprecated)` is the same model still. */
function standingOf({ before, after }: CellEdit, modelsIn: ModelsIn): Standing {
  if (before === '') return 'new';
  if (after === '') return 'gone';
  return modelsIn(before).join() === modelsIn(after).join() ? 'kept' : 'replaced';
}

function toPassage(
  edit: Edit,
  index: number,
  modelsIn: ModelsIn,
  standingOf: FindStanding,
): Omit<Passage, 'standing'> {
  const [before, after] = [
    edit.kind === 'added' ? null : edit.before,
    edit.kind === 'removed' ? null : edit.after,
  ];
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  const fields = fieldChanges(edit, before, after).map((field) => ({
    ...field,
    labels: labelsOf(field.names, modelsIn),
    standing: standingOf(field, after),
  }));
  const texts = textsOf(edit, before, after, fields);
  const [old, fresh] = fields.length > 0 ? [join(fields, 'before'), join(fields, 'after')] : texts;
  const runs = compareWords(old, fresh);
  return {
    index,
    edit,
    kind: block.kind,
    before: texts[0].slice(0, maxLength),
    after: texts[1].slice(0, maxLength),
    removed: phrases(runs, 'removed'),
    added: phrases(runs, 'added'),
    headings: headingsOf(before, after),
    fields,
  };
}

function textsOf(
  edit: Edit,
  before: Block | null,
  after: Block | null,
  fields: readonly FieldChange[],
): readonly [string, string] {
  if (isRelocation(edit) && before && after) return [standing(before), standing(after)];
  return fields.length > 0 ? fieldTexts(edit, fields) : changedSentences(before, after);
}

/** The block as it was and as it is, or the one that there is. */
export function blocksOf(edit: Edit): readonly Block[] {
  if (edit.kind === 'changed') return [edit.before, edit.after];
  return [edit.kind === 'added' ? edit.after : edit.before];
}

/** Whether the same entry now stands under another heading. */
export function isRelocation(edit: Edit): boolean {
  return edit.kind === 'changed' && edit.cells.length === 0 && edit.before.text === edit.after.text;
}

function standing(block: Block): string {
  return `${block.path.at(-1) ?? ''}: ${block.text}`;
}

function join(fields: readonly FieldChange[], side: 'before' | 'after'): string {
  return fields.map((field) => field[side]).join('\n');
}

function phrases(runs: readonly { kind: string; text: string }[], kind: string): string {
  return runs
    .filter((run) => run.kind === kind)
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join('\n')
    .slice(0, maxLength);
}

/** Headings above on either side; a heading also stands for itself. */
function headingsOf(before: Block | null, after: Block | null): readonly string[] {
  const own = [before, after].flatMap((block) => (block?.kind === 'heading' ? [block.text] : []));
  return [...new Set([...(before?.path ?? []), ...(after?.path ?? []), ...own])];
}

/** Splits text at sentence ends; abbreviations cost nothing here, since both sides are split alike. */
export function splitSentences(text: string): readonly string[] {
  return text.split(/(?<=[.!?;]["')\]]?)\s+(?=["'([]?[\p{Lu}\p{N}])/u).filter((sentence) => sentence !== '');
}

function changedSentences(before: Block | null, after: Block | null): readonly [string, string] {
  const left = before
    ? splitSentences(normaliseText(before.text, before.kind === 'heading' ? 'paragraph' : before.kind))
    : [];
  const right = after
    ? splitSentences(normaliseText(after.text, after.kind === 'heading' ? 'paragraph' : after.kind))
    : [];
  return [without(left, right), without(right, left)];
}

function without(sentences: readonly string[], others: readonly string[]): string {
  const known = new Set(others);
  return sentences.filter((sentence) => !known.has(sentence)).join(' ');
}

type BareField = Omit<FieldChange, 'standing' | 'labels'>;

function labelsOf(names: readonly string[], modelsIn: ModelsIn): readonly string[] {
  const labels = names.filter((name) => modelsIn(name).length === 0);
  return (labels.length > 0 ? labels : names).flatMap((label) =>
    isJoined.test(label) && !isPlumbing.test(label) ? [label, spaced(label)] : [label],
  );
}

/** Names of fields as programs write them: `supportsStreaming`, `max_output_tokens`. */
const isJoined = /^[\w.]{0,200}(?:\p{Ll}\p{Lu}|[^_]_[^_])/u;

/** Keys that end so say where something is kept or shown, whatever else they name: `reasoning_docs_url`. */
const isPlumbing =
  /(?:^|[_.]|(?<=\p{Ll})(?=\p{Lu}))(?:ur[li]s?|href|path|links?|port|bucket|icon|colou?r|owner|e?mail|docs?|queue|topic)$/iu;

function spaced(label: string): string {
  return label.replaceAll(/(?<=\p{Ll})(?=\p{Lu})|_/gu, ' ').toLowerCase();
}

function fieldChanges(edit: Edit, before: Block | null, after: Block | null): readonly BareField[] {
  if (edit.kind === 'changed' && edit.cells.length > 0) {
    const row = rowName(after) || rowName(before);
    return edit.cells.map((cell) => ({
      names: named(cell.column, row),
      before: normaliseText(cell.before, 'cell'),
      after: normaliseText(cell.after, 'cell'),
    }));
  }
  const block = after ?? before;
  if (block?.kind === 'key-value') {
    const value = (side: Block | null): string =>
      side?.kind === 'key-value' ? normaliseText(side.value, 'key-value') : '';
    return [{ names: named(block.key, block.record), before: value(before), after: value(after) }];
  }
  if (edit.kind === 'changed' || block?.kind !== 'table-row') return [];
  return wholeRow(block, edit.kind);
}

function wholeRow(row: TableRowBlock, kind: 'added' | 'removed'): readonly BareField[] {
  const name = rowName(row);
  return row.cells
    .map(({ column, text }) => ({ names: named(column, name), text: normaliseText(text, 'cell') }))
    .filter(({ text }) => text !== '')
    .map(({ names, text }) => ({
      names,
      before: kind === 'removed' ? text : '',
      after: kind === 'added' ? text : '',
    }));
}

function named(...names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== '');
}

/** The first cell that holds anything names the row. */
function rowName(block: Block | null): string {
  if (block?.kind !== 'table-row' || isHeaderRow(block)) return '';
  return normaliseText(block.cells.find(({ text }) => text !== '')?.text ?? '', 'cell');
}

/** Cells and fields as text: `name, column: value`. */
function fieldTexts(edit: Edit, fields: readonly FieldChange[]): readonly [string, string] {
  const show = (side: 'before' | 'after'): string =>
    fields
      .filter((field) => field[side] !== '')
      .map((field) => `${[...field.names].reverse().join(', ')}: ${field[side]}`)
      .join(' | ');
  return [edit.kind === 'added' ? '' : show('before'), edit.kind === 'removed' ? '' : show('after')];
}
