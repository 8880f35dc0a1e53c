/** Running heads, running feet and page numbers: what a page repeats is no part of what the document says. Pure. */
import type { PdfLine } from './pdf-lines.ts';

/** Lines at the edge of a page that may be running heads. */
const edgeLines = 3;
/** A head counts as running when it stands on so many pages; each chapter may have its own. */
const fewestPages = 3;
/** As many are enough when one of its numbers counts the pages. */
const fewestCounted = 2;

export interface WithoutMargins {
  readonly pages: readonly (readonly PdfLine[])[];
  /** How many different texts were left out, the numbers of pages as one. */
  readonly leftOut: number;
}

/** A text is running when it repeats as it is, or when one of its numbers counts the pages. */
export function withoutMargins(pages: readonly (readonly PdfLine[])[]): WithoutMargins {
  const seen = new Map<string, number>();
  for (const page of pages) {
    for (const key of new Set(edgesOf(page).flatMap(keysOf))) seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const left = new Set<string>();
  const kept = pages.map((page) => {
    const edges = new Set(edgesOf(page));
    return page.filter((line) => {
      if (!edges.has(line)) return true;
      const running = keysOf(line).find(
        (key, index) => (seen.get(key) ?? 0) >= (index === 0 ? fewestPages : fewestCounted),
      );
      if (running === undefined && !(pages.length > 1 && isPageNumber(line.text))) return true;
      left.add(running ?? 'page number');
      return false;
    });
  });
  return { pages: kept, leftOut: left.size };
}

function edgesOf(page: readonly PdfLine[]): readonly PdfLine[] {
  const byPlace = page.toSorted((one, other) => one.y - other.y);
  return [...new Set([...byPlace.slice(0, edgeLines), ...byPlace.slice(-edgeLines)])];
}

/**
 * The text at its height, once as it is and once for each of its numbers as if that were counted from the page. The
 * height counts, since a sentence that comes again elsewhere is no head.
 */
function keysOf({ y, text, page }: PdfLine): readonly string[] {
  const height = Math.round(y / 4);
  const short = text.slice(0, 200);
  const counted = [...short.matchAll(/\d{1,5}/g)].slice(0, 8).map((match) => {
    const [before, after] = [short.slice(0, match.index), short.slice(match.index + match[0].length)];
    return `${height} ${before}#${Number(match[0]) - page}${after}`;
  });
  return [`${height} ${short}`, ...counted];
}

function isPageNumber(text: string): boolean {
  return /^(?:page\s+)?[-–—]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—]?(?:\s*(?:\/|of)\s*\d{1,4})?$/i.test(
    text.trim(),
  );
}
