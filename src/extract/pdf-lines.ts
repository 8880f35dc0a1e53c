/** Positioned text to lines, and lines to cells where wide gaps part them. Pure. */
import type { PdfPage, PdfRun } from './pdf-pages.ts';

export interface PdfCell {
  readonly text: string;
  readonly left: number;
  readonly right: number;
}

export interface PdfLine {
  readonly page: number;
  readonly y: number;
  readonly left: number;
  readonly right: number;
  /** Of most of its characters, in half points. */
  readonly size: number;
  /** The font of all its runs; null when there are several. */
  readonly font: string | null;
  /** At least one; several where gaps are wider than the spaces of a justified line. */
  readonly cells: readonly PdfCell[];
  readonly text: string;
}

/** In parts of the font size. Table columns stand at least 1.2 apart in what LaTeX and Word set. */
const cellGap = 1.1;
const wordGap = 0.12;

/**
 * Lines in the order in which the file draws them, which is the order of reading in all but contrived files;
 * sorting by place would mix the columns of a page.
 */
export function linesOf(page: PdfPage, number: number): readonly PdfLine[] {
  const lines: PdfLine[] = [];
  let open: PdfRun[] = [];
  for (const run of page.runs) {
    const last = open.at(-1);
    if (last && !isSameLine(last, run)) {
      lines.push(lineOf(open, number));
      open = [];
    }
    open.push(run);
  }
  if (open.length > 0) lines.push(lineOf(open, number));
  return lines;
}

/** Raised and lowered signs stay in their line; what is drawn to the left begins another. */
function isSameLine(last: PdfRun, next: PdfRun): boolean {
  const size = Math.max(last.size, next.size);
  return Math.abs(last.y - next.y) < size * 0.45 && next.x > last.x + last.width - size;
}

function lineOf(runs: readonly PdfRun[], page: number): PdfLine {
  const cells: PdfCell[] = [];
  let cell: { text: string; left: number; right: number } | null = null;
  for (const run of runs) {
    const gap: number = cell === null ? 0 : (run.x - cell.right) / run.size;
    if (cell === null || gap > cellGap) {
      cell = { text: '', left: run.x, right: run.x };
      cells.push(cell);
    } else if (gap > wordGap) {
      cell.text += ' ';
    }
    cell.text += run.text;
    cell.right = run.x + run.width;
  }
  const fonts = new Set(runs.map(({ font }) => font));
  const [font = null] = fonts;
  const main = runs.toSorted((one, other) => other.text.length - one.text.length)[0];
  return {
    page,
    y: main?.y ?? 0,
    left: cells[0]?.left ?? 0,
    right: cells.at(-1)?.right ?? 0,
    size: Math.round((main?.size ?? 0) * 2) / 2,
    font: fonts.size === 1 ? font : null,
    cells,
    text: cells.map(({ text }) => text.trim()).join(' '),
  };
}
