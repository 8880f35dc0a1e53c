import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { figuresOf, wilson } from '../../src/evaluate/figures.ts';

describe('figures', () => {
  it('are shares of what was claimed and of what was labelled', () => {
    const figures = figuresOf({ truePositives: 8, falsePositives: 2, falseNegatives: 4 });

    expect(figures.precision).toBeCloseTo(0.8);
    expect(figures.recall).toBeCloseTo(8 / 12);
    expect(figures.f1).toBeCloseTo((2 * 8) / (2 * 8 + 2 + 4));
  });

  it('say nothing where nothing was claimed or labelled', () => {
    expect(figuresOf({ truePositives: 0, falsePositives: 0, falseNegatives: 0 })).toMatchObject({
      precision: null,
      recall: null,
      f1: null,
      intervals: { precision: null, recall: null, f1: null },
    });
  });

  // Worked out by hand from the formula, to three digits.
  it.each([
    [0, 10, 0, 0.278],
    [10, 10, 0.722, 1],
    [5, 10, 0.237, 0.763],
    [1, 30, 0.006, 0.167],
  ])('%i of %i lies between %f and %f', (part, whole, low, high) => {
    const interval = wilson(part, whole);

    expect(interval?.[0]).toBeCloseTo(low, 3);
    expect(interval?.[1]).toBeCloseTo(high, 3);
  });

  it('hold the share within their interval, which narrows with more cases', () => {
    const counts = fc
      .integer({ min: 1, max: 500 })
      .chain((whole) => fc.tuple(fc.nat(whole), fc.constant(whole)));
    fc.assert(
      fc.property(counts, ([part, whole]) => {
        const [low, high] = wilson(part, whole) ?? [1, 0];
        const [lowOfMore, highOfMore] = wilson(part * 10, whole * 10) ?? [1, 0];
        expect(low).toBeLessThanOrEqual(part / whole + 1e-12);
        expect(high).toBeGreaterThanOrEqual(part / whole - 1e-12);
        expect(highOfMore - lowOfMore).toBeLessThan(high - low);
      }),
    );
  });
});
