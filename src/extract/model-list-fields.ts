/** One model of a vendor's list with its fields under the same names, whoever the vendor is. */
import { isJsonArray, isJsonObject, type JsonValue } from './json-value.ts';
import type { ModelListShape } from './model-list-shapes.ts';

type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Our name of a field and the vendors' names for it; the first that is there wins. Whatever is not named here is
 * kept under the vendor's name, so that a silent change of any field is seen.
 */
const fieldNames: Readonly<Record<string, readonly string[]>> = {
  name: ['display_name', 'displayName', 'modelName', 'name'],
  created: ['created', 'created_at', 'createdAt', 'createTime', 'release_date', 'startOfLifeTime'],
  context: [
    'context_window',
    'contextWindow',
    'context_length',
    'max_context_length',
    'inputTokenLimit',
    'max_input_tokens',
  ],
  max_output: [
    'outputTokenLimit',
    'max_output_tokens',
    'maxOutputTokens',
    'max_completion_tokens',
    'max_tokens',
  ],
  deprecation_date: ['deprecation_date', 'deprecationDate', 'deprecated_at', 'deprecation', 'legacyTime'],
  shutdown_date: [
    'shutdown_date',
    'shutdownDate',
    'retirement_date',
    'retires_at',
    'sunset_date',
    'eol_date',
    'end_of_life',
    'expiration_date',
    'endOfLifeTime',
  ],
  replacement: [
    'replacement',
    'replacement_model',
    'deprecation_replacement_model',
    'replaced_by',
    'successor',
  ],
  state: ['state', 'status', 'lifecycle_status', 'lifecycleStatus', 'lifecycle', 'stage'],
  version: ['version', 'modelVersion', 'model_version'],
  aliases: ['aliases', 'alias'],
  owner: ['owned_by', 'providerName', 'publisher', 'organization'],
};

const dateNames: ReadonlySet<string> = new Set(['created', 'deprecation_date', 'shutdown_date']);

/** What changes from answer to answer, or says nothing about the model. */
const volatile: ReadonlySet<string> = new Set([
  'object',
  'permission',
  'downloads',
  'likes',
  'trendingScore',
  'popularity',
  'rank',
  'latency',
  'throughput',
  'uptime',
]);

/** Mistral's lists give the time of the answer as the time of creation. */
const volatileIn: Readonly<Partial<Record<ModelListShape, ReadonlySet<string>>>> = {
  mistral: new Set(['created']),
};

/** Renames, tidies and drops. `nameKey` is the field that became the record's id. */
export function normaliseModel(record: JsonObject, nameKey: string, shape: ModelListShape): JsonObject {
  const { modelLifecycle, ...own } = record;
  const flat: JsonObject = isJsonObject(modelLifecycle) ? { ...own, ...modelLifecycle } : record;
  const rest = new Map(
    Object.entries(flat).filter(
      ([key, value]) =>
        key !== nameKey && value !== null && !volatile.has(key) && !volatileIn[shape]?.has(key),
    ),
  );
  const model = new Map<string, JsonValue>();
  for (const [name, candidates] of Object.entries(fieldNames)) {
    const key = candidates.find((candidate) => rest.has(candidate));
    const value = key === undefined ? undefined : rest.get(key);
    if (key === undefined || value === undefined) continue;
    rest.delete(key);
    model.set(name, dateNames.has(name) ? dated(value) : tidy(value));
  }
  // A vendor that gives two names for one thing keeps both.
  for (const [key, value] of rest) model.set(model.has(key) ? `listed_${key}` : key, tidy(value));
  return Object.fromEntries(model);
}

/** Lists of words are sets: their order says nothing. */
function tidy(value: JsonValue): JsonValue {
  if (isJsonArray(value)) {
    const isWords = value.every((item) => typeof item === 'string');
    return isWords ? value.toSorted() : value.map(tidy);
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, tidy(inner)]));
}

const dayMs = 86_400_000;

/** Unix times (seconds or milliseconds) as ISO 8601; a midnight is a day. Other texts stay as they are. */
function dated(value: JsonValue): JsonValue {
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, dated(inner)]));
  }
  if (typeof value !== 'string' || !/^\d{9,10}$|^\d{12,13}$/.test(value)) return tidy(value);
  const instantMs = Number(value) * (value.length <= 10 ? 1000 : 1);
  const text = new Date(instantMs).toISOString();
  return instantMs % dayMs === 0 ? text.slice(0, 10) : text;
}
