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
/** Every change of quote depth from one line to the next makes the parser look again at all that is open. */
const maxDepthChanges = 2_000;
/** For each run of backticks the parser looks for one of the same length in the rest of the paragraph. */
const maxFenceLengths = 100;

/** @throws ExtractError `nested_too_deep`, `document_too_large` */
export function guardMarkdown(text: string): void {
  let inRun = 0;
  let depth = 0;
  let depthChanges = 0;
  const fenceLengths = new Set<number>();
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (deepLine.test(line)) {
      throw extractError('nested_too_deep', 'a line of the Markdown nests more than 100 quotes or lists');
    }
    if (line.trim() === '') {
      inRun = 0;
      continue;
    }
    const quotes = /^[ \t]*(?:>[ \t]?)*/.exec(line)?.[0].replaceAll(/[^>]/g, '').length ?? 0;
    if (quotes !== depth) depthChanges += 1;
    depth = quotes;
    for (const fence of line.match(/`+/g) ?? []) fenceLengths.add(fence.length);
    const inLine = line.match(markers)?.length ?? 0;
    inRun += inLine;
    const isCostly = depthChanges > maxDepthChanges || fenceLengths.size > maxFenceLengths;
    if (isCostly || inLine > maxMarkersInLine || inRun > maxMarkersInRun) {
      throw extractError(
        'document_too_large',
        'a paragraph of the Markdown has too many markers to be parsed',
      );
    }
  }
}
