/**
 * Refuses Markdown that would cost the parser time out of all proportion: within one paragraph its work grows with
 * the square of the number of markers, within one line with the square of the depth of quotes and lists.
 */
import { extractError } from './extract-errors.ts';

const deepLine = /^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){100}/;
const markers = /[*_~`[\]<>{]/g;
/** The longest lines of real pages (tables of models) have some 500 markers. */
const maxMarkersInLine = 5_000;
/** Long lists without blank lines are one run; real changelogs reach about 5,000. */
const maxMarkersInRun = 30_000;

/** @throws ExtractError `nested_too_deep`, `document_too_large` */
export function guardMarkdown(text: string): void {
  let inRun = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (deepLine.test(line)) {
      throw extractError('nested_too_deep', 'a line of the Markdown nests more than 100 quotes or lists');
    }
    if (line.trim() === '') {
      inRun = 0;
      continue;
    }
    const inLine = line.match(markers)?.length ?? 0;
    inRun += inLine;
    if (inLine > maxMarkersInLine || inRun > maxMarkersInRun) {
      throw extractError(
        'document_too_large',
        'a paragraph of the Markdown has too many markers to be parsed',
      );
    }
  }
}
