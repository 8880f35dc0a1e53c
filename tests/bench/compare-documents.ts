/** Comparing pages of 20,000 blocks against pages of 5,000: does the work grow with the page or faster? */
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { atMost, type Figure, type Measure } from './measure.ts';
import { editEvery, largeDocument } from './sample-documents.ts';
import { computingPair, type Prepare } from './timing.ts';

const smallBlocks = 5_000;
const largeBlocks = 20_000;
/** Four times the blocks: 4 is linear, 16 is quadratic; between them lies 8. */
const limit = 8;

export const compareMeasure: Measure = {
  name: 'compare',
  run: async () => [
    compare('compare, 1 block of 250 edited', 250, 100),
    compare('compare, nearly every block edited', 1, 200),
  ],
};

function compare(what: string, step: number, firstSeed: number): Figure {
  const prepare =
    (blocks: number): Prepare =>
    (round) => {
      const before = largeDocument(blocks, firstSeed + round);
      const after = editEvery(before, step);
      return () => compareDocuments(before, after);
    };
  const pair = computingPair(prepare(smallBlocks), prepare(largeBlocks), { rounds: 3, warmUps: 2 });
  return {
    what,
    measured: `${pair.smallMs.toFixed(0)} ms → ${pair.largeMs.toFixed(0)} ms for 4 × blocks`,
    judged: atMost(pair.ratio, limit),
    raw: { smallBlocks, largeBlocks, smallMs: pair.smallMs, largeMs: pair.largeMs },
  };
}
