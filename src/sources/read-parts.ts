/** What kinds of source with several answers do to read: each passes the quality gates, then all are extracted. */
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { extractError } from '../extract/extract-errors.ts';
import { isHtmlPage } from '../extract/markdown-document.ts';
import { parseHtml } from '../extract/parse-html.ts';
import type { Reading } from './adapter.ts';
import { judgeHtml, pageText } from './read-page.ts';

/**
 * Reads answers that should not be HTML into one document. The first that is a stand-in decides. An answer that
 * `extract` accepts is of the shape that only the interface itself gives, so its words raise no doubt: a release
 * may be called `404 fixed` and an incident `Service unavailable`.
 * @throws ExtractError `empty_document` when an answer is missing or empty, and whatever `extract` throws
 */
export function readParts(
  captures: readonly Capture[],
  extract: (texts: readonly string[]) => Document,
): Reading {
  const answers = captures.map((capture) => pageText([capture]));
  if (answers.length === 0) throw extractError('empty_document', 'no answer was captured');
  for (const answer of answers) {
    const doubt = isHtmlPage(answer.text) ? judgeHtml(parseHtml(answer.text), answer) : null;
    if (doubt) return doubt;
  }
  const remarks = new Set(answers.flatMap((answer) => answer.remarks));
  const document = extract(answers.map(({ text }) => text));
  return { kind: 'document', document: { ...document, remarks: [...remarks, ...document.remarks] } };
}
