import { describe, expect, it } from 'vitest';
import { formatDate, formatDuration, formatInstant } from '../../src/mail/times.ts';

describe('formatInstant', () => {
  it.each([
    ['2026-11-23T14:05:00Z', 'Europe/Berlin', '23 Nov 2026, 14:05 UTC (15:05 Europe/Berlin)'],
    ['2026-07-01T23:30:00Z', 'Europe/Berlin', '1 Jul 2026, 23:30 UTC (2 Jul, 01:30 Europe/Berlin)'],
    ['2026-11-01T03:59:00Z', 'America/New_York', '1 Nov 2026, 03:59 UTC (31 Oct, 23:59 America/New_York)'],
    ['2026-11-23T14:05:00Z', 'UTC', '23 Nov 2026, 14:05 UTC'],
    ['2026-11-23T14:05:00Z', 'Mars/Olympus', '23 Nov 2026, 14:05 UTC (time zone Mars/Olympus is not known)'],
  ])('shows %s in %s', (instant, zone, shown) => {
    expect(formatInstant(new Date(instant), zone)).toBe(shown);
  });
});

describe('formatDate', () => {
  it.each([
    ['2026-05-04', '4 May 2026'],
    ['spring', 'spring'],
  ])('shows %s', (date, shown) => {
    expect(formatDate(date)).toBe(shown);
  });
});

describe('formatDuration', () => {
  it.each([
    [20_000, '20 s'],
    [2_700_000, '45 min'],
    [9_000_000, '2 h 30 min'],
    [277_200_000, '3 d 5 h'],
    [0, '0 s'],
  ])('shows %i ms', (durationMs, shown) => {
    expect(formatDuration(durationMs)).toBe(shown);
  });
});
