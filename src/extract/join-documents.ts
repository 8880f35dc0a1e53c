/** Several pages as the one document that they make. */
import type { Document } from '../domain/document.ts';
import { appendBlocks } from './append-blocks.ts';
import { createBlockWriter } from './block-writer.ts';

/**
 * One after the other, the title and language of the first; headings of one page do not reach into the next.
 * @throws ExtractError `document_too_large`
 */
export function joinDocuments(documents: readonly Document[]): Document {
  const [first, ...others] = documents;
  if (first && others.length === 0) return first;
  const writer = createBlockWriter();
  for (const { blocks } of documents) {
    writer.leaveHeadings();
    appendBlocks(blocks, writer, 0);
  }
  return {
    title: first?.title ?? null,
    blocks: writer.blocks,
    language: first?.language ?? null,
    remarks: [...new Set(documents.flatMap(({ remarks }) => remarks))],
  };
}
