import { expect, it } from 'vitest';
import { findQuiet, quietFinding } from '../../src/alerts/quiet-feed.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');
/** Dates of entries, so many days apart. */
const dates = (...gaps: readonly number[]): readonly Date[] => {
  let at = start;
  return [new Date(at), ...gaps.map((gap) => new Date((at += gap * day)))];
};
const weekly = dates(...Array.from({ length: 12 }, (_, index) => (index === 5 ? 10 : 7)));
const newest = weekly.at(-1) ?? new Date(Number.NaN);
const later = (days: number): Date => new Date(newest.getTime() + days * day);

it.each([
  { name: 'as long as its longest pause', now: later(10), isQuiet: false },
  { name: 'longer than its longest pause, of the few that it has', now: later(10.5), isQuiet: true },
])('a feed is quiet when nothing came for longer than is usual: $name', ({ now, isQuiet }) => {
  expect(findQuiet(weekly, now) !== null).toBe(isQuiet);
});

it('one extraordinary pause among many is not what is usual', () => {
  const many = dates(...Array.from({ length: 40 }, (_, index) => (index === 20 ? 90 : 1)));
  const now = new Date((many.at(-1)?.getTime() ?? 0) + 3 * day);
  expect(findQuiet(many, now)).toMatchObject({ usualGapMs: day, quietMs: 3 * day });
});

it.each([
  ['too few entries', dates(1, 1, 1, 1)],
  ['no entries', []],
  ['entries of one instant', Array.from({ length: 30 }, () => new Date(start))],
  ['entries of the future only', [new Date('2099-01-01'), new Date('2099-02-01')]],
])('says nothing of a feed with %s', (_name, entries) => {
  expect(findQuiet(entries, later(400))).toBeNull();
});

it('is told as a stale source, with both lengths, and is no change', () => {
  const quiet = findQuiet(weekly, later(30));
  if (!quiet) throw new Error('the feed is not quiet');
  expect(quietFinding({ id: 'norvik/feed', title: 'Changelog' }, quiet)).toMatchObject({
    category: 'source.stale',
    edits: [],
    summary:
      'Changelog has shown nothing new for 30 days, longer than 95 of 100 pauses before (10 days); it may have been replaced by another feed.',
  });
});
