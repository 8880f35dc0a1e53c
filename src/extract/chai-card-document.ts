/**
 * Applied Model Cards of the Coalition for Health AI (XML, schemas v0.1 and v0.2 at mc.chai.org) as documents:
 * a heading for each part of the card, facts as named values, measured results as one value each. Headings are
 * worded so that the rules for model cards know them. What a schema does not name is read like the rest.
 */
import type { Document } from '../domain/document.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { isJsonObject, type JsonValue, parseJson } from './json-value.ts';
import { normaliseText } from './normalise-text.ts';
import { elementsOf, parseXml, type XmlElement, xmlText } from './parse-xml.ts';
import { writePlainText } from './plain-text.ts';

/** Where the element's name taken apart is not what a reader, or a rule, would look for. */
const headings: Readonly<Record<string, string>> = {
  BasicInfo: 'Basic information',
  ReleaseInfo: 'Release information',
  UsesAndDirections: 'Uses and directions',
  HowToUse: 'How to use',
  TargetedPatientPopulation: 'Intended patient population',
  CautionedOutOfScopeSettings: 'Cautioned and out-of-scope settings',
  KnownBiasesOrEthicalConsiderations: 'Known biases and ethical considerations',
  AISystemFacts: 'AI system facts',
  DevelopmentDataCharacterization: 'Training data (development data characterization)',
  OngoingMaintenance: 'Ongoing maintenance and update process',
  KeyMetrics: 'Key metrics',
  UsefulnessUsabilityEfficacy: 'Usefulness, usability and efficacy',
  FairnessEquity: 'Fairness and equity',
  SafetyReliability: 'Safety and reliability',
};

/** Parts that consist of facts of a few words each. */
const factSheets = new Set(['BasicInfo', 'ReleaseInfo']);

const topLevel = 1;

/**
 * Reads a card. A part without content writes no heading, so that a part that was emptied is a part that vanished.
 * @throws ExtractError `malformed_xml` (also when it is no model card), `nested_too_deep`, `empty_document`,
 * `document_too_large`
 */
export function extractChaiCard(text: string): Document {
  const card = parseXml(text.trimStart());
  if (card.name !== 'AppliedModelCard') {
    throw extractError('malformed_xml', `the XML is not a model card: its root element is <${card.name}>`);
  }
  const [basics] = elementsOf(card, 'BasicInfo');
  const [name] = basics ? elementsOf(basics, 'ModelName') : [];
  const title = name ? normaliseText(xmlText(name)) : '';
  const writer = createBlockWriter();
  // The model's name heads the card as it would a page: every change below is then about that model.
  writer.heading(topLevel, title);
  for (const part of elementsOf(card)) writePart(part, topLevel + 1, writer);
  if (writer.blocks.length === 0) throw extractError('empty_document', 'the model card has no content');
  // A signature moves with every edit and says nothing about the model.
  const isSigned = elementsOf(card, 'Signature').length > 0;
  return {
    title: title || null,
    blocks: writer.blocks,
    language: null,
    remarks: isSigned ? ['the card bears a signature, which is not checked'] : [],
  };
}

function writePart(part: XmlElement, level: number, writer: BlockWriter): void {
  if (part.name === 'Signature' || normaliseText(xmlText(part)) === '') return;
  writer.heading(level, headingOf(part.name));
  if (factSheets.has(part.name)) {
    for (const [key, values] of factsOf(part)) writer.keyValue('', key, values.join(', '));
    return;
  }
  for (const child of part.children) {
    if (typeof child === 'string') writePlainText(child, writer);
    else if (child.name === 'Results') writeResults(child, part.name, level + 1, writer);
    else if (child.name === 'Keywords') writeItems(child, level + 1, writer);
    else writePart(child, level + 1, writer);
  }
}

/** Facts by name; one that consists of several (`EHRCompatibility`) is their list. */
function factsOf(sheet: XmlElement): ReadonlyMap<string, readonly string[]> {
  const facts = new Map<string, string[]>();
  for (const fact of elementsOf(sheet)) {
    const parts = elementsOf(fact);
    const values = (parts.length > 0 ? parts : [fact]).map((part) => normaliseText(xmlText(part)));
    const key = headingOf(fact.name);
    facts.set(key, [...(facts.get(key) ?? []), ...values.filter((value) => value !== '')]);
  }
  return facts;
}

/** Measured results (v0.2): each a label and a value. They are records of the metric that they belong to. */
function writeResults(results: XmlElement, metric: string, level: number, writer: BlockWriter): void {
  if (normaliseText(xmlText(results)) === '') return;
  writer.heading(level, headingOf(results.name));
  for (const result of elementsOf(results)) {
    const [label] = elementsOf(result, 'Label');
    const [value] = elementsOf(result, 'ValueJson');
    if (label && value) writer.keyValue(headingOf(metric), xmlText(label), valueOf(xmlText(value)));
    else writePlainText(xmlText(result), writer);
  }
}

function writeItems(list: XmlElement, level: number, writer: BlockWriter): void {
  if (normaliseText(xmlText(list)) === '') return;
  writer.heading(level, headingOf(list.name));
  for (const item of elementsOf(list)) writer.listItem(0, xmlText(item));
}

/** `{"kind":"single","value":98,"unit":"%"}` → `98 %`; other shapes name their fields; text stays text. */
function valueOf(written: string): string {
  let value: JsonValue;
  try {
    value = parseJson(written);
  } catch {
    return written; // not JSON after all: shown as it stands
  }
  if (!isJsonObject(value)) return written;
  const { kind, unit, ...rest } = value;
  const fields = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1));
  const isSingle = kind === 'single' && fields.length === 1;
  const figures = fields.map(([key, part]) => (isSingle ? textOf(part) : `${key} ${textOf(part)}`));
  return `${figures.join(', ')}${unit === undefined || unit === null ? '' : ` ${textOf(unit)}`}`;
}

function textOf(value: JsonValue): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** `IntendedUseAndWorkflow` → `Intended use and workflow`; abbreviations stay as they are. */
function headingOf(name: string): string {
  const known = Object.hasOwn(headings, name) ? headings[name] : undefined;
  if (known !== undefined) return known;
  const words = name
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|[_.-]+/gu, ' ')
    .trim()
    .split(/\s+/);
  return words
    .map((word, index) => (index === 0 || /^\p{Lu}{2}/u.test(word) ? word : word.toLowerCase()))
    .join(' ');
}
