/** PDF files: system cards, model cards and policies that vendors print. */
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import { isHtmlPage } from '../extract/markdown-document.ts';
import { parseHtml } from '../extract/parse-html.ts';
import { readPdf } from '../extract/read-pdf.ts';
import type { Reading, SourceAdapter } from './adapter.ts';
import { collectPage } from './collect-page.ts';
import { judgeHtml, pageText } from './read-page.ts';

const PdfOptions = z.strictObject({});
type PdfOptions = z.infer<typeof PdfOptions>;

export const pdfAdapter: SourceAdapter<PdfOptions> = {
  kind: 'pdf',
  summary: 'A PDF file: its text with headings, lists and tables; its hash alone where it has no text.',
  options: PdfOptions,
  collect: (source, _options, collector) => collectPage(source, 'application/pdf, */*;q=0.1', collector),
  read: readFile,
};

/** Challenges and sign-in pages come in place of PDFs, too; what they are is told rather than that they are no PDF. */
async function readFile(captures: readonly Capture[]): Promise<Reading> {
  const answer = pageText(captures);
  if (isHtmlPage(answer.text)) {
    const doubt = judgeHtml(parseHtml(answer.text), answer);
    if (doubt) return doubt;
  }
  return { kind: 'document', document: await readPdf(answer.capture.body) };
}
