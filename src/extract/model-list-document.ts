/** Vendors' lists of models as documents: one record for each model, fields under the same names for all vendors. */
import type { Document } from '../domain/document.ts';
import { extractError } from './extract-errors.ts';
import { extractJson } from './json-document.ts';
import { isJsonObject, type JsonValue, parseJson } from './json-value.ts';
import { normaliseModel } from './model-list-fields.ts';
import { detectShape, type ModelListShape, nameOf, nextPage, recordsIn } from './model-list-shapes.ts';

export interface ModelListOptions {
  /** How the endpoint answers; detected when absent. */
  readonly shape?: ModelListShape | undefined;
  /** Paths within a record that are left out, after renaming; `*` stands for any one key or index. */
  readonly ignore?: readonly string[] | undefined;
}

/**
 * Reads the pages of a list as one document, sorted by model.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `records_not_found`, `empty_document`,
 * `document_too_large` (also when the list goes on after the last page that was fetched)
 */
export function extractModelList(pages: readonly string[], options: ModelListOptions = {}): Document {
  const models = new Map<string, JsonValue>();
  let nameless = 0;
  for (const page of pages) {
    const root = parseJson(page);
    const shape = options.shape ?? detectShape(root);
    const records = recordsIn(root, shape);
    if (!records)
      throw extractError('records_not_found', `the answer holds no list of models (shape ${shape})`);
    for (const record of records) {
      const model = toModel(record, shape);
      // Pages overlap when the list grows while it is read: the same record twice is one.
      if (model) models.set(JSON.stringify(model), model);
      else nameless += 1;
    }
  }
  if (models.size === 0) throw extractError('empty_document', 'the list names no model');
  if (goesOn(pages.at(-1) ?? '', options.shape)) {
    throw extractError('document_too_large', `the list of models goes on after ${pages.length} pages`);
  }
  const list = JSON.stringify([...models.values()]);
  const document = extractJson(list, { records: '', id: 'id', ignore: options.ignore });
  if (nameless === 0) return document;
  return { ...document, remarks: [`${nameless} entries of the list bear no name`, ...document.remarks] };
}

function toModel(record: JsonValue, shape: ModelListShape): JsonValue | null {
  if (typeof record === 'string') return record === '' ? null : { id: record };
  if (!isJsonObject(record)) return null;
  const name = nameOf(record, shape);
  return name && { id: name.id, ...normaliseModel(record, name.key, shape) };
}

function goesOn(lastPage: string, shape: ModelListShape | undefined): boolean {
  return nextPage('https://list.invalid/', lastPage, shape) !== null;
}
