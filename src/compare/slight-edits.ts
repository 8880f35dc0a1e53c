/** Edits that are slight by what they touch: hidden addresses, a date written another way, bars of links, labels. */
import type { Block } from '../domain/document.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Passage } from './passages.ts';
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

/** Roles whose documents are about their text: a bar of links in them is the site around it. */
const textRoles: ReadonlySet<SourceRole> = new Set(['terms', 'policy', 'model-card']);

/** A bar of links, a banner or a row of badges that came, went or changed. */
export function isNavigation({ edit }: Passage, role: SourceRole, namesModels: boolean): boolean {
  if (!textRoles.has(role) && namesModels) return false;
  const blocks =
    edit.kind === 'changed' ? [edit.before, edit.after] : [edit.kind === 'added' ? edit.after : edit.before];
  return blocks.every((block) => block.kind === 'paragraph' && block.isLinks === true);
}

/** The end of a link of several lines, of which a capture kept the marks: `Catch our update](https://…)`. */
const linkTail = /^[^\]\n]{0,200}\]\([a-z]+:\/\/\S{1,2000}\)$/iu;

/** A teaser of another page, cut out of the link that it was. */
export function isCutLink({ edit, kind }: Passage): boolean {
  if (kind !== 'paragraph') return false;
  const blocks =
    edit.kind === 'changed' ? [edit.before, edit.after] : [edit.kind === 'added' ? edit.after : edit.before];
  return blocks.every(({ text }) => linkTail.test(text.trim()));
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
  const keyOf = ({ edit }: Passage): string => {
    const block = edit.kind === 'removed' ? edit.before : edit.after;
    return block.kind === 'key-value' ? block.key : '';
  };
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
