/** Collects the blocks of a document: keeps the heading path and the bounds, whatever the format. */
import type { Block, Cell, EntryStamp, HeadingBlock } from '../domain/document.ts';
import { extractError } from './extract-errors.ts';
import { normaliseText } from './normalise-text.ts';

/** Bounds of one document. Comparing works on all blocks at once; the largest real source has about 3,000. */
export const maxBlocks = 20_000;
const maxCharacters = 20_000_000;

/** Every block repeats its path, so a heading that is really a chapter must not be repeated in full. */
const maxPathText = 300;

interface OpenHeading {
  readonly level: number;
  readonly text: string;
}

/**
 * Texts are normalised here; an empty text writes no block, nor does a paragraph of mere punctuation (what is
 * left of separators and collapsed parts). Every method throws `document_too_large`.
 */
export interface BlockWriter {
  readonly blocks: readonly Block[];
  heading(level: number, text: string, entry?: EntryStamp): void;
  /** What follows stands beneath no heading; for formats in which a heading is a name for what it holds. */
  leaveHeadings(): void;
  paragraph(text: string, isLinks?: boolean): void;
  listItem(depth: number, text: string, isLinks?: boolean): void;
  code(text: string): void;
  keyValue(record: string, key: string, value: string): void;
  /** Rows without any text are left out; a table of only such rows is none. */
  table(rows: readonly (readonly Cell[])[]): void;
  /**
   * Writes the blocks of another writer as they stand below where this one stands, headings `headingOffset`
   * levels deeper.
   */
  append(blocks: readonly Block[], headingOffset: number): void;
}

export function createBlockWriter(): BlockWriter {
  const blocks: Block[] = [];
  const open: OpenHeading[] = [];
  let path: readonly string[] = [];
  let characters = 0;
  let tables = 0;

  function push(block: Block): void {
    characters += block.text.length;
    if (blocks.length >= maxBlocks || characters > maxCharacters) {
      throw extractError(
        'document_too_large',
        `the document has more than ${maxBlocks} blocks or ${maxCharacters} characters`,
      );
    }
    blocks.push(block);
  }

  function pushHeading(block: HeadingBlock): void {
    const { level, text } = block;
    while ((open.at(-1)?.level ?? 0) >= level) open.pop();
    path = open.map((heading) => heading.text);
    push({ ...block, path });
    open.push({ level, text: shorten(text) });
    path = open.map((heading) => heading.text);
  }

  function nextTable(): number {
    tables += 1;
    return tables - 1;
  }

  return {
    blocks,
    heading(level, rawText, entry) {
      const text = normaliseText(rawText);
      if (text !== '') pushHeading({ kind: 'heading', path, text, level, ...(entry && { entry }) });
    },
    leaveHeadings() {
      open.length = 0;
      path = [];
    },
    paragraph(rawText, isLinks = false) {
      const text = normaliseText(rawText);
      if (!/^[\p{P}|]*$/u.test(text))
        push({ kind: 'paragraph', path, text, ...(isLinks && { isLinks: true as const }) });
    },
    listItem(depth, rawText, isLinks = false) {
      const text = normaliseText(rawText);
      if (text !== '')
        push({ kind: 'list-item', path, text, depth, ...(isLinks && { isLinks: true as const }) });
    },
    code(rawText) {
      const text = normaliseText(rawText);
      if (text !== '') push({ kind: 'code', path, text });
    },
    keyValue(record, rawKey, rawValue) {
      const key = normaliseText(rawKey);
      const value = normaliseText(rawValue);
      if (key !== '')
        push({ kind: 'key-value', path, text: `${key}: ${value}`.trimEnd(), record, key, value });
    },
    table(rows) {
      let number: number | null = null;
      for (const row of rows) {
        const cells = row.map((cell) => ({
          column: normaliseText(cell.column),
          text: normaliseText(cell.text),
        }));
        if (cells.every((cell) => cell.text === '')) continue;
        const text = cells.map((cell) => cell.text).join(' | ');
        number ??= nextTable();
        push({ kind: 'table-row', path, text: text.trim(), table: number, cells });
      }
    },
    append(others, headingOffset) {
      const numbers = new Map<number, number>();
      for (const block of others) {
        if (block.kind === 'heading') pushHeading({ ...block, level: block.level + headingOffset });
        else if (block.kind !== 'table-row') push({ ...block, path });
        else {
          const table = numbers.get(block.table) ?? nextTable();
          numbers.set(block.table, table);
          push({ ...block, path, table });
        }
      }
    },
  };
}

function shorten(text: string): string {
  return text.length <= maxPathText ? text : `${text.slice(0, maxPathText - 1).toWellFormed()}…`;
}
