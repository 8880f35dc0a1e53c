/** JSON answers (model lists, configuration files) as documents: one named value for each field of each record. */
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { writeFields } from './json-fields.ts';
import { type JsonPath, parsePath, valueAt } from './json-path.ts';
import { isJsonArray, isJsonObject, type JsonValue, parseJson } from './json-value.ts';
import { normaliseText } from './normalise-text.ts';

export interface JsonOptions {
  /** Dotted path of the list (or map) of records; absent: the whole answer is one record. */
  readonly records?: string | undefined;
  /** Dotted path of a record's id within it; default `id`. */
  readonly id?: string | undefined;
  /** Paths within a record that are left out; `*` stands for any one key or index. */
  readonly ignore?: readonly string[] | undefined;
  /** If given, only these paths within a record are read. */
  readonly keep?: readonly string[] | undefined;
}

/**
 * Reads a JSON answer. Records are sorted by id and fields by key, so that an endpoint that answers in another
 * order tells nothing new.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `records_not_found`, `empty_document`,
 * `document_too_large`
 */
export function extractJson(text: string, options: JsonOptions = {}): Document {
  const root = parseJson(text);
  const writer = createBlockWriter();
  const remarks: string[] = [];
  const fields = { ignore: (options.ignore ?? []).map(parsePath), keep: (options.keep ?? []).map(parsePath) };
  if (options.records === undefined) {
    writeFields(root, [], '', { ...fields, callsByName: true }, writer);
  } else {
    const records = recordsAt(root, options.records, parsePath(options.id ?? 'id'), remarks);
    for (const { id, value } of records) writeFields(value, [], id, fields, writer);
  }
  if (writer.blocks.length === 0) throw extractError('empty_document', 'the JSON holds no values to read');
  return { title: null, blocks: writer.blocks, language: null, remarks };
}

interface JsonRecord {
  readonly id: string;
  readonly value: JsonValue;
}

function recordsAt(
  root: JsonValue,
  path: string,
  idPath: JsonPath,
  remarks: string[],
): readonly JsonRecord[] {
  const found = valueAt(root, parsePath(path));
  if (!isJsonArray(found) && !isJsonObject(found)) {
    throw extractError('records_not_found', `there is no list of records at ${JSON.stringify(path)}`);
  }
  const records = isJsonArray(found)
    ? found.map((value) => ({ id: idOf(value, idPath), value }))
    : Object.entries(found).map(([key, value]) => ({ id: idOf(value, idPath) ?? key, value }));
  const nameless = records.filter(({ id }) => id === null).length;
  if (nameless > 0 && nameless === records.length) {
    throw extractError(
      'records_not_found',
      `no record at ${JSON.stringify(path)} has an id at ${idPath.join('.')}`,
    );
  }
  if (nameless > 0) remarks.push(`${nameless} of ${records.length} records have no id`);
  const named = records.map(({ id, value }) => ({ id: id ?? '(no id)', value })).sort(byId);
  return numbered(named, remarks);
}

/** A record that is only a word is its own id. */
function idOf(value: JsonValue, idPath: JsonPath): string | null {
  const id = typeof value === 'string' ? value : valueAt(value, idPath);
  return typeof id === 'string' ? normaliseText(id) || null : null;
}

function byId(left: JsonRecord, right: JsonRecord): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  // Records of one id must not swap numbers when the endpoint swaps their places.
  const [leftText, rightText] = [JSON.stringify(left.value), JSON.stringify(right.value)];
  return leftText < rightText ? -1 : leftText > rightText ? 1 : 0;
}

function numbered(records: readonly JsonRecord[], remarks: string[]): readonly JsonRecord[] {
  const seen = new Map<string, number>();
  const result = records.map(({ id, value }) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { id: count === 1 ? id : `${id}#${count}`, value };
  });
  const repeated = [...seen].filter(([, count]) => count > 1);
  for (const [id, count] of repeated.slice(0, 10)) {
    remarks.push(`${count} records have the id ${JSON.stringify(id)}; they are numbered`);
  }
  if (repeated.length > 10) remarks.push(`${repeated.length - 10} more ids are repeated`);
  return result;
}
