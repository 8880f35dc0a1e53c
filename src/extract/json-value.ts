/** JSON texts as values whose numbers keep what was written. */
import { canonicalNumber } from './canonical-number.ts';
import { extractError } from './extract-errors.ts';
import { normaliseText } from './normalise-text.ts';

/** Numbers are held in their canonical spelling, so that none loses a digit. */
type JsonScalar = string | boolean | null;
export type JsonValue = JsonScalar | readonly JsonValue[] | { readonly [key: string]: JsonValue };

const maxDepth = 200;

/** @throws ExtractError `malformed_json`, `nested_too_deep` */
export function parseJson(text: string): JsonValue {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''), withSource);
    return toJsonValue(value);
  } catch (error) {
    if (error instanceof SyntaxError) {
      const where = text.trim() === '' ? 'the answer is empty' : normaliseText(error.message);
      throw extractError('malformed_json', `the answer is not JSON: ${where}`, error);
    }
    // The engine's own limit: its parser revives values recursively.
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

/** ECMAScript hands a reviver the text of each value (JSON.parse source text access); TypeScript does not know. */
function withSource(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? canonicalNumber(context?.source ?? String(value)) : value;
}

/**
 * A parsed value, copied into our types.
 * @throws ExtractError `nested_too_deep`
 */
export function toJsonValue(value: unknown, depth = 0): JsonValue {
  if (depth > maxDepth) throw tooDeep();
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => toJsonValue(item, depth + 1));
  if (typeof value !== 'object') throw new TypeError(`JSON cannot hold a ${typeof value}`);
  // Without a prototype a key named `__proto__` is a key like any other.
  const copy: Record<string, JsonValue> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) copy[key] = toJsonValue(inner, depth + 1);
  return copy;
}

function tooDeep() {
  return extractError('nested_too_deep', `the JSON is nested more than ${maxDepth} deep`);
}

export function isJsonObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
