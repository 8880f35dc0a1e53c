/** What an operator demands of every answer of a source, and how an answer fails it. */
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import type { Expectations } from '../domain/source.ts';
import { decodeText } from './decode-text.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { normaliseText } from './normalise-text.ts';
import { primaryLanguage, textLanguage } from './text-language.ts';

/** How near its end an answer has to show the text that stands there, in characters. */
const endLength = 4_000;

/** What of it is not met; empty when all is. Letter case and white space do not matter. */
export function judgeExpectations(
  document: Document,
  captures: readonly Capture[],
  { language, markers, end }: Expectations,
): readonly Evidence[] {
  const evidence: Evidence[] = [];
  const text = folded([document.title ?? '', ...document.blocks.map((block) => block.text)].join(' '));
  for (const marker of markers) {
    if (!text.includes(folded(marker))) {
      evidence.push(
        evidenceOf('marker-missing', `“${marker}” stands nowhere in what was read; title: ${document.title}`),
      );
    }
  }
  if (end !== undefined) {
    for (const capture of captures) {
      const tail = tailOf(capture);
      if (tail.includes(folded(end))) continue;
      evidence.push(
        evidenceOf('end-missing', `${capture.finalUrl} ends without “${end}”: …${tail.slice(-100)}`),
      );
    }
  }
  const written = textLanguage(document) ?? (primaryLanguage(document.language) || null);
  if (language !== undefined && written !== null && written !== primaryLanguage(language)) {
    evidence.push(evidenceOf('wrong-language', `expected “${language}”, the text is in “${written}”`));
  }
  return evidence;
}

function tailOf(capture: Capture): string {
  const { text } = decodeText(capture.body, capture.headers['content-type'] ?? null);
  return folded(text.trimEnd().slice(-endLength));
}

function folded(text: string): string {
  return normaliseText(text).toLowerCase();
}
