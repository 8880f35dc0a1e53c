/** The fields of one JSON record as named values. */
import type { BlockWriter } from './block-writer.ts';
import { covers, type JsonPath, reaches } from './json-path.ts';
import { isJsonArray, isJsonObject, type JsonValue } from './json-value.ts';

/** Which fields are read; no `keep` means all. */
export interface FieldChoice {
  readonly ignore: readonly JsonPath[];
  readonly keep: readonly JsonPath[];
}

/** Writes every field below `place`, sorted by key. A list of plain values is one field. */
export function writeFields(
  value: JsonValue,
  place: JsonPath,
  record: string,
  choice: FieldChoice,
  writer: BlockWriter,
): void {
  if (place.length > 0 && choice.ignore.some((pattern) => covers(pattern, place))) return;
  if (choice.keep.length > 0 && !choice.keep.some((pattern) => reaches(pattern, place))) return;
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value).sort(byKey)) {
      writeFields(inner, [...place, key], record, choice, writer);
    }
  } else if (isJsonArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    for (const [index, item] of value.entries()) {
      writeFields(item, [...place, String(index)], record, choice, writer);
    }
  } else {
    writer.keyValue(record, place.length === 0 ? 'value' : place.join('.'), shown(value));
  }
}

function byKey([left]: readonly [string, JsonValue], [right]: readonly [string, JsonValue]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Empty lists and objects are said to be there. */
function shown(value: JsonValue): string {
  if (isJsonArray(value)) return value.length === 0 ? '[]' : value.map(String).join(', ');
  return isJsonObject(value) ? '{}' : String(value);
}
