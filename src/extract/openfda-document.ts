/**
 * Answers of openFDA's device endpoints as documents: for each clearance, recall or report the fields that
 * matter to who relies on the device. What describes the query and the data set, and moves every week, is left
 * out. Field names: open.fda.gov/apis/device, "Searchable fields" of 510k, recall, enforcement and event.
 */
import type { Document } from '../domain/document.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { type JsonPath, parsePath, valueAt } from './json-path.ts';
import { isJsonArray, isJsonObject, type JsonValue, parseJson } from './json-value.ts';
import { normaliseText } from './normalise-text.ts';

/** What one endpoint's records are: the field that names them, and those that are read, all as paths. */
interface RecordShape {
  readonly id: string;
  readonly fields: readonly string[];
}

const deviceFields = ['openfda.device_name', 'openfda.device_class', 'openfda.regulation_number'];

/** The first shape whose `id` a record has is its own; enforcement reports name the recall they are about. */
const shapes: readonly RecordShape[] = [
  {
    id: 'recall_number',
    fields:
      'reason_for_recall classification status product_description product_code recalling_firm code_info product_quantity distribution_pattern voluntary_mandated recall_initiation_date center_classification_date report_date termination_date'.split(
        ' ',
      ),
  },
  {
    id: 'product_res_number',
    fields: [
      ...'reason_for_recall recall_status root_cause_description product_description product_code action recalling_firm code_info product_quantity distribution_pattern k_numbers pma_numbers event_date_initiated event_date_posted event_date_terminated'.split(
        ' ',
      ),
      ...deviceFields,
    ],
  },
  {
    id: 'report_number',
    fields:
      'event_type date_of_event date_received date_report report_source_code product_problems device.brand_name device.generic_name device.model_number device.manufacturer_d_name device.device_report_product_code patient.patient_problems mdr_text.text'.split(
        ' ',
      ),
  },
  {
    id: 'k_number',
    fields: [
      ...'device_name applicant product_code decision_code decision_description decision_date date_received clearance_type statement_or_summary third_party_flag expedited_review_flag advisory_committee_description'.split(
        ' ',
      ),
      ...deviceFields,
    ],
  },
];

/** Whether an answer is openFDA's own way to say that no record matches, which comes with status 404. */
export function isNoMatch(text: string): boolean {
  const root = text.trim() === '' ? null : parseJson(text);
  return valueAt(root, ['error', 'code']) === 'NOT_FOUND';
}

/**
 * Reads an answer. No match is a document without blocks, with a remark: no recall is the good case.
 * @throws ExtractError `malformed_json`, `nested_too_deep`, `records_not_found`, `document_too_large`
 */
export function extractOpenFda(text: string): Document {
  const root = parseJson(text);
  const results = isNoMatch(text) ? [] : valueAt(root, ['results']);
  if (!isJsonArray(results)) throw extractError('records_not_found', 'the answer has no list of results');
  const total = Number(valueAt(root, ['meta', 'results', 'total']) ?? results.length);
  if (total > results.length) {
    throw extractError(
      'document_too_large',
      `the query matches ${total} records, of which the answer holds ${results.length}: ask with limit=1000, or for fewer`,
    );
  }
  const writer = createBlockWriter();
  const ids = new Map<string, number>();
  for (const { id, shape, value } of results.map(recordOf).sort(byId)) {
    const count = (ids.get(id) ?? 0) + 1;
    ids.set(id, count);
    writeRecord(count === 1 ? id : `${id}#${count}`, shape, value, writer);
  }
  const remarks = results.length === 0 ? ['openFDA knows no record that matches'] : [];
  return { title: null, blocks: writer.blocks, language: null, remarks };
}

interface FdaRecord {
  readonly id: string;
  readonly shape: RecordShape;
  readonly value: JsonValue;
}

function recordOf(value: JsonValue): FdaRecord {
  for (const shape of shapes) {
    const id = isJsonObject(value) ? value[shape.id] : undefined;
    if (typeof id === 'string' && normaliseText(id) !== '') return { id: normaliseText(id), shape, value };
  }
  throw extractError(
    'records_not_found',
    `a result has none of ${shapes.map(({ id }) => id).join(', ')}: only device records are read`,
  );
}

function byId(left: FdaRecord, right: FdaRecord): number {
  if (left.id !== right.id) return left.id < right.id ? -1 : 1;
  // Records of one id must not swap numbers when the endpoint swaps their places.
  return JSON.stringify(left.value) < JSON.stringify(right.value) ? -1 : 1;
}

function writeRecord(id: string, shape: RecordShape, value: JsonValue, writer: BlockWriter): void {
  writer.keyValue(id, labelOf(shape.id), id);
  for (const field of shape.fields) {
    const values = valuesAt(value, parsePath(field)).filter((text) => text !== '');
    if (values.length > 0) writer.keyValue(id, labelOf(field), [...new Set(values)].sort().join('; '));
  }
}

/** Every plain value that a path leads to, through lists on the way. */
function valuesAt(value: JsonValue | undefined, path: JsonPath): readonly string[] {
  if (isJsonArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  if (key !== undefined) return isJsonObject(value) ? valuesAt(value[key], rest) : [];
  return value === undefined || value === null || isJsonObject(value) ? [] : [shown(String(value))];
}

/** Days are written `20260131` by some endpoints and `2026-01-31` by others. */
function shown(value: string): string {
  return normaliseText(value).replace(/^((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)$/, '$1-$2-$3');
}

/** Where a field's own name says too little without its record. */
const labels: Readonly<Record<string, string>> = {
  classification: 'recall classification',
  status: 'recall status',
  text: 'report text',
};

/** `openfda.device_class` → `device class`. */
function labelOf(field: string): string {
  const name = field.split('.').at(-1) ?? field;
  return labels[name] ?? name.replaceAll('_', ' ');
}
