/** Which models a document names, before and after: the set difference, and the edits that show it. */
import type { Block, Document } from '../domain/document.ts';
import type { Naming } from '../domain/vendor.ts';
import type { ModelMention } from '../facts/facts.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import type { NamedModels, Passage } from './passages.ts';

export interface ModelSets {
  /** Models named in the new text only, with the edits that name them. */
  readonly added: ReadonlyMap<string, readonly number[]>;
  readonly removed: ReadonlyMap<string, readonly number[]>;
  /** Models of which only the id was written anew, by the new id. */
  readonly renamed: ReadonlyMap<string, readonly number[]>;
}

/** Longest block that is searched for names. */
const maxLength = 20_000;

/**
 * Compares the models that two documents name. Sample code counts only where code is the document itself, and
 * a family named without a version (`Claude`) is no model.
 */
export function compareModelSets(
  { before: left, after: right }: NamedModels,
  passages: readonly Passage[],
  vendor: Naming,
  isCodeTheSubject: boolean,
): ModelSets {
  const added = new Map<string, number[]>();
  const removed = new Map<string, number[]>();
  const renamed = new Map<string, number[]>();
  for (const passage of passages) {
    if (passage.kind === 'code' && !isCodeTheSubject) continue;
    const [old, fresh] = [namesOf(passage, 'before', vendor), namesOf(passage, 'after', vendor)];
    if (isRenaming(passage)) {
      for (const name of fresh) if (!left.has(name)) note(renamed, name, passage.index);
      continue;
    }
    for (const name of fresh) if (!left.has(name)) note(added, name, passage.index);
    if (!isListing(passage, vendor)) continue;
    for (const name of old) {
      if (!right.has(name) && !hasLeftItsStage(name, left, right)) note(removed, name, passage.index);
    }
  }
  return { added, removed, renamed };
}

/** An entry of a list of models begins with a name and is mostly a name, or is hardly anything else. */
const leastNameShare = 0.4;
const leastNameShareWithin = 0.6;
/** Quotes, a bullet or an article may stand before the name. */
const maxLead = 4;

/**
 * Whether a passage lists models rather than speaking of them: prose drops a name for style (`Migrating to
 * Claude 4.6`), but a list that lost one lost the model.
 */
function isListing({ fields, before }: Passage, vendor: Naming): boolean {
  if (fields.length > 0) return true;
  const mentions = findModelIdentifiers(before, vendor);
  const named = mentions.reduce((sum, { text }) => sum + text.length, 0);
  const isHead = (mentions[0]?.start ?? before.length) <= maxLead;
  return named >= before.length * (isHead ? leastNameShare : leastNameShareWithin);
}

/** A row of at least so many cells is known by the others when its id changes. */
const leastCells = 3;

/**
 * Whether a row only corrects its model's id (`cz-CZ_Telephony` became `cs-CZ_Telephony`): the same model goes
 * by another id, and none came or went. Where a number differs it may be another model.
 */
function isRenaming({ edit, fields }: Passage): boolean {
  const [field, ...others] = fields;
  if (!field || others.length > 0 || edit.kind !== 'changed' || edit.after.kind !== 'table-row') return false;
  if (edit.after.cells.filter(({ text }) => text !== '').length < leastCells) return false;
  const [old, fresh] = [field.before, field.after].map((id) => id.toLowerCase().split(/[-_.:/\s]+/u));
  if (!old || !fresh || old.length < 2 || old.length !== fresh.length) return false;
  const apart = old.flatMap((part, index) => (part === fresh[index] ? [] : [part + (fresh[index] ?? '')]));
  return apart.length === 1 && !/\d/u.test(apart.join(''));
}

/** A stage of release at the end of a name. */
const stage = /-(?:preview|beta|alpha|exp(?:erimental)?)$/u;

/** Whether a model is still there and only no longer called a preview: `x-pro-preview` became `x-pro`. */
function hasLeftItsStage(name: string, before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  const plain = name.replace(stage, '');
  return plain !== name && after.has(plain) && !before.has(plain);
}

/** A model that is named as the successor of another is not thereby new. */
const successorField =
  /\b(?:replacement|successor|alternative|migrate to|upgrade to)\b|^(?:family|base[ _-]?model|extends)$/iu;

function namesOf(passage: Passage, side: 'before' | 'after', vendor: Naming): readonly string[] {
  if (passage.fields.length === 0) return modelNames(passage[side], vendor);
  const title = titleKeptById(passage, vendor);
  const fields = passage.fields.filter(
    ({ names }) => !names.some((name) => successorField.test(name)) && (title === null || names[0] !== title),
  );
  const isThere = fields.some((field) => field[side] !== '');
  const texts = [
    ...fields.map((field) => field[side]),
    ...(isThere ? fields.flatMap(({ names }) => names) : []),
  ];
  return modelNames([...new Set(texts)].join('\n'), vendor);
}

/** The column of a row's title, where another cell still holds the id of the same model: it is only called otherwise. */
function titleKeptById({ edit }: Passage, vendor: Naming): string | null {
  if (edit.kind !== 'changed' || edit.after.kind !== 'table-row') return null;
  const [title, ...others] = edit.after.cells;
  const touched = new Set(edit.cells.map(({ column }) => column));
  if (!title || !touched.has(title.column)) return null;
  const isKept = others.some(
    ({ column, text }) =>
      !touched.has(column) &&
      !successorField.test(column) &&
      /^\S+$/u.test(text) &&
      modelNames(text, vendor).length > 0,
  );
  return isKept ? title.column : null;
}

/** Canonical names of the models (not mere families) in a text. */
export function modelNames(text: string, vendor: Naming): readonly string[] {
  return findModelIdentifiers(text, vendor)
    .filter((mention) => isModel(mention) && !isGeneration(text, mention))
    .map(({ id }) => id);
}

/** `Claude 4.5 models and newer`, `the GPT-5 series`: a generation of models, of which none is named. */
function isGeneration(text: string, { id, end }: ModelMention): boolean {
  if (!/^[a-z]+-?\d+(?:[.-]\d{1,2})?$/u.test(id)) return false;
  return /^\+?(?: (?:models|family|series|generation)\b| (?:and|or) (?:later|newer|above|up)\b)/iu.test(
    text.slice(end, end + 20),
  );
}

/** A bare brand (`Claude`) says which family, not which model. */
export function isModel(mention: Pick<ModelMention, 'id'>): boolean {
  return /[\d-]/.test(mention.id);
}

function note(map: Map<string, number[]>, name: string, index: number): void {
  const edits = map.get(name);
  if (!edits) map.set(name, [index]);
  else if (edits.at(-1) !== index) edits.push(index);
}

/** The models that a document names. */
export function namesIn(document: Document, vendor: Naming, isCodeTheSubject: boolean): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of document.blocks.flatMap((block) => textsOf(block, isCodeTheSubject))) {
    for (const name of modelNames(text.slice(0, maxLength), vendor)) names.add(name);
  }
  return names;
}

function textsOf(block: Block, isCodeTheSubject: boolean): readonly string[] {
  if (block.kind === 'code' && !isCodeTheSubject) return [];
  if (block.kind === 'key-value') return [block.record, block.text];
  return block.kind === 'table-row' ? [...block.cells.map(({ column }) => column), block.text] : [block.text];
}
