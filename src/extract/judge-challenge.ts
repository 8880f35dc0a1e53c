/** Whether a page is a bot challenge or block rather than the document, by the signs of `challenge-signs.ts`. */
import type { Capture } from '../domain/capture.ts';
import { type ChallengeSign, challengeSigns } from './challenge-signs.ts';
import { decodeText } from './decode-text.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { isHtmlPage } from './markdown-document.ts';
import { gatherFacts, type PageFacts } from './page-facts.ts';
import { parseHtml } from './parse-html.ts';

/** Challenge pages say one thing. The longest known (a Cloudflare block with its advice) has about 1,200 characters. */
const defaultMaxText = 1_500;
/** A form with as many fields to write in is what the CAPTCHA protects. */
const maxTextFields = 1;

/** Signs that a page is a challenge or block; empty when there is no positive evidence. */
export function judgeChallenge(facts: PageFacts): readonly Evidence[] {
  const evidence: Evidence[] = [];
  for (const sign of challengeSigns) {
    if (evidence.some((known) => known.sign === sign.sign)) continue;
    const shown = excerptOf(sign, facts);
    if (shown !== null) evidence.push(evidenceOf(sign.sign, shown));
  }
  return evidence;
}

function excerptOf(sign: ChallengeSign, facts: PageFacts): string | null {
  if (sign.header) {
    const value = facts.headers[sign.header.name];
    return value !== undefined && sign.header.value.test(value) ? `${sign.header.name}: ${value}` : null;
  }
  if (facts.textLength > (sign.maxText ?? defaultMaxText)) return null;
  const isWorded = sign.words !== undefined || sign.name !== undefined;
  if (isWorded && (facts.hasCode || facts.textFields > maxTextFields || isAsking(facts))) return null;
  const markup = (sign.html ?? []).map((pattern) => pattern.exec(facts.html)?.[0]);
  const words = (sign.words ?? []).map((pattern) => firstMatch(pattern, facts));
  const names = sign.name ? [facts.names.find((name) => sign.name?.test(name))] : [];
  const found = [...names, ...markup, ...words];
  if (found.includes(undefined)) return null;
  return [facts.title, ...found, facts.text.slice(0, 80)].filter(Boolean).join(' · ');
}

/** Named by a question: help that explains such pages. The pages themselves ask only who is there. */
function isAsking({ title, heading }: PageFacts): boolean {
  return [title, heading].some((name) => /^(?:why|how|what|when|where|which|troubleshooting)\b/i.test(name));
}

function firstMatch(pattern: RegExp, facts: PageFacts): string | undefined {
  return [facts.title, facts.heading, facts.text].map((text) => pattern.exec(text)?.[0]).find(Boolean);
}

/**
 * Evidence that a refusal (401, 403, 429, 503 …) came from a bot challenge or block rather than from the
 * vendor's own server; empty when the answer does not show it.
 */
export function judgeFailure(capture: Capture): readonly Evidence[] {
  const { text } = decodeText(capture.body, capture.headers['content-type'] ?? null);
  const html = isHtmlPage(text) || /html/i.test(capture.headers['content-type'] ?? '') ? text : '';
  return judgeChallenge(gatherFacts(parseHtml(html), html, capture));
}
