/** Edits that are slight by what they touch: hidden addresses, a date written another way, bars of links, labels. */
import type { Block } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';
import { blocksOf, type Passage } from './passages.ts';
import { wordsOf } from './word-runs.ts';

/** What a site's guard against harvesters puts in the place of an address, and any address. */
const address = /\\?\[e-?mail[\s\u00a0]protected\\?\]|[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,}/giu;
const hiddenAddress = /\[e-?mail[\s\u00a0]protected/iu;

/** Whether one side only hides an address that the other shows. */
export function hidesAddress({ edit }: Passage): boolean {
  if (edit.kind !== 'changed') return false;
  const texts = [edit.before.text, edit.after.text];
  if (!texts.some((text) => hiddenAddress.test(text))) return false;
  const [old, fresh] = texts.map((text) => text.replace(address, '@').replace(/\s+/gu, ' '));
  return old === fresh;
}

const numericDate =
  /(?:effective|updated|modified|revised|published)\b[^\d]{0,20}(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})\b/iu;

/** A printed date of the same three numbers in another order: `11-04-2023` and `2023-11-04`. */
export function reordersDate({ edit, kind }: Passage): boolean {
  if (edit.kind !== 'changed' || kind === 'table-row') return false;
  const [old, fresh] = [edit.before.text, edit.after.text].map((text) => {
    const match = numericDate.exec(text);
    return match && text.length <= 80
      ? match
          .slice(1, 4)
          .map(Number)
          .sort((a, b) => a - b)
          .join()
      : null;
  });
  return old !== null && old === fresh;
}

/** A value that is a date, and the same date told to the day: `2025-05` became `2025-05-31`. */
export function refinesDate({ edit, fields }: Passage): boolean {
  const [field, ...others] = fields;
  if (!field || others.length > 0 || edit.kind !== 'changed') return false;
  const [rough, exact] = shorterFirst(field.before, field.after);
  return /^\d{4}-\d{2}$/u.test(rough) && /^\d{4}-\d{2}-\d{2}$/u.test(exact) && exact.startsWith(rough);
}

/** Roles whose documents are about their text: a bar of links in them is the site around it. */
const textRoles: ReadonlySet<SourceRole> = new Set(['terms', 'policy', 'model-card']);

/** Headings over lists whose entries say something by being there, even where each is a link to its own page. */
const listsThatCount =
  /\b(?:sub-?processors?|processors?|providers?|partners?|vendors?|suppliers?|third part(?:y|ies)|affiliates?|compan(?:y|ies)|models?|licen[cs]es?|certificat\w+)\b/iu;

/** A bar or list of links, a banner or a row of badges that came, went or changed. */
export function isNavigation({ edit, headings }: Passage, role: SourceRole, namesModels: boolean): boolean {
  if (!textRoles.has(role) && namesModels) return false;
  const isNamed = namesModels || headings.some((heading) => listsThatCount.test(heading));
  return blocksOf(edit).every(
    (block) =>
      (block.kind === 'paragraph' || (block.kind === 'list-item' && !isNamed && textRoles.has(role))) &&
      block.isLinks === true,
  );
}

const maxControlWords = 3;

/**
 * A few words by themselves in a document that is about its text: a label of a form or a heading written as a
 * line. Names under a heading that lists companies are what such a list says.
 */
export function isLabelAlone({ edit, kind, headings }: Passage, role: SourceRole): boolean {
  if (kind !== 'paragraph' || edit.kind === 'changed' || !textRoles.has(role)) return false;
  if (headings.some((heading) => listsThatCount.test(heading))) return false;
  return blocksOf(edit).every(
    ({ text }) =>
      !/[\d.,!?;@$€£%]/u.test(text) && !partyName.test(text) && wordsOf(text).length <= maxControlWords,
  );
}

/** A title in front of an entry that says all it said: `Abuse of the product. Please be aware …`. */
export function isTitleInFront({ edit }: Passage): boolean {
  if (edit.kind !== 'changed' || edit.before.kind === 'table-row' || edit.before.kind === 'key-value')
    return false;
  const [short, long] = shorterFirst(edit.before.text, edit.after.text);
  if (short.length < leastEntry || !long.endsWith(short)) return false;
  const title = long.slice(0, long.length - short.length).trim();
  return /^[^\d.:;,]{3,60}[.:]$/u.test(title) && wordsOf(title).length <= maxTitleWords;
}
const leastEntry = 40;
const maxTitleWords = 6;

function shorterFirst(left: string, right: string): readonly [string, string] {
  return left.length < right.length ? [left, right] : [right, left];
}

/** The end of a link of several lines, of which a capture kept the marks: `Catch our update](https://…)`. */
const linkTail = /^[^\]\n]{0,200}\]\([a-z]+:\/\/\S{1,2000}\)$/iu;

/** A teaser of another page, cut out of the link that it was. */
export function isCutLink({ edit, kind }: Passage): boolean {
  return kind === 'paragraph' && blocksOf(edit).every(({ text }) => linkTail.test(text.trim()));
}

const interfaceAddress = /^(?:(?:GET|POST|PUT|PATCH|DELETE) )?\/[\w{}/.:*-]{1,200}$/u;

/** A cell that holds the address of an interface and nothing else: where to call, not what is promised. */
export function isInterfaceAddress({ edit, fields }: Passage): boolean {
  return (
    edit.kind === 'changed' &&
    fields.length > 0 &&
    fields.every(({ before, after }) => interfaceAddress.test(before) && interfaceAddress.test(after))
  );
}

/** A row of at least so many cells is known by the others when it is called otherwise. */
const leastCells = 3;
const partyName = /\b(?:Inc|LLC|Ltd|Limited|GmbH|AG|AS|SA|PLC|Corp|B\.?V)\b/u;

/**
 * A row that says all it said, under a shorter or longer name: `Extended thinking` became `Thinking`. Names with
 * figures are not what they were, and parties to a contract are who they are called.
 */
export function isRenamedRow({ edit, fields }: Passage): boolean {
  const [field, ...others] = fields;
  if (!field || others.length > 0 || edit.kind !== 'changed' || edit.after.kind !== 'table-row') return false;
  const [first, ...rest] = edit.after.cells;
  if (
    first?.column !== edit.cells[0]?.column ||
    rest.filter(({ text }) => text !== '').length < leastCells - 1
  )
    return false;
  const { before, after } = field;
  if (/\d/u.test(before + after) || partyName.test(`${before} ${after}`)) return false;
  const [old, fresh] = [new Set(wordsOf(before)), new Set(wordsOf(after))];
  const [less, more] = old.size < fresh.size ? [old, fresh] : [fresh, old];
  return less.size > 0 && more.size - less.size === 1 && [...less].every((word) => more.has(word));
}

const maxLabelWords = 4;

/**
 * Lines that only lead to the line behind them (`Pricing` above `See pricing.`): they are editorial if that is,
 * and came and went with it.
 */
export function findLeadingLabels(
  passages: readonly Passage[],
  editorial: ReadonlySet<Passage>,
): readonly Passage[] {
  return passages.filter((passage, index) => {
    const next = passages[index + 1];
    if (!next || passage.edit.kind === 'changed' || next.edit.kind !== passage.edit.kind) return false;
    return (
      editorial.has(next) && isLabel(passage.edit.kind === 'added' ? passage.edit.after : passage.edit.before)
    );
  });
}

function isLabel({ kind, text }: Block): boolean {
  return kind === 'paragraph' && !/[\d.!?;]/u.test(text) && wordsOf(text).length <= maxLabelWords;
}

/** Fields by which a record takes over what another says. */
const reference = /^(?:base_model|extends|inherits?(?:_from)?|\$ref|parent|template)$/iu;

/**
 * Which fields came or went only because a record began or ceased to refer to another: what it says has not
 * changed, it is only said elsewhere.
 */
export function inheritedFields(passages: readonly Passage[]): (passage: Passage) => boolean {
  const references = passages.filter((passage) => reference.test(keyOf(passage)));
  const [came, went] = (['added', 'removed'] as const).map((kind) =>
    references.some(({ edit }) => edit.kind === kind),
  );
  return (passage) => {
    const { kind } = passage.edit;
    if (keyOf(passage) === '' || kind === 'changed' || came === went) return false;
    return reference.test(keyOf(passage)) || (came === true ? kind === 'removed' : kind === 'added');
  };
}

/** The name of a field; empty for what is none. */
function keyOf({ edit }: Passage): string {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  return block.kind === 'key-value' ? block.key : '';
}

/** Two names of a field of which one is the other with more said: `open` and `open_weights`. */
function isSameKey(left: string, right: string): boolean {
  const [short, long] = shorterFirst(left.toLowerCase(), right.toLowerCase());
  return short !== '' && short !== long && long.split(/[._-]/u).includes(short);
}

/** Fields that went under one name and came under a fuller one, with the value they had. */
export function renamedKeys(passages: readonly Passage[]): ReadonlySet<Passage> {
  const added = Map.groupBy(passages, (passage) => said(passage, 'added'));
  const renamed = new Set<Passage>();
  for (const went of passages) {
    const what = said(went, 'removed');
    if (what === null) continue;
    const came = added.get(what)?.find((passage) => isSameKey(keyOf(went), keyOf(passage)));
    if (came) renamed.add(went).add(came);
  }
  return renamed;
}

/** The record and the value of a field that came, or went; null for every other edit. */
function said({ edit }: Passage, kind: 'added' | 'removed'): string | null {
  const [block] = blocksOf(edit);
  return edit.kind === kind && block?.kind === 'key-value'
    ? JSON.stringify([block.record, block.value])
    : null;
}

/** A shelf on which a catalogue puts a model, told more or less finely: `qwen3-coder` became `qwen`. */
export function isCoarserFamily({ edit, fields }: Passage): boolean {
  if (edit.kind !== 'changed' || edit.after.kind !== 'key-value' || !/^family$/iu.test(edit.after.key))
    return false;
  return fields.every(({ before, after }) => {
    const [short, long] = shorterFirst(before, after);
    return short !== '' && long.startsWith(short);
  });
}
