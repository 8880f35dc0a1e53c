/** Extracting 4 MB against 1 MB of HTML and of Markdown: does the work grow with the page or faster? */
import type { Document } from '../../src/domain/document.ts';
import { extractHtml } from '../../src/extract/html-document.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { atMost, type Figure, type Measure } from './measure.ts';
import { htmlPage, markdownPage } from './sample-pages.ts';
import { computingPair } from './timing.ts';

const smallBytes = 1_000_000;
const largeBytes = 4_000_000;
/** Four times the bytes: 4 is linear, 16 is quadratic; between them lies 8. */
const limit = 8;

export const extractMeasure: Measure = {
  name: 'extract',
  run: async () => [
    extract('extract HTML', htmlPage, (text) => extractHtml(text), 3),
    extract('extract Markdown', markdownPage, extractMarkdown, 2),
  ],
};

function extract(
  what: string,
  page: (bytes: number, seed: number) => string,
  read: (text: string) => Document,
  rounds: number,
): Figure {
  // Another page each time: what was read before is remembered.
  const reading = (bytes: number) => (round: number) => {
    const text = page(bytes, round + 1);
    return () => read(text);
  };
  const pair = computingPair(reading(smallBytes), reading(largeBytes), { rounds, warmUps: 1 });
  return {
    what,
    measured: `${pair.smallMs.toFixed(0)} ms → ${pair.largeMs.toFixed(0)} ms for 1 → 4 MB`,
    judged: atMost(pair.ratio, limit),
    raw: { smallBytes, largeBytes, smallMs: pair.smallMs, largeMs: pair.largeMs },
  };
}
