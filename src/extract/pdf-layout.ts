/** Lines to blocks, for files that do not say themselves what their parts are: by size, gaps, marks and columns. Pure. */
import type { BlockWriter } from './block-writer.ts';
import type { PdfLine } from './pdf-lines.ts';
import { tableAt } from './pdf-table.ts';

const bullet = /^[•◦▪▫●○■□‣⁃–·*-]\s+(?=\S)/u;
const numbered = /^\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+(?=\S)/i;
const sectionNumber = /^(?:\d{1,2}\.?(?:\d{1,2}\.?){0,4}|[A-Z]\.|§\s*\d+)\s+\p{Lu}/u;
/** The dots and number with which a table of contents points to a page. */
const leader = /(?:\s*\.){4,}\s*\d{0,4}$/;
const longestHeading = 200;

/** Writes all lines of a file, page after page. */
export function writeLayout(pages: readonly (readonly PdfLine[])[], writer: BlockWriter): void {
  const lines = pages.flat();
  const style = styleOf(lines);
  const words = new Set(lines.flatMap(({ text }) => text.split(/[^\p{L}\p{N}-]+/u)));
  const list: number[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!line) break;
    const level = headingLevel(line, lines[at - 1], style);
    if (level !== null) {
      const end = endOf(lines, at, (next, last) => isSameHeading(next, last));
      writer.heading(level, join(lines.slice(at, end), words));
      list.length = 0;
      at = end;
      continue;
    }
    const table =
      line.cells.length > 1 && !leader.test(line.text) ? tableAt(lines.slice(at, at + longestTable)) : null;
    if (table) {
      writer.table(table.rows);
      list.length = 0;
      at += table.lines;
      continue;
    }
    const end = endOf(lines, at, (next, last) => isSameParagraph(next, last, line, style));
    const text = join(lines.slice(at, end), words).replace(leader, '');
    const marker = bullet.exec(text)?.[0] ?? numbered.exec(text)?.[0];
    if (marker === undefined) {
      list.length = 0;
      writer.paragraph(text);
    } else {
      while (list.length > 0 && (list.at(-1) ?? 0) >= line.left - 1) list.pop();
      writer.listItem(list.length, text.slice(marker.length));
      list.push(line.left);
    }
    at = end;
  }
}

const longestTable = 1_000;

interface Style {
  readonly bodySize: number;
  readonly bodyFont: string | null;
  /** Larger sizes in falling order: the levels of headings. */
  readonly sizes: readonly number[];
}

/** The body is what most characters are set in. */
function styleOf(lines: readonly PdfLine[]): Style {
  const bodySize = mostOf(lines, ({ size }) => size) ?? 0;
  const bodyFont = mostOf(
    lines.filter(({ size }) => size === bodySize),
    ({ font }) => font,
  );
  const sizes = [...new Set(lines.map(({ size }) => size))].filter((size) => size >= bodySize * 1.08);
  return { bodySize, bodyFont, sizes: sizes.sort((one, other) => other - one) };
}

function mostOf<Key>(lines: readonly PdfLine[], keyOf: (line: PdfLine) => Key): Key | null {
  const counts = new Map<Key, number>();
  for (const line of lines) counts.set(keyOf(line), (counts.get(keyOf(line)) ?? 0) + line.text.length);
  let most: Key | null = null;
  for (const [key, count] of counts) if (most === null || count > (counts.get(most) ?? 0)) most = key;
  return most;
}

/** Larger than the body; or of its size but in a font of its own, apart from what stands above and with a number. */
function headingLevel(line: PdfLine, previous: PdfLine | undefined, style: Style): number | null {
  if (line.text.length > longestHeading || !/\p{L}/u.test(line.text) || leader.test(line.text)) return null;
  const rank = style.sizes.indexOf(line.size);
  if (rank >= 0) return Math.min(rank + 1, 6);
  const isApart = !previous || previous.page !== line.page || line.y - previous.y > line.size * 1.5;
  const isOther = line.font !== null && line.font !== style.bodyFont && line.size >= style.bodySize;
  return isApart && isOther && sectionNumber.test(line.text) ? Math.min(style.sizes.length + 1, 6) : null;
}

function endOf(
  lines: readonly PdfLine[],
  start: number,
  goesOn: (next: PdfLine, last: PdfLine) => boolean,
): number {
  let end = start + 1;
  for (;;) {
    const [last, next] = [lines[end - 1], lines[end]];
    if (!last || !next || !goesOn(next, last)) return end;
    end += 1;
  }
}

function isSameHeading(next: PdfLine, last: PdfLine): boolean {
  const gap = (next.y - last.y) / last.size;
  return (
    next.size === last.size && next.font === last.font && next.page === last.page && gap > 0 && gap < 1.6
  );
}

/** `first` is the first line of the paragraph, whose left edge tells where its other lines begin. */
function isSameParagraph(next: PdfLine, last: PdfLine, first: PdfLine, { bodySize }: Style): boolean {
  if (next.size !== last.size || next.cells.length > 1) return false;
  const isNextNumber = numbered.test(next.text) && numbered.test(first.text) && next.left < first.left + 1;
  if (bullet.test(next.text) || isNextNumber) return false;
  if (numbered.test(next.text) && endsSentence(last.text)) return false;
  if (leader.test(last.text)) return false;
  if (next.page !== last.page || next.y < last.y) {
    // On the next page or in the next column: only in the middle of a sentence.
    return next.size === bodySize && !endsSentence(last.text) && /^[\p{Ll}\d(]/u.test(next.text);
  }
  if (next.y - last.y > last.size * 1.75) return false;
  const isIndented = next.left > Math.min(first.left, last.left) + next.size * 0.8;
  const isMarked = bullet.test(first.text) || numbered.test(first.text);
  return isMarked || !isIndented || !endsSentence(last.text);
}

function endsSentence(text: string): boolean {
  return /[.!?:;][)"'”’\]]*$/.test(text.trim());
}

/** Words that the end of a line breaks are made whole, unless the document writes them with their hyphen elsewhere. */
function join(lines: readonly PdfLine[], words: ReadonlySet<string>): string {
  let joined = '';
  for (const { text } of lines) {
    const broken = /([\p{L}\p{N}-]+)([-\u00AD\u2010])$/u.exec(joined);
    const rest = /^\p{Ll}[\p{L}\p{N}-]*/u.exec(text)?.[0];
    if (!broken || rest === undefined) joined = joined === '' ? text : `${joined} ${text}`;
    else if (broken[2] === '-' && words.has(`${broken[1]}-${rest}`)) joined += text;
    else joined = joined.slice(0, -1) + text;
  }
  return joined;
}
