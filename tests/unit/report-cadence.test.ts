import { describe, expect, it } from 'vitest';
import { measureCadence } from '../../src/report/measure-cadence.ts';

const day = (text: string): Date => new Date(`${text}T12:00:00Z`);
const time = { from: day('2026-01-01'), to: day('2026-01-29') };

describe('cadence', () => {
  it('counts days with changes, not changes, and the days between them', () => {
    const at = ['2026-01-20', '2026-01-02', '2026-01-02', '2026-01-05'].map(day);
    expect(measureCadence(at, time, null)).toMatchObject({
      days: 3,
      medianDays: 9,
      shortestDays: 3,
      promisedDays: null,
      tooSoon: 0,
    });
  });

  it.each([
    { at: [], days: 0, medianDays: null },
    { at: ['2026-01-02'], days: 1, medianDays: null },
    { at: ['2026-01-02', '2026-01-09'], days: 2, medianDays: 7 },
  ])('knows no distance without two days: $at', ({ at, ...expected }) => {
    expect(measureCadence(at.map(day), time, 7)).toMatchObject({ ...expected, tooSoon: 0 });
  });

  it('tells how often updates came sooner than was promised', () => {
    const at = ['2026-01-02', '2026-01-05', '2026-01-20'].map(day);
    expect(measureCadence(at, time, 7)).toMatchObject({ promisedDays: 7, tooSoon: 1 });
  });

  it('counts by week for the chart, each change in one', () => {
    const weeks = measureCadence(['2026-01-02', '2026-01-08', '2026-01-28'].map(day), time, null).weeks;
    expect(weeks.map(({ changes }) => changes)).toEqual([1, 1, 0, 1]);
  });
});
