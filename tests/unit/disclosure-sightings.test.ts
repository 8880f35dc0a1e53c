import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summariseSightings } from '../../src/disclosure/searched-sources.ts';
import { listIds, span, utc } from '../../src/disclosure/verdict-words.ts';

const hourMs = 3_600_000;
const start = new Date('2026-03-10T00:00:00Z');
function hour(hours: number): Date {
  return new Date(start.getTime() + hours * hourMs);
}
function summarise(hours: readonly number[], now: number) {
  return summariseSightings({
    sourceId: 'acme/changelog',
    intervalMs: hourMs,
    sightings: hours.map((at) => ({ at: hour(at) })),
    window: { lastSeenBefore: hour(0), firstSeenAfter: hour(6) },
    graceMs: 72 * hourMs,
    now: hour(now),
  });
}

describe('summariseSightings', () => {
  it.each([
    ['between sightings', [-5, 1, 9, 10], 12, 8],
    ['from the start of the window', [-5, 7], 8, 7],
    ['until now', [-5, 1], 30, 29],
    ['until the end of the grace and no longer', [-5, 1, 500], 600, 77],
    ['over all of it when never seen', [], 10, 10],
  ] as const)('measures the longest gap %s', (_, sightings, now, gapHours) => {
    expect(summarise(sightings, now).longestGapMs).toBe(gapHours * hourMs);
  });

  it('names the first and last sighting of all, and tolerates three intervals', () => {
    expect(summarise([9, -5, 200], 300)).toMatchObject({
      sourceId: 'acme/changelog',
      firstSightedAt: hour(-5),
      lastSightedAt: hour(200),
      toleratedGapMs: 3 * hourMs,
    });
    expect(summarise([], 1)).toMatchObject({ firstSightedAt: null, lastSightedAt: null });
  });

  it('another sighting never lengthens the longest gap', () => {
    const hours = fc.array(fc.integer({ min: -10, max: 100 }));
    fc.assert(
      fc.property(hours, fc.integer({ min: -10, max: 100 }), (seen, more) => {
        const gapMs = summarise(seen, 90).longestGapMs;
        expect(summarise([...seen, more], 90).longestGapMs).toBeLessThanOrEqual(gapMs);
      }),
    );
  });
});

describe('the words of a verdict', () => {
  it.each([
    [60_000, '1 minute'],
    [119 * 60_000, '119 minutes'],
    [5 * hourMs, '5 hours'],
    [71 * hourMs, '71 hours'],
    [72 * hourMs, '3 days'],
  ])('say %d ms as %s', (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  it('give times in UTC and shorten long lists', () => {
    expect(utc(hour(6))).toBe('2026-03-10 06:00 UTC');
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c', 'd']].map(listIds)).toEqual([
      '',
      'a',
      'a and b',
      'a, b and 2 more',
    ]);
  });
});
