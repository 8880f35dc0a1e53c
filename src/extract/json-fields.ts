/** The fields of one JSON record as named values. */
import type { BlockWriter } from './block-writer.ts';
import { covers, type JsonPath, reaches } from './json-path.ts';
import { isJsonArray, isJsonObject, type JsonValue } from './json-value.ts';

/** Which fields are read; no `keep` means all. */
export interface FieldChoice {
  readonly ignore: readonly JsonPath[];
  readonly keep: readonly JsonPath[];
  /** Whether the elements of lists are called by what names them rather than by their number. */
  readonly callsByName?: boolean;
}

/** Writes every field below `place`, sorted by key. A list of plain values is one field. */
export function writeFields(
  value: JsonValue,
  place: JsonPath,
  record: string,
  choice: FieldChoice,
  writer: BlockWriter,
): void {
  writeBelow(value, { place, record, shown: place }, choice, writer);
}

/** Where a value stands in the answer, and how that is told: as the record it belongs to and its key therein. */
interface Standpoint {
  readonly place: JsonPath;
  readonly record: string;
  readonly shown: JsonPath;
}

function writeBelow(value: JsonValue, at: Standpoint, choice: FieldChoice, writer: BlockWriter): void {
  const { place, record, shown } = at;
  if (place.length > 0 && choice.ignore.some((pattern) => covers(pattern, place))) return;
  if (choice.keep.length > 0 && !choice.keep.some((pattern) => reaches(pattern, place))) return;
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    const isMap = choice.callsByName === true && record === '' && isMapOfModels(value, place);
    for (const [key, inner] of Object.entries(value).sort(byKey)) {
      const inside = isMap ? { record: key, shown: [] } : { record, shown: [...shown, key] };
      writeBelow(inner, { ...inside, place: [...place, key] }, choice, writer);
    }
  } else if (isJsonArray(value) && value.some((item) => typeof item === 'object' && item !== null)) {
    const names = choice.callsByName ? namesOf(value) : null;
    for (const [index, item] of value.entries()) {
      const name = names?.[index] ?? String(index);
      const isRecord = names !== null && record === '';
      const inside = isRecord ? { record: name, shown: [] } : { record, shown: [...shown, name] };
      writeBelow(item, { ...inside, place: [...place, String(index)] }, choice, writer);
    }
  } else {
    writer.keyValue(record, shown.length === 0 ? 'value' : shown.join('.'), asText(value));
  }
}

/** Fields that name a record, best first. */
const namingKeys =
  'id modelId model_id modelName model_name model slug identifier name displayName display_name key title filename file'.split(
    ' ',
  );

/** What each element is called, by the first key under which all of them bear a name of their own; or null. */
function namesOf(items: readonly JsonValue[]): readonly string[] | null {
  for (const key of namingKeys) {
    const names = items.map((item) => (isJsonObject(item) ? item[key] : undefined));
    const found = names.filter((name) => typeof name === 'string' && name !== '');
    if (found.length === items.length && new Set(found).size === items.length) return found.map(String);
  }
  return null;
}

/** `{ "models": { "x-1": {…} } }`: a map from names of models to what is said of them. */
function isMapOfModels(value: JsonValue, place: JsonPath): boolean {
  return (
    /(?:^|[_ -])(?:models|voices|engines|deployments)$/iu.test(snakeOf(place.at(-1) ?? '')) &&
    isJsonObject(value) &&
    Object.values(value).every(isJsonObject)
  );
}

function snakeOf(name: string): string {
  return name.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, '_');
}

function byKey([left]: readonly [string, JsonValue], [right]: readonly [string, JsonValue]): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Empty lists and objects are said to be there. */
function asText(value: JsonValue): string {
  if (isJsonArray(value)) return value.length === 0 ? '[]' : value.map(String).join(', ');
  return isJsonObject(value) ? '{}' : String(value);
}
