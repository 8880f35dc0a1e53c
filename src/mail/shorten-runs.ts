/** Long passages are shortened around their edits, so that the eye lands on what changed. */
import type { WordRun } from '../domain/change.ts';
import { dropHalfCharacter, inertRun, withoutLinks } from './inert-text.ts';
import { counted } from './words.ts';

/** Kept words shown on either side of an edit. */
const contextLength = 90;
/** Edits shown within one passage. */
const maxEdits = 24;

/**
 * The same runs, made inert, with far-off kept words replaced by `…` and long edits cut with a count of what
 * is missing. No side grows beyond about `maxLength` characters of edits plus their context.
 */
export function shortenRuns(runs: readonly WordRun[], maxLength: number): readonly WordRun[] {
  const shown: WordRun[] = [];
  let lengthLeft = maxLength;
  let editsLeft = maxEdits;
  for (const [index, run] of runs.entries()) {
    if (lengthLeft <= 0 || editsLeft <= 0) {
      shown.push({ kind: 'same', text: ` …${whatIsLeft(runs.slice(index))}` });
      break;
    }
    const text =
      run.kind === 'same'
        ? keepNear(run.text, index > 0, index < runs.length - 1)
        : cut(run.text, lengthLeft);
    if (run.kind !== 'same') editsLeft -= 1;
    lengthLeft -= text.length;
    if (text !== '') shown.push({ kind: run.kind, text: withoutLinks(text) });
  }
  return shown;
}

/** Kept words: only those next to an edit. */
function keepNear(text: string, hasEditBefore: boolean, hasEditAfter: boolean): string {
  const limit = contextLength * (Number(hasEditBefore) + Number(hasEditAfter));
  if (text.length <= limit + contextLength / 2) return inertRun(text);
  const head = hasEditBefore ? wholeWordsFromStart(inertRun(text.slice(0, contextLength))) : '';
  const tail = hasEditAfter ? wholeWordsFromEnd(inertRun(text.slice(-contextLength))) : '';
  return `${head}…${tail}`;
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return inertRun(text);
  const kept = inertRun(dropHalfCharacter(text.slice(0, maxLength)));
  return `${wholeWordsFromStart(kept)}… (${text.length - maxLength} characters more)`;
}

/** Drops a word that was cut at the end. */
function wholeWordsFromStart(text: string): string {
  const lastBlank = text.lastIndexOf(' ');
  return lastBlank > text.length / 2 ? text.slice(0, lastBlank + 1) : text;
}

/** Drops a word that was cut at the start. */
function wholeWordsFromEnd(text: string): string {
  const firstBlank = text.indexOf(' ');
  return firstBlank >= 0 && firstBlank < text.length / 2 ? text.slice(firstBlank) : text;
}

function whatIsLeft(runs: readonly WordRun[]): string {
  const count = runs.filter((run) => run.kind !== 'same').length;
  return count === 0 ? '' : ` (${counted(count, 'more edit')} in this passage)`;
}
