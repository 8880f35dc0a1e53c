/**
 * Whether a new document can be the old one's successor. A page that lost much of its content at once is more
 * often broken than rewritten; believing it would report deletions, then additions, that no vendor made. The
 * poll waits for a second look at the same content before it believes such a document, so a wrong doubt costs
 * a quarter of an hour, a wrong belief costs a false alarm.
 */
import type { Document } from '../domain/document.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { primaryLanguage, textLanguage } from './text-language.ts';

/**
 * Vendors that retire entries or split pages remove up to about a third at a time; partial renderings and error
 * pages mostly keep less than half.
 */
const maxShrink = 0.4;
/** Below these sizes one edited paragraph may be 40 %. */
const minBlocks = 8;
const minCharacters = 600;
const minBytes = 2_000;
/** Fewer headings than these may all be renamed in one edit. */
const minHeadings = 5;

/** Bytes of the answers that the documents were read from, all parts together. */
export interface BodySizes {
  readonly before: number;
  readonly after: number;
}

/** Doubts that no repetition removes: a site that answers in another language will do so again. */
const lasting: ReadonlySet<string> = new Set(['wrong-language']);

/** Reasons to doubt `after`; empty when it may well follow `before`. */
export function judgePlausibility(before: Document, after: Document, bytes?: BodySizes): Evidence[] {
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
  if (bytes && bytes.before >= minBytes && bytes.after < bytes.before * (1 - maxShrink)) {
    evidence.push(evidenceOf('body-shrank', shrinking(bytes.before, bytes.after, 'bytes')));
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
  return [...evidence, ...languageDoubts(before, after)];
}

/** Whether a doubt goes away when the same content comes again. */
export function isSettledByRepetition({ sign }: Evidence): boolean {
  return !lasting.has(sign);
}

/** The text decides where it shows its language; the tag that a page declares is only a reason to look again. */
function languageDoubts(before: Document, after: Document): Evidence[] {
  const [written, rewritten] = [textLanguage(before), textLanguage(after)];
  if (written !== null && rewritten !== null) {
    return written === rewritten
      ? []
      : [evidenceOf('wrong-language', `the text was in “${written}” and is in “${rewritten}” now`)];
  }
  const isOther =
    before.language && after.language && primaryLanguage(before.language) !== primaryLanguage(after.language);
  return isOther ? [evidenceOf('language-changed', `from ${before.language} to ${after.language}`)] : [];
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
