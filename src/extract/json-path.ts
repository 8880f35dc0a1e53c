/** Dotted paths into JSON: `data.models`, `pricing.*.price`, where `*` stands for any one key or index. */
import { isJsonArray, isJsonObject, type JsonValue } from './json-value.ts';

export type JsonPath = readonly string[];

/** Splits a dotted path; the empty path is the value itself. */
export function parsePath(path: string): JsonPath {
  return path === '' ? [] : path.split('.');
}

/** The value at a path without wildcards, or undefined. */
export function valueAt(value: JsonValue, path: JsonPath): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const key of path) {
    if (isJsonArray(current)) current = /^\d+$/.test(key) ? current[Number(key)] : undefined;
    else current = isJsonObject(current) ? current[key] : undefined;
  }
  return current;
}

/** Whether `pattern` names the place itself or one above it. */
export function covers(pattern: JsonPath, place: JsonPath): boolean {
  return pattern.length <= place.length && pattern.every((key, index) => key === '*' || key === place[index]);
}

/** Whether something that `pattern` names may lie at or below the place. */
export function reaches(pattern: JsonPath, place: JsonPath): boolean {
  return place.every((key, index) => {
    const wanted = pattern[index];
    return wanted === undefined || wanted === '*' || wanted === key;
  });
}
