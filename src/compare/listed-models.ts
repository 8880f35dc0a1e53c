/**
 * Models that documents list as such: what stands in a column or record of models is one, however unlike a model
 * its name looks. So that the models of vendors nobody described (`nova-3-medical`, `en-US_Telephony`) are known.
 */
import type { Block, Document, TableRowBlock } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Naming, Vendor } from '../domain/vendor.ts';
import { canonicalModelId } from '../facts/model-canonical.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { headedModels } from './headed-models.ts';

/** Columns that name models, not their successors or something about them. */
const modelColumn =
  /^(?:\p{L}+[ -]){0,3}(?:models?|voices?|engines?|snapshots?|checkpoints?)(?:[ _-](?:names?|ids?|identifiers?|strings?|variants?|versions?|codes?|slugs?))?s?$/iu;
const idColumn = /^(?:(?:api|endpoint|deployment)[ _-])?(?:ids?|names?|identifiers?|slugs?|strings?)$/iu;
/** What a model is called by: its id, unless it is the address of an interface. */
const endpointColumn = /^(?:(?:api|model)[ _-])?endpoints?$/iu;
const successorColumn =
  /\b(?:replace\w*|successor|alternative|recommended|migrat\w*|upgrade|base|judge|default)\b/iu;

/** Roles whose lists and records name models even outside tables. */
const listingRoles: ReadonlySet<SourceRole> = new Set(['model-list', 'deprecations', 'registry']);

/** An id as systems take it: one word, with a joint or a digit in it. */
const id = /^[a-z][\w.:@/+-]*[a-z0-9]$/iu;
const hasJoint = /[-_/:.]/u;
const maxIdLength = 100;
/** Lists of more names are no lists of models that a person keeps. */
const maxListed = 5_000;

/** The vendor as before, or one that also knows the models that these documents list. */
export function withListedModels(vendor: Vendor, documents: readonly Document[], role: SourceRole): Vendor {
  const listed = new Set<string>(role === 'model-list' ? headedModels(documents).map(canonicalModelId) : []);
  for (const document of documents) {
    for (const name of document.blocks.flatMap((block) => namesOf(block, role))) {
      if (listed.size < maxListed && !isKnown(name, vendor)) listed.add(canonicalModelId(name));
    }
  }
  return listed.size === 0 ? vendor : knowing(vendor, listed);
}

/** What was made of texts is remembered by vendor, so that revisions of one list share it. */
const lastKnowing = new WeakMap<Vendor, { readonly key: string; readonly vendor: Vendor }>();

function knowing(vendor: Vendor, listed: ReadonlySet<string>): Vendor {
  const key = [...listed].sort().join('\n');
  const last = lastKnowing.get(vendor);
  if (last?.key === key) return last.vendor;
  const fresh = { ...vendor, listed };
  lastKnowing.set(vendor, { key, vendor: fresh });
  return fresh;
}

function isKnown(name: string, vendor: Naming): boolean {
  return findModelIdentifiers(name, vendor).some((mention) => mention.text === name);
}

/**
 * Whether a row is that of a model: what stands in its column of models is one, or the column names the rows of a
 * table in which no other column is a model's.
 */
export function isModelRow(block: Block, modelsIn: (text: string) => readonly string[]): boolean {
  if (block.kind !== 'table-row') return false;
  const [first, ...others] = block.cells;
  const isTableOfModels =
    others.length > 1 && others.every(({ column }) => column !== '' && modelsIn(column).length === 0);
  return block.cells.some(
    (cell) =>
      cell.column !== cell.text &&
      modelColumn.test(cell.column) &&
      !successorColumn.test(cell.column) &&
      (modelsIn(cell.text).length > 0 || (cell === first && isTableOfModels)),
  );
}

function namesOf(block: Block, role: SourceRole): readonly string[] {
  if (block.kind === 'table-row') return rowNames(block, role);
  if (block.kind === 'list-item' && isListOfModels(block, role)) return headIds(block.text);
  if (!listingRoles.has(role)) return [];
  if (block.kind === 'key-value') return recordNames(block.record, role);
  if (block.kind === 'heading' && block.text.includes(place)) return recordNames(block.text, role);
  return block.kind === 'list-item' && isId(block.text) && /[-_]/u.test(block.text) && /\d/u.test(block.text)
    ? [block.text]
    : [];
}

function rowNames({ cells }: TableRowBlock, role: SourceRole): readonly string[] {
  const named = cells.filter(({ column, text }) => column !== text && isModelColumn(column, role));
  const endpoints = cells.filter(
    ({ column, text }) =>
      listingRoles.has(role) && endpointColumn.test(column) && text.includes('-') && !text.includes('/'),
  );
  return [...named, ...endpoints].flatMap(({ text }) => idsIn(text));
}

/** Headings over lists whose entries are each a model, told of after a colon. */
const modelsHeading = /\b(?:models?|(?:sub-?)?tasks?|voices?|engines?|checkpoints?|bundles?)\b/iu;

function isListOfModels(block: Block, role: SourceRole): boolean {
  return (role === 'model-card' || listingRoles.has(role)) && modelsHeading.test(block.path.at(-1) ?? '');
}

/** `liver_segments_mr: segments 1 to 8`: the id that an entry is headed by. */
function headIds(text: string): readonly string[] {
  const head = /^[^:]{3,100}(?=:\s)/u.exec(text)?.[0] ?? '';
  return isId(head) && /[-_]/u.test(head) && !head.startsWith('-') ? [head] : [];
}

/** Between the names of what encloses a record of settings. */
const place = ' › ';
/** What encloses records of models: `models`, `tts_models`. */
const container = /(?:^|[_ -])(?:models?|voices?|engines?|deployments?)$/iu;
const maxNameWords = 4;

/** The model that a record is of: its own name, or the first id beneath a container of models in its place. */
function recordNames(record: string, role: SourceRole): readonly string[] {
  const parts = record.split(place);
  if (parts.length === 1) return isId(record) || (role === 'model-list' && isTitle(record)) ? [record] : [];
  const from = parts.findIndex((part) => container.test(part)) + 1;
  const found = parts.slice(from).find((part) => !container.test(part) && isId(part));
  return found === undefined ? [] : [found];
}

/** `Nous Hermes 2 Mistral`: a name of a few words, as lists for people write it. */
function isTitle(name: string): boolean {
  const words = name.split(' ');
  return (
    words.length > 1 &&
    words.length <= maxNameWords &&
    words.every((word) => /^[\p{Lu}\d][\w.-]*$/u.test(word))
  );
}

function isModelColumn(column: string, role: SourceRole): boolean {
  if (successorColumn.test(column)) return false;
  return modelColumn.test(column) || (listingRoles.has(role) && idColumn.test(column));
}

/** A cell that is one id, or the words of a longer one that nothing but an id is written like. */
function idsIn(cell: string): readonly string[] {
  if (isId(cell)) return [cell];
  return cell
    .split(/[\s,;()`"'|]+/u)
    .filter((word) => isId(word) && /[-_]/u.test(word) && /\d|_/u.test(word));
}

function isId(word: string): boolean {
  return word.length <= maxIdLength && id.test(word) && (hasJoint.test(word) || /\d/u.test(word));
}
