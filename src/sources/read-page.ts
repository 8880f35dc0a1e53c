/** What most kinds of source do to read: decode one answer, pass it through the quality gates, extract it. */
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { decodeText } from '../extract/decode-text.ts';
import { extractError } from '../extract/extract-errors.ts';
import { judgeChallenge } from '../extract/judge-challenge.ts';
import { isHtmlPage } from '../extract/markdown-document.ts';
import { gatherFacts } from '../extract/page-facts.ts';
import { type HtmlPage, parseHtml } from '../extract/parse-html.ts';
import { judgeDocument, judgeSignpost, judgeSubstitute } from '../extract/substitute-signs.ts';
import type { Evidence, Reading } from './adapter.ts';

/** Text of the one answer that `collectPage` brought. */
export interface PageText {
  readonly text: string;
  readonly remarks: readonly string[];
  readonly capture: Capture;
}

/** @throws ExtractError `empty_document` when there is no answer or an empty one */
export function pageText(captures: readonly Capture[]): PageText {
  const [capture] = captures;
  if (!capture) throw extractError('empty_document', 'no answer was captured');
  const { text, remarks } = decodeText(capture.body, capture.headers['content-type'] ?? null);
  if (text.trim() === '')
    throw extractError('empty_document', `${capture.finalUrl} answered with an empty body`);
  return { text, remarks, capture };
}

/** The doubt that an HTML answer raises before it is extracted, or null. */
export function judgeHtml(page: HtmlPage, { text, capture }: PageText): Reading | null {
  const facts = gatherFacts(page, text, capture);
  return (
    doubt('blocked', judgeChallenge(facts)) ??
    doubt('suspect', judgeSubstitute(facts)) ??
    doubt('moved', judgeSignpost(facts))
  );
}

/**
 * Reads an answer that should not be HTML: when it is, and says why, that reason is told rather than that it
 * cannot be parsed.
 * @throws ExtractError whatever `extract` throws
 */
export function readText(captures: readonly Capture[], extract: (text: string) => Document): Reading {
  const answer = pageText(captures);
  if (isHtmlPage(answer.text)) {
    const reading = judgeHtml(parseHtml(answer.text), answer);
    if (reading) return reading;
  }
  return judged(extract(answer.text), answer);
}

/** A reading of the document, with the remarks of its decoding, unless the document itself raises doubts. */
export function judged(document: Document, { remarks }: PageText): Reading {
  const reading = doubt('suspect', judgeDocument(document));
  return (
    reading ?? { kind: 'document', document: { ...document, remarks: [...remarks, ...document.remarks] } }
  );
}

function doubt(kind: Exclude<Reading['kind'], 'document'>, evidence: readonly Evidence[]): Reading | null {
  return evidence.length > 0 ? { kind, evidence } : null;
}
