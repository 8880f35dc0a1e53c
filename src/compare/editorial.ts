/**
 * Decides whether an edit is without substance, by signs that can be measured: only weightless words, endings,
 * typing slips, word order, names replaced throughout, pointers elsewhere, sample code or page fields differ.
 * A touched number, model, date, negation, modal or content word is substance; in doubt an edit is substantive.
 */
import type { Edit } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import type { EditorialWords } from '../domain/rules.ts';
import type { SourceRole } from '../domain/source.ts';
import type { Naming } from '../domain/vendor.ts';
import { findObligations } from '../facts/obligations.ts';
import type { NameSweeps } from './name-sweeps.ts';
import { normaliseText } from './normalise-block.ts';
import { blocksOf, isHeaderRow, isRelocation, type Passage, splitSentences } from './passages.ts';
import { differingSentences, withoutAsides } from './pointers.ts';
import { isWordingOnly, modelsOf, type WordingContext } from './same-wording.ts';
import {
  hidesAddress,
  isCoarserFamily,
  isCutLink,
  isInterfaceAddress,
  isLabelAlone,
  isNavigation,
  isRenamedRow,
  isTitleInFront,
  refinesDate,
  reordersDate,
} from './slight-edits.ts';
import { wordsOf } from './word-runs.ts';

/** What is known about the document as a whole. */
export interface EditorialContext extends WordingContext {
  readonly role: SourceRole;
  /** Whether code blocks are the document itself (a model list in code) rather than samples in it. */
  readonly isCodeTheSubject: boolean;
  readonly sweeps: NameSweeps;
  /** Whether a field came or went because the record began or ceased to refer to another for it. */
  readonly isInherited: (passage: Passage) => boolean;
  /** Fields that came and went with the same value under a fuller or shorter name. */
  readonly renamedKeys: ReadonlySet<Passage>;
  /** Headings that came or went without anything beneath them coming or going, by index of the edit. */
  readonly bareHeadings: ReadonlySet<number>;
  /** The first blocks of either document, where captures show or hide the page's title. */
  readonly topBlocks: ReadonlySet<Block>;
}

const maxLabelLength = 40;

/** A title captured from the page's frame is at most this many words. */
const maxTitleWords = 8;

/** The reason why an edit is editorial, or null when it has substance. */
export function whyEditorial(passage: Passage, context: EditorialContext): string | null {
  if (passage.kind === 'code') return whyCodeIsEditorial(passage, context);
  if (isFootnoteMark(passage)) return 'footnote mark';
  if (isPageField(passage, context.words)) return 'page field';
  if (isColumnNames(passage) && !namesModels(passage, context.vendor)) return 'names of columns';
  if (context.isInherited(passage)) return 'field said elsewhere';
  if (context.renamedKeys.has(passage)) return 'field under a fuller name';
  if (isCoarserFamily(passage)) return 'place in a catalogue';
  if (isRelocation(passage.edit)) return isSameStanding(passage.edit, context.words) ? 'moved' : null;
  if (context.bareHeadings.has(passage.index)) return 'heading without text of its own';
  if (isDateHeading(passage)) return 'date above an entry';
  if (isPageTitle(passage, context)) return 'page title';
  if (isDateLine(passage) || reordersDate(passage)) return 'printed date';
  if (refinesDate(passage)) return 'date told in more detail';
  if (hidesAddress(passage)) return 'hidden address';
  if (isNavigation(passage, context.role, namesModels(passage, context.vendor)))
    return 'links around the text';
  if (isCutLink(passage)) return 'links around the text';
  if (isPlaceholder(passage)) return 'gap left by the writer';
  if (isLabelAlone(passage, context.role) && !touchesWeight(passage, context)) return 'label without a text';
  if (isTitleInFront(passage) && !touchesWeight(passage, context)) return 'title in front of an entry';
  if (isInterfaceAddress(passage)) return 'address of an interface';
  if (isRenamedRow(passage) && !touchesWeight(passage, context)) return 'row called otherwise';
  if (isBareQuestion(passage)) return 'question without its answer';
  if (isPointerList(passage, context.words)) return 'pointer elsewhere';
  return whyWordingOnly(passage, context);
}

/** Whether columns are only called otherwise; a column that came or went is no matter of words. */
function isColumnNames({ edit, fields }: Passage): boolean {
  if (edit.kind !== 'changed' || edit.after.kind !== 'table-row' || !isHeaderRow(edit.after)) return false;
  return fields.every(({ before, after }) => before !== '' && after !== '');
}

function namesModels(passage: Passage, vendor: Naming): boolean {
  return modelsOf(bothSides(passage), vendor) !== '';
}

/** Whether words that carry weight, or models, came or went. */
function touchesWeight({ removed, added }: Passage, { words, vendor }: EditorialContext): boolean {
  const touched = `${removed}\n${added}`;
  return wordsOf(touched).some((word) => words.weighty.has(word)) || modelsOf(touched, vendor) !== '';
}

/** With this share of a change plainly a matter of wording, the vendor's editors were at work. */
const sweepShare = 0.6;
const maxTouchedWords = 20;

/**
 * Whether an edit is part of an editor's sweep: most other edits of the change are plainly wording, and it
 * touches no number, name of a model, weighty word or obligation. Only for edits of standing text.
 */
export function isSweepCompanion(
  { removed, added, edit }: Passage,
  editorialShare: number,
  context: Pick<EditorialContext, 'words' | 'vendor'>,
): boolean {
  const { words } = context;
  if (editorialShare < sweepShare || edit.kind !== 'changed') return false;
  const touched = `${removed}\n${added}`;
  const all = wordsOf(touched);
  if (all.length > maxTouchedWords || all.some((word) => /\d/u.test(word) || words.weighty.has(word)))
    return false;
  return modelsOf(touched, context.vendor) === '' && findObligations(touched).length === 0;
}

function whyWordingOnly(passage: Passage, context: EditorialContext): string | null {
  const [left, right] = differingSentences(
    context.sweeps.apply(passage.before),
    passage.after,
    context.words,
  );
  if (left === '' && right === '') {
    return passage.before === '' || passage.after === '' ? 'pointer elsewhere' : 'wording';
  }
  if (passage.edit.kind !== 'changed') return null;
  const [removed, added] = [withoutAsides(left, context.words), withoutAsides(right, context.words)];
  if (isTemplateGap(removed, added) || isTemplateGap(added, removed)) return 'gap left by a page template';
  return isWordingOnly(removed, added, context) ? 'wording' : null;
}

/** In documentation code is a sample; in a list of models only what stands in quotes or is a number counts. */
function whyCodeIsEditorial({ removed, added, edit }: Passage, context: EditorialContext): string | null {
  if (!context.isCodeTheSubject) return 'sample code';
  const text = edit.kind === 'removed' ? edit.before.text : edit.after.text;
  const isProse = splitSentences(text).length > 2 && !/^\s*(?:#|\/\/)/u.test(text);
  return !isProse && !/["'\d]/u.test(removed + added) ? 'code around a list' : null;
}

/** A raised mark in one capture that the other wrote on the line: `Yes^1` and `Yes1`. */
function isFootnoteMark({ edit }: Passage): boolean {
  if (edit.kind !== 'changed' || !`${edit.before.text}${edit.after.text}`.includes('^')) return false;
  const [old, fresh] = [edit.before.text, edit.after.text].map((text) => text.replace(/[\^\s]+/gu, ''));
  return old === fresh;
}

function isPageField({ edit, fields }: Passage, words: EditorialWords): boolean {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  if (block.kind !== 'key-value' || block.record !== '') return false;
  return fields.every(({ names }) =>
    names.some((name) => words.pageFields.some((field) => field.test(name))),
  );
}

function isPageTitle({ edit, kind }: Passage, { topBlocks }: EditorialContext): boolean {
  if (kind !== 'paragraph' && kind !== 'heading') return false;
  return blocksOf(edit).every(
    (block) =>
      topBlocks.has(block) &&
      !(block.kind === 'heading' && block.level > 1 && block.path.length > 0) &&
      !/[\d.!?:]/u.test(block.text) &&
      wordsOf(block.text).length <= maxTitleWords,
  );
}

/** `Last updated: …` and nothing else. That it moved is read elsewhere; by itself it says nothing. */
function isDateLine({ edit }: Passage): boolean {
  const lines = blocksOf(edit).map((block) => normaliseText(block.text, 'paragraph'));
  if (lines.every((line) => updatedLine.test(line))) return true;
  const [old, fresh] = lines.map((line) => line.replace(dateLabel, ''));
  if (old !== fresh) return false;
  return lines.every((line) => dateLabel.test(line)) || (old !== undefined && bareDate.test(old));
}

/** `Coming soon…`, and nothing else: a promise of text, not of a model. */
function isPlaceholder({ edit, kind }: Passage): boolean {
  if (kind !== 'paragraph' && kind !== 'list-item') return false;
  return blocksOf(edit).every(({ text }) => placeholder.test(text.trim()));
}

const placeholder =
  /^(?:(?:more |details |documentation )?coming soon|to be (?:announced|added|written)|work in progress|under construction|TBD|TBA|TODO)\W{0,5}$/iu;

/** A question that came or went says nothing by itself; its answer is an edit of its own if it came too. */
function isBareQuestion({ edit, kind }: Passage): boolean {
  if (edit.kind === 'changed' || kind === 'table-row' || kind === 'key-value') return false;
  return blocksOf(edit).every(({ text }) => /^[^.!?]{1,200}\?$/u.test(text.trim()));
}

/** A heading that is only a date says nothing; what stands beneath it does. */
function isDateHeading({ kind, edit }: Passage): boolean {
  if (kind !== 'heading' || edit.kind === 'changed') return false;
  return blocksOf(edit).every((block) =>
    /^\d{4}-\d{2}(?:-\d{2})?$/u.test(normaliseText(block.text, 'paragraph')),
  );
}

const updatedLine =
  /^(?:last |date )?(?:updated|modified|revised|published|reviewed|edited)(?: on)?:? (?:\d{4}-\d{2}-\d{2}|\p{L}{3,10}\.? \d{4})\.?$/iu;
/** A date by itself: whether a word stands before it is a matter of how the page was captured. */
const bareDate = /^\d{4}-\d{2}-\d{2}\.?$/u;
const dateLabel =
  /^(?:last |date )?(?:updated|modified|revised|published|effective)(?: date| on)?:? ?(?=\d{4}-)/iu;

function bothSides({ before, after }: Passage): string {
  return `${before}\n${after}`;
}

function isPointerList(passage: Passage, words: EditorialWords): boolean {
  const { headings, kind } = passage;
  const last = kind === 'list-item' ? headings.at(-1) : labelOf(passage);
  return last !== undefined && words.pointerHeadings.some((pattern) => pattern.test(last));
}

/** The text of a short line of its own that came or went. */
function labelOf({ kind, edit }: Passage): string | undefined {
  if (kind !== 'paragraph' || edit.kind === 'changed') return undefined;
  const { text } = edit.kind === 'added' ? edit.after : edit.before;
  return text.length <= maxLabelLength ? text : undefined;
}

/** Whether the headings above say the same about an entry that moved from one to the other. */
function isSameStanding(edit: Edit, words: EditorialWords): boolean {
  if (edit.kind !== 'changed') return false;
  const says = (block: Block, pattern: RegExp): boolean =>
    block.path.some((heading) => pattern.test(heading));
  return words.standings.every((pattern) => says(edit.before, pattern) === says(edit.after, pattern));
}

/** A sentence that lost a word to a component that was not rendered: it begins with a comma, or has two. */
function hasTemplateGap(text: string): boolean {
  return /^[,;]|[,;(]\s*[,;)]|\b(?:for|of|in|with|the|and|to)\s?[,;]/iu.test(text);
}

/** Whether one side is the other with words missing where a component stood. */
function isTemplateGap(gapped: string, whole: string): boolean {
  if (!hasTemplateGap(gapped) || hasTemplateGap(whole)) return false;
  const words = new Set(wordsOf(whole));
  return wordsOf(gapped).every((word) => words.has(word));
}
