/**
 * A document: what was extracted from captured bytes, the same shape for every format, so that comparing,
 * classifying and showing are written once. Plain JSON: it is stored as it stands.
 */

/** A calendar day as printed, `YYYY-MM-DD`. */
export type CalendarDate = string;

export interface Cell {
  /** Column header as shown; empty when the table has none. */
  readonly column: string;
  readonly text: string;
}

interface BlockBase {
  /** Texts of the headings above, outermost first (a heading's own text is not in its path). */
  readonly path: readonly string[];
  /** Plain text as a reader sees it: no markup, white space folded to single blanks, trimmed. */
  readonly text: string;
}

/** `entry` marks the start of a dated item (feed item, status incident, forwarded mail) that knows its own id. */
export interface HeadingBlock extends BlockBase {
  readonly kind: 'heading';
  readonly level: number;
  readonly entry?: EntryStamp;
}
export interface EntryStamp {
  readonly id: string;
  /** ISO 8601 instant, or null when the item carries none. */
  readonly publishedAt: string | null;
  readonly url: string | null;
}
export interface ParagraphBlock extends BlockBase {
  readonly kind: 'paragraph';
  /** Whether it is nearly nothing but links: a bar of navigation, a banner, a row of badges. */
  readonly isLinks?: true;
}
export interface ListItemBlock extends BlockBase {
  readonly kind: 'list-item';
  /** 0 for the outermost list. */
  readonly depth: number;
  /** Whether it is nearly nothing but links. */
  readonly isLinks?: true;
}
/** One body row. `text` joins the cells with ` | `. `table` numbers the tables of a document from 0. */
export interface TableRowBlock extends BlockBase {
  readonly kind: 'table-row';
  readonly table: number;
  readonly cells: readonly Cell[];
}
export interface CodeBlock extends BlockBase {
  readonly kind: 'code';
}
/**
 * A named value: front matter, a definition, a field of a JSON record. `key` is a dotted path within its
 * record; `record` is the record's id (a model id, say) or empty when the document is one record.
 * `text` is `key: value` as a reader would see it.
 */
export interface KeyValueBlock extends BlockBase {
  readonly kind: 'key-value';
  readonly record: string;
  readonly key: string;
  readonly value: string;
}

export type Block = HeadingBlock | ParagraphBlock | ListItemBlock | TableRowBlock | CodeBlock | KeyValueBlock;

export interface Document {
  readonly title: string | null;
  readonly blocks: readonly Block[];
  /** BCP 47 tag the document declares, if any. */
  readonly language: string | null;
  /** Notes for the reader about how it was read: `no main content found, whole body used` … */
  readonly remarks: readonly string[];
}
