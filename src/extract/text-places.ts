/** Where in settings or source code something stands, and how that is written as blocks. */
import type { Cell } from '../domain/document.ts';
import type { BlockWriter } from './block-writer.ts';
import { writeProse } from './text-prose.ts';

/** Names of what encloses a line, outermost first. */
export type Place = readonly string[];

/**
 * Blocks of named places: a list's name is the heading of its items, and nothing else stands beneath it; a
 * field bears its place as its record.
 */
export interface PlaceWriter {
  item(place: Place, text: string): void;
  field(place: Place, key: string, value: string): void;
  /** Comments and texts of several lines. */
  prose(lines: readonly string[]): void;
  code(lines: readonly string[]): void;
}

export function createPlaceWriter(writer: BlockWriter): PlaceWriter {
  let list: string | null = null;
  function leave(): void {
    if (list !== null) writer.leaveHeadings();
    list = null;
  }
  const inComment = {
    // Rulers and banners of comments would make headings of what they frame; here names make headings.
    heading: (_level: number, text: string) => writer.paragraph(text),
    paragraph: (text: string) => writer.paragraph(text),
    listItem: (depth: number, text: string) => writer.listItem(depth, text),
    keyValue: (_record: string, key: string, value: string) => writer.paragraph(`${key}: ${value}`),
    table: (rows: readonly (readonly Cell[])[]) => {
      for (const cells of rows) writer.paragraph(cells.map(({ text }) => text).join(' | '));
    },
  };
  return {
    item(place, text) {
      const name = nameOf(place);
      if (name !== (list ?? '')) {
        leave();
        if (name !== '') writer.heading(1, name);
        list = name === '' ? null : name;
      }
      writer.listItem(0, text);
    },
    field(place, key, value) {
      leave();
      writer.keyValue(nameOf(place), key, value);
    },
    prose(lines) {
      if (lines.every((line) => line.trim() === '')) return;
      leave();
      writeProse(lines, inComment);
    },
    code(lines) {
      leave();
      writer.code(lines.join('\n'));
    },
  };
}

function nameOf(place: Place): string {
  return place.join(' › ');
}

/** A text without the quotes that enclose all of it. */
export function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text.trim())?.[2] ?? text.trim();
}
