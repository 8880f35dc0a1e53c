/** Builds small documents block by block, for tests of comparing and understanding. */
import type { Block, Document } from '../../src/domain/document.ts';

export function paragraph(text: string, ...path: readonly string[]): Block {
  return { kind: 'paragraph', text, path };
}

export function item(text: string, ...path: readonly string[]): Block {
  return { kind: 'list-item', text, path, depth: 0 };
}

export function heading(text: string, level = 2, ...path: readonly string[]): Block {
  return { kind: 'heading', text, level, path };
}

export function code(text: string, ...path: readonly string[]): Block {
  return { kind: 'code', text, path };
}

export function field(key: string, value: string, record = ''): Block {
  return { kind: 'key-value', key, value, record, text: `${key}: ${value}`, path: [] };
}

/** A table from its header and rows; every row has as many cells as the header. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  options: { readonly number?: number; readonly path?: readonly string[] } = {},
): readonly Block[] {
  return rows.map((cells) => ({
    kind: 'table-row' as const,
    table: options.number ?? 0,
    path: options.path ?? [],
    text: cells.join(' | '),
    cells: cells.map((text, index) => ({ column: columns[index] ?? '', text })),
  }));
}

export function documentOf(...blocks: readonly (Block | readonly Block[])[]): Document {
  return { title: null, blocks: blocks.flat(), language: null, remarks: [] };
}
