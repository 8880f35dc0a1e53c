/**
 * Whether a new document can be the old one's successor. A page that lost much of its content at once is more
 * often broken than rewritten; believing it would report deletions, then additions, that no vendor made. The
 * poll waits for a second look at the same content before it believes such a document, so a wrong doubt costs
 * one interval, a wrong belief costs a false alarm.
 */
import type { Document } from '../domain/document.ts';
import { type Evidence, evidenceOf } from './evidence.ts';

/**
 * Vendors that retire entries or split pages remove up to about a third at a time; partial renderings and error
 * pages mostly keep less than half.
 */
const maxShrink = 0.4;
/** Below these sizes one edited paragraph may be 40 %. */
const minBlocks = 10;
const minCharacters = 1_000;
/** Fewer headings than these may all be renamed in one edit. */
const minHeadings = 5;

/** Reasons to doubt `after`; empty when it may well follow `before`. */
export function judgePlausibility(before: Document, after: Document): Evidence[] {
  const evidence: Evidence[] = [];
  const [blocksBefore, blocksAfter] = [before.blocks.length, after.blocks.length];
  if (blocksBefore >= minBlocks && blocksAfter < blocksBefore * (1 - maxShrink)) {
    evidence.push(evidenceOf('blocks-shrank', shrinking(blocksBefore, blocksAfter, 'blocks')));
  }
  if (blocksBefore > 0 && blocksAfter === 0) {
    evidence.push(evidenceOf('became-empty', shrinking(blocksBefore, 0, 'blocks')));
  }
  const [textBefore, textAfter] = [charactersOf(before), charactersOf(after)];
  if (textBefore >= minCharacters && textAfter < textBefore * (1 - maxShrink)) {
    evidence.push(evidenceOf('text-shrank', shrinking(textBefore, textAfter, 'characters')));
  }
  const headingsBefore = headingsOf(before);
  const headingsAfter = headingsOf(after);
  if (headingsBefore.size >= minHeadings && ![...headingsBefore].some((text) => headingsAfter.has(text))) {
    evidence.push(
      evidenceOf(
        'no-heading-survived',
        `none of ${headingsBefore.size} headings is left; title now: ${after.title}`,
      ),
    );
  }
  if (before.language && after.language && languageOf(before) !== languageOf(after)) {
    evidence.push(evidenceOf('language-changed', `from ${before.language} to ${after.language}`));
  }
  return evidence;
}

function shrinking(before: number, after: number, unit: string): string {
  return `from ${before} to ${after} ${unit} (−${Math.round((1 - after / before) * 100)} %)`;
}

function charactersOf(document: Document): number {
  return document.blocks.reduce((sum, block) => sum + block.text.length, 0);
}

function headingsOf(document: Document): Set<string> {
  return new Set(
    document.blocks.flatMap((block) => (block.kind === 'heading' ? block.text.toLowerCase() : [])),
  );
}

/** The primary language of a BCP 47 tag: `en-GB` and `en` are one. */
function languageOf(document: Document): string {
  return (document.language ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
}
