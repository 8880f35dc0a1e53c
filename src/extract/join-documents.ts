/** Several pages as the one document that they make. */
import type { Block, Document } from '../domain/document.ts';
import { maxBlocks } from './block-writer.ts';
import { extractError } from './extract-errors.ts';

/**
 * One after the other, with the title and language of the first; headings of one page do not reach into the next.
 * @throws ExtractError `document_too_large`
 */
export function joinDocuments(documents: readonly Document[]): Document {
  const [first, ...others] = documents;
  if (first && others.length === 0) return first;
  const blocks: Block[] = [];
  let tables = 0;
  for (const document of documents) {
    const start = tables;
    for (const block of document.blocks) {
      if (block.kind !== 'table-row') {
        blocks.push(block);
        continue;
      }
      blocks.push({ ...block, table: start + block.table });
      tables = Math.max(tables, start + block.table + 1);
    }
  }
  if (blocks.length > maxBlocks)
    throw extractError('document_too_large', `the pages have more than ${maxBlocks} blocks together`);
  return {
    title: first?.title ?? null,
    blocks,
    language: first?.language ?? null,
    remarks: [...new Set(documents.flatMap(({ remarks }) => remarks))],
  };
}
