/** Applying the shipped rules to a change of nearly every block of 2,400 against one of 600. */
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import { understandChange } from '../../src/compare/understand-change.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Vendor } from '../../src/domain/vendor.ts';
import { shippedRules } from '../support/shipped-rules.ts';
import { atMost, type Measure } from './measure.ts';
import { editEvery, largeDocument } from './sample-documents.ts';
import { computingPair, type Prepare } from './timing.ts';

const smallBlocks = 600;
const largeBlocks = 2_400;
/** Four times the blocks: 4 is linear, 16 is quadratic; between them lies 8. */
const limit = 8;

const source: Source = {
  id: 'norvik/card',
  vendor: 'norvik',
  title: 'Norvik model card',
  role: 'model-card',
  kind: 'html',
  url: 'https://norvik.example/card',
  cadence: { kind: 'every', everyMs: 3_600_000 },
  headers: {},
  allowPrivate: [],
  announcedBy: [],
  options: {},
};
const vendor: Vendor = {
  id: 'norvik',
  name: 'Norvik Health AI',
  models: [{ pattern: 'model-\\d+-\\d+', family: 'model' }],
  aliases: {},
  graceMs: 0,
};

export const understandMeasure: Measure = {
  name: 'understand',
  run: async () => {
    const pair = computingPair(prepare(smallBlocks), prepare(largeBlocks), { rounds: 3, warmUps: 1 });
    return [
      {
        what: 'understand a change, nearly every block edited',
        measured: `${pair.smallMs.toFixed(0)} ms → ${pair.largeMs.toFixed(0)} ms for 4 × blocks`,
        judged: atMost(pair.ratio, limit),
        raw: { smallBlocks, largeBlocks, smallMs: pair.smallMs, largeMs: pair.largeMs },
      },
    ];
  },
};

function prepare(blocks: number): Prepare {
  const rules = shippedRules();
  const now = new Date('2026-03-04T08:00:00Z');
  return (round) => {
    const before = largeDocument(blocks, round);
    const after = editEvery(before, 1);
    const comparison = compareDocuments(before, after);
    return () => understandChange({ source, vendor, before, after, comparison, rules, now });
  };
}
