/**
 * The date that a document prints about itself (`Last updated`, `Effective`), before and after. A text that
 * changed under an unmoved date is a silent edit: one of the strongest signs that nobody was told.
 */
import type { PrintedDates } from '../domain/change.ts';
import type { CalendarDate, Document } from '../domain/document.ts';
import { findDates } from '../facts/dates.ts';
import { normaliseText } from './normalise-block.ts';

/** How far from the label its date may stand, in characters. */
const reach = 40;
/** Blocks at either end of a document in which it speaks about itself. */
const edgeBlocks = 25;
const maxLength = 400;

const updatedLabel =
  /\b(?:(?:last |date )?(?:updated|modified|revised|amended|reviewed)|last (?:update|revision|change)|version (?:date|of)|published|as of)\b[^.;]*$/iu;
const effectiveLabel =
  /\b(?:effective|in effect|takes? effect|come[s]? into (?:force|effect)|appl(?:y|ies) (?:from|as of)|starting|beginning)\b[^.;]*$/iu;
/** A notice of something to come: `will change on`, `new terms`, `from 30 July`. */
const upcomingLabel =
  /\b(?:effective|takes? effect|into (?:force|effect)|appl(?:y|ies)|will (?:change|be updated|be replaced|update)|chang(?:e|ing|es)|updat(?:e|ing|es)|new (?:terms|version|policy)|starting|beginning|from)\b[^.;]*$/iu;

/** Reads the printed dates. `isMaterial` tells whether text that the date speaks for changed in substance. */
export function readPrintedDates(
  before: Document,
  after: Document,
  isMaterial: boolean,
  now: Date,
): PrintedDates {
  const [old, fresh] = [printedDate(before), printedDate(after)];
  const [oldNotice, effective] = [upcomingDate(before, now), upcomingDate(after, now)];
  const hasNewNotice = effective !== null && effective !== oldNotice;
  const isUnmoved = old !== null && fresh !== null && fresh <= old;
  return { before: old, after: fresh, effective, isSilentEdit: isMaterial && isUnmoved && !hasNewNotice };
}

/** The first date labelled as the document's own: when updated, or else when effective. */
function printedDate(document: Document): CalendarDate | null {
  const texts = edgesOf(document);
  return firstLabelled(texts, updatedLabel) ?? firstLabelled(texts, effectiveLabel);
}

function upcomingDate(document: Document, now: Date): CalendarDate | null {
  const today = now.toISOString().slice(0, 10);
  return firstLabelled(edgesOf(document), upcomingLabel, (date) => date > today);
}

function edgesOf(document: Document): readonly string[] {
  const { blocks } = document;
  const edges =
    blocks.length <= 2 * edgeBlocks ? blocks : [...blocks.slice(0, edgeBlocks), ...blocks.slice(-edgeBlocks)];
  return edges
    .filter(({ kind }) => kind !== 'code' && kind !== 'table-row')
    .map(({ text }) => normaliseText(text.slice(0, maxLength), 'paragraph'));
}

function firstLabelled(
  texts: readonly string[],
  label: RegExp,
  isWanted: (date: CalendarDate) => boolean = () => true,
): CalendarDate | null {
  for (const text of texts) {
    for (const mention of findDates(text)) {
      const lead = text.slice(Math.max(0, mention.start - reach), mention.start);
      if (mention.precision === 'day' && label.test(lead) && isWanted(mention.date)) return mention.date;
    }
  }
  return null;
}
