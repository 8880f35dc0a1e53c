/** The shapes in which vendors answer with lists of models: where records stand, what their id is, where it goes on. */
import { isJsonArray, isJsonObject, type JsonValue, parseJson } from './json-value.ts';

export const modelListShapes = ['openai', 'anthropic', 'gemini', 'mistral', 'bedrock', 'generic'] as const;
export type ModelListShape = (typeof modelListShapes)[number];

type JsonObject = { readonly [key: string]: JsonValue };

/** Where lists stand in answers of no known shape, the likeliest first; a bare list is tried before them. */
const genericLists = ['data', 'models', 'items', 'results', 'value'];
const genericIds = ['id', 'modelId', 'model_id', 'name', 'model', 'slug'];

/** The shape of an answer, from what only this vendor's answers hold. */
export function detectShape(root: JsonValue): ModelListShape {
  if (!isJsonObject(root)) return 'generic';
  if (isJsonArray(root['modelSummaries'])) return 'bedrock';
  const models = objectsIn(root['models']);
  if (models.some(({ name }) => typeof name === 'string' && /^(?:tuned)?models\//i.test(name)))
    return 'gemini';
  const data = objectsIn(root['data']);
  if (typeof root['has_more'] === 'boolean' && data.some(({ type }) => type === 'model')) return 'anthropic';
  if (data.some((model) => model['owned_by'] === 'mistralai' || 'max_context_length' in model))
    return 'mistral';
  return root['object'] === 'list' && data.length > 0 ? 'openai' : 'generic';
}

/** The records of one answer as it came; null when it holds no list in this shape. */
export function recordsIn(root: JsonValue, shape: ModelListShape): readonly JsonValue[] | null {
  if (isJsonArray(root)) return root;
  if (!isJsonObject(root)) return null;
  if (shape !== 'generic') {
    const list =
      root[
        { openai: 'data', anthropic: 'data', mistral: 'data', gemini: 'models', bedrock: 'modelSummaries' }[
          shape
        ]
      ];
    return isJsonArray(list) ? list : null;
  }
  const list = genericLists.map((key) => root[key]).find(isJsonArray);
  return list ?? null;
}

/** The path of the field that names a record, with its value; null when it bears no name. */
export function nameOf(
  record: JsonObject,
  shape: ModelListShape,
): { readonly key: string; readonly id: string } | null {
  const keys = {
    gemini: ['name'],
    bedrock: ['modelId'],
    openai: ['id'],
    anthropic: ['id'],
    mistral: ['id'],
    generic: genericIds,
  };
  const key = keys[shape].find(
    (candidate) => typeof record[candidate] === 'string' && record[candidate] !== '',
  );
  const value = key === undefined ? undefined : record[key];
  if (key === undefined || typeof value !== 'string') return null;
  return { key, id: shape === 'gemini' ? value.replace(/^models\//, '') : value };
}

/** Whether lists of this shape may go on, so that the first page's "not modified" says nothing of the rest. */
export function isPaged(shape: ModelListShape): boolean {
  return shape === 'anthropic' || shape === 'gemini';
}

/** Address of the page after an answer, null when it is the last (or cannot be read: reading says why). */
export function nextPage(url: string, text: string, shape: ModelListShape | undefined): string | null {
  const root = parseOrNull(text);
  if (!isJsonObject(root)) return null;
  const known = shape ?? detectShape(root);
  if (known === 'anthropic' && root['has_more'] === true)
    return withParameter(url, 'after_id', root['last_id']);
  if (known === 'gemini') return withParameter(url, 'pageToken', root['nextPageToken']);
  return null;
}

function withParameter(url: string, name: string, value: JsonValue | undefined): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next.href;
}

function parseOrNull(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return null; // read() parses the same text and throws what is wrong with it
  }
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}
