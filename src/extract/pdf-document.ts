/** PDF files as documents: their own structure where they are tagged, else what their layout shows. */
import { createHash } from 'node:crypto';
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { writeBlocks } from './html-blocks.ts';
import { normaliseText } from './normalise-text.ts';
import { parseHtml } from './parse-html.ts';
import { writeLayout } from './pdf-layout.ts';
import { linesOf } from './pdf-lines.ts';
import { withoutMargins } from './pdf-margins.ts';
import { type PdfFile, readPdfPages, UnreadablePdf } from './pdf-pages.ts';
import { renderTags } from './pdf-tags.ts';

/** Trees that hold less of the text than this leave too much out to be relied on. */
const enoughCoverage = 0.9;

/**
 * Reads a file that begins as a PDF does. One without text (scanned, encrypted, damaged, beyond our bounds) is a
 * document of its hash alone: a change is seen, although not what it says.
 * @throws ExtractError `document_too_large`, `nested_too_deep`
 */
export async function extractPdf(bytes: Uint8Array): Promise<Document> {
  try {
    const file = await readPdfPages(bytes);
    const isEmpty = file.pages.every(({ runs }) => runs.length === 0);
    if (isEmpty)
      throw new UnreadablePdf(`its ${countOf(file.pages.length, 'page')} hold no text, only pictures`);
    return documentOf(file);
  } catch (error) {
    if (error instanceof UnreadablePdf) return hashOf(bytes, error.message);
    throw error;
  }
}

function documentOf(file: PdfFile): Document {
  const writer = createBlockWriter();
  const remarks = [countOf(file.pages.length, 'page'), ...datesOf(file)];
  const tagged = renderTags(file.pages);
  if (tagged.coverage >= enoughCoverage && tagged.hasHeadings) {
    writeBlocks(parseHtml(tagged.html)('body').toArray(), writer);
  } else {
    const { pages, leftOut } = withoutMargins(file.pages.map((page, index) => linesOf(page, index)));
    writeLayout(pages, writer);
    remarks.push('headings, lists and tables are told by their layout');
    if (leftOut > 0) remarks.push(`${countOf(leftOut, 'text')} that the pages repeat left out`);
  }
  if (file.slanted > 0) remarks.push(`${countOf(file.slanted, 'slanted text')} left out`);
  const title = normaliseText(file.title ?? '') || null;
  return {
    title: title ?? writer.blocks.find(({ kind }) => kind === 'heading')?.text ?? null,
    blocks: writer.blocks,
    language: normaliseText(file.language ?? '') || null,
    remarks,
  };
}

/** The dates that the file gives itself. They are told, not compared: some servers make the file anew for each reader. */
function datesOf({ modified, created }: PdfFile): readonly string[] {
  const dates = [
    ['last modified', modified],
    ['created', created],
  ] as const;
  return dates.flatMap(([what, written]) => {
    const [, year, month, day] = /^(?:D:)?(\d{4})(\d{2})(\d{2})/.exec(written ?? '') ?? [];
    return year ? [`${what} on ${year}-${month}-${day}, by the file's own account`] : [];
  });
}

function hashOf(bytes: Uint8Array, reason: string): Document {
  const writer = createBlockWriter();
  writer.keyValue('', 'sha256', createHash('sha256').update(bytes).digest('hex'));
  writer.keyValue('', 'bytes', String(bytes.length));
  return {
    title: null,
    blocks: writer.blocks,
    language: null,
    remarks: [`no text can be read from the file: ${reason}; only its hash is compared`],
  };
}

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
