/** Puts the blocks of one document below a heading of another: release notes below their release. */
import type { Block } from '../domain/document.ts';
import type { BlockWriter } from './block-writer.ts';

/** Headings are written `headingOffset` levels deeper; paths follow from where the writer stands. */
export function appendBlocks(blocks: readonly Block[], writer: BlockWriter, headingOffset: number): void {
  const tables = new Map<number, number>();
  for (const block of blocks) {
    switch (block.kind) {
      case 'heading':
        writer.heading(block.level + headingOffset, block.text);
        break;
      case 'paragraph':
        writer.paragraph(block.text);
        break;
      case 'list-item':
        writer.listItem(block.depth, block.text);
        break;
      case 'code':
        writer.code(block.text);
        break;
      case 'key-value':
        writer.keyValue(block.record, block.key, block.value);
        break;
      case 'table-row': {
        const table = tables.get(block.table) ?? writer.nextTable();
        tables.set(block.table, table);
        writer.tableRow(table, block.cells);
      }
    }
  }
}
