import { describe, expect, it } from 'vitest';
import { spreadSchedules } from '../../src/pipeline/spread-schedules.ts';
import { testSource } from '../support/pipeline.ts';

const site = {
  url: 'https://norvik.example',
  host: 'norvik.example',
  port: 443,
  requests: [],
  robotsRequests: [],
  page: () => undefined,
  stop: async () => undefined,
};
const sources = Array.from({ length: 200 }, (_, index) => testSource(site, `s${index}`, 'docs', 'html'));

function offsets(): readonly number[] {
  return spreadSchedules(sources).map(({ timing }) => ('offsetMs' in timing ? timing.offsetMs : -1));
}

describe('schedules', () => {
  it('are spread over the interval, so that no hour of it gets more than its share twice over', () => {
    const hours = Map.groupBy(offsets(), (offset) => Math.floor(offset / 3_600_000));
    expect(new Set(hours.keys())).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(Math.max(...[...hours.values()].map((all) => all.length))).toBeLessThan((2 * 200) / 6);
  });

  it('stay where they are at a restart', () => {
    expect(offsets()).toEqual(offsets());
  });
});
