/**
 * Cuts a document into entries, block by block. Knows the layouts that changelogs, deprecation pages and feeds
 * have: stamped items, dated headings with items or sub-headings beneath, months with days, lines that begin
 * with a date, dated table rows, and releases that bear a version instead of a day.
 */
import type { Block, CalendarDate, HeadingBlock, TableRowBlock } from '../domain/document.ts';
import { type DateContext, isReleaseHeading, readHeadingDate, readLeadingDate } from './entry-dates.ts';
import type { Draft } from './entry-draft.ts';
import { bearsOwnDate, readRecords, readRow } from './entry-fields.ts';

/** A part of the document under one date, or under one release of which no day is printed. */
interface Section {
  readonly level: number;
  readonly date: CalendarDate | null;
  readonly title: string;
  subheading: { readonly level: number; readonly text: string } | null;
  /** What leads up to a list: `The following models are retired:`. */
  lead: string;
  count: number;
}

interface OpenDraft extends Draft {
  readonly lines: string[];
  readonly isItem: boolean;
}

/** Level of a line that is only a date: below every heading. */
const lineLevel = 7;
/** Headings that sort entries rather than name one. */
const sorting =
  /^(?:[\p{P}\p{S}\s]*)(?:features?|new(?: features?)?|added|additions|changed|changes|improve(?:d|ments?)|enhancements?|fixed|fixes|bug ?fixes|deprecated|deprecations?|removed|security|chores?|documentation|docs|performance|breaking(?: changes)?|updates?|announcements?|known issues|other|api|general)[\p{P}\s]*$/iu;

/** Reads the entries of a document in its order. */
export function readEntries(blocks: readonly Block[]): readonly Draft[] {
  const records = readRecords(blocks.filter((block) => block.kind === 'key-value'));
  const isFeed = blocks.some((block) => block.kind === 'heading' && block.entry !== undefined);
  const reader = new EntryReader();
  for (const block of blocks) {
    if (isFeed) reader.takeStamped(block);
    else reader.take(block);
  }
  return [...reader.finish(), ...records];
}

class EntryReader {
  readonly #drafts: Draft[] = [];
  #context: (DateContext & { readonly level: number }) | null = null;
  #section: Section | null = null;
  #open: OpenDraft | null = null;

  /** A feed: everything between two stamps belongs to the item before. */
  takeStamped(block: Block): void {
    if (block.kind !== 'heading' || !block.entry) {
      this.#open?.lines.push(block.text);
      return;
    }
    const { id, publishedAt, url } = block.entry;
    const date = publishedAt === null ? null : new Date(publishedAt);
    const day = date && Number.isFinite(date.getTime()) ? date.toISOString().slice(0, 10) : null;
    this.#begin({ id, date: day, title: block.text, url, keyWords: block.text }, [], false);
  }

  take(block: Block): void {
    switch (block.kind) {
      case 'heading':
        return this.#takeHeading(block);
      case 'table-row':
        return this.#takeRow(block);
      case 'paragraph':
        return this.#takeText(block.text, null);
      case 'list-item':
        return this.#takeText(block.text, block.depth);
      case 'code':
        this.#open?.lines.push(block.text);
        return;
      case 'key-value':
        return;
    }
  }

  finish(): readonly Draft[] {
    this.#closeSection();
    return this.#drafts;
  }

  #takeHeading(block: HeadingBlock): void {
    if (this.#context && block.level <= this.#context.level) this.#context = null;
    const read = readHeadingDate(block.text, this.#context);
    const isInside = this.#section !== null && block.level > this.#section.level;
    if (read?.kind === 'day' && !(isInside && read.rest !== '')) {
      this.#openSection(block.level, read.date, read.rest);
    } else if (read?.kind === 'context') {
      this.#closeSection();
      this.#context = { ...read.context, level: block.level };
    } else if (isInside && this.#section) {
      this.#section.subheading = { level: block.level, text: block.text };
      this.#section.lead = '';
      this.#open = null;
    } else if (isReleaseHeading(block.text)) {
      this.#openSection(block.level, null, '');
    } else {
      this.#closeSection();
    }
  }

  #takeRow(row: TableRowBlock): void {
    if (this.#section && !bearsOwnDate(row)) {
      const text = row.cells
        .map((cell) => (cell.column ? `${cell.column}: ${cell.text}` : cell.text))
        .join(' | ');
      if (this.#open) this.#open.lines.push(text);
      else this.#beginInSection(this.#section, text, false);
      return;
    }
    const draft = readRow(row);
    if (draft) this.#drafts.push(draft);
  }

  #takeText(text: string, depth: number | null): void {
    const isNested = depth !== null && depth > 0;
    if (isNested && this.#open) {
      this.#open.lines.push(text);
      return;
    }
    const isInDay = this.#section?.date != null && this.#section.level < lineLevel;
    const lead = isInDay ? null : readLeadingDate(text, this.#context);
    if (lead?.kind === 'day') return this.#takeDatedLine(lead.date, lead.rest);
    if (this.#section) return this.#takeInSection(this.#section, text, depth !== null);
    this.#open = null;
  }

  /** A line that begins with a date is an entry; one that is only a date heads what follows. */
  #takeDatedLine(date: CalendarDate, rest: string): void {
    if (!/\p{L}/u.test(rest)) {
      this.#openSection(lineLevel, date, '');
      return;
    }
    if (this.#section) this.#closeSection();
    this.#begin({ id: null, date, title: firstSentence(rest), url: null, keyWords: rest }, [rest], true);
  }

  #takeInSection(section: Section, text: string, isItem: boolean): void {
    // Running text under a title, or after text, goes on about the same thing; each list item stands alone.
    const goesOn = this.#open !== null && !isItem && !this.#open.isItem && namesOne(section);
    if (goesOn) this.#open?.lines.push(text);
    else this.#beginInSection(section, text, isItem);
    if (!isItem) section.lead = leadOf(text, section.lead);
  }

  #beginInSection(section: Section, text: string, isItem: boolean): void {
    const heads = [section.title, section.subheading?.text ?? ''].filter((head) => /\p{L}/u.test(head));
    const named = heads.filter((head) => !sorting.test(head));
    const title = isItem || named.length === 0 ? firstSentence(text) : named.join(': ');
    // Under a title the title is the key: notes are put on top of its text later on.
    const keyWords = isItem || named.length === 0 ? text : named.join(' ');
    const line = isItem && section.lead !== '' ? `${section.lead} ${text}` : text;
    this.#begin({ id: null, date: section.date, title, url: null, keyWords }, [...heads, line], isItem);
    section.count += 1;
  }

  #begin(entry: Omit<Draft, 'lines'>, lines: readonly string[], isItem: boolean): void {
    this.#open = { ...entry, lines: [...lines], isItem };
    this.#drafts.push(this.#open);
  }

  #openSection(level: number, date: CalendarDate | null, title: string): void {
    this.#closeSection();
    this.#section = { level, date, title, subheading: null, lead: '', count: 0 };
  }

  /** A dated heading with nothing beneath is an entry by itself. */
  #closeSection(): void {
    const section = this.#section;
    this.#section = null;
    this.#open = null;
    if (section?.count !== 0 || !/\p{L}/u.test(section.title)) return;
    const { date, title } = section;
    this.#drafts.push({ id: null, date, title, lines: [], url: null, keyWords: title });
  }
}

/** Whether the headings of a section name one thing, so that its paragraphs belong together. */
function namesOne(section: Section): boolean {
  const head = section.subheading?.text ?? section.title;
  return /\p{L}/u.test(head) && !sorting.test(head);
}

const longestLead = 200;
const leading = /:\s*$|\b(?:the following|these (?:models?|features?|endpoints?|versions?))\b/iu;
/** A label within a list: a few words that end no sentence. */
const labelling = /^(?:[^\s.!?]+\s?){1,4}$/u;

/** What a paragraph says of the list that comes after it: a lead, a label under the lead before, or nothing. */
function leadOf(text: string, before: string): string {
  if (text.length > longestLead) return '';
  if (leading.test(text)) return text;
  return before !== '' && labelling.test(text) ? `${before} ${text}`.slice(0, longestLead) : '';
}

/** The first sentence, for a title; at most 160 characters. */
function firstSentence(text: string): string {
  const end = /[.!?](?=\s+\p{Lu})/u.exec(text.slice(0, 400))?.index;
  const sentence = end === undefined ? text : text.slice(0, end + 1);
  return sentence.length <= 160 ? sentence : `${sentence.slice(0, 159).trimEnd()}…`;
}
