import { describe, expect, it } from 'vitest';
import type { Cadence } from '../../src/domain/source.ts';
import { nextPollAfterTrouble, nextRegularPoll, secondLookAt } from '../../src/pipeline/next-due.ts';

const now = new Date('2026-03-28T12:00:00Z');
const minuteMs = 60_000;
const hourly: Cadence = { kind: 'every', everyMs: 60 * minuteMs };
const daily: Cadence = { kind: 'every', everyMs: 24 * 60 * minuteMs };

const ids = Array.from({ length: 40 }, (_, index) => `vendor/source-${index}`);

function minutesLater(at: Date): number {
  return (at.getTime() - now.getTime()) / minuteMs;
}

describe('nextRegularPoll', () => {
  it('adds the interval', () => {
    expect(minutesLater(nextRegularPoll(hourly, now))).toBe(60);
  });

  it('follows a cron expression in its own time zone, across the change to summer time', () => {
    const cadence: Cadence = { kind: 'cron', expression: '30 8 * * *', timeZone: 'Europe/Berlin' };

    expect(nextRegularPoll(cadence, now).toISOString()).toBe('2026-03-29T06:30:00.000Z');
  });
});

describe('nextPollAfterTrouble', () => {
  it.each([
    [1, 15],
    [2, 30],
    [3, 60],
    [5, 240],
    [9, 360],
    [1000, 360],
  ])('backs off after %i failures in a row to about %i minutes', (count, minutes) => {
    const waits = ids.map((id) => minutesLater(nextPollAfterTrouble(daily, now, count, null, id)));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(minutes * 0.9);
    expect(Math.max(...waits)).toBeLessThanOrEqual(minutes * 1.1);
  });

  it('does not bring those who failed together back together', () => {
    const waits = ids.map((id) => minutesLater(nextPollAfterTrouble(daily, now, 3, null, id)));
    expect(new Set(waits).size).toBe(ids.length);
  });

  it('is never later than the regular poll', () => {
    expect(minutesLater(nextPollAfterTrouble(hourly, now, 9, null, 'a/b'))).toBe(60);
  });

  it('is never before the Retry-After of the server, even if a tick comes a minute early', () => {
    expect(minutesLater(nextPollAfterTrouble(hourly, now, 1, 180 * minuteMs, 'a/b'))).toBe(181);
  });
});

describe('secondLookAt', () => {
  it('lies 10 to 30 minutes after the first, also when a tick comes a minute early, and differs by source', () => {
    const waits = ids.map((id) => minutesLater(secondLookAt(now, id)));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(11);
    expect(Math.max(...waits)).toBeLessThanOrEqual(29);
    expect(new Set(waits).size).toBe(ids.length);
  });

  it('is always the same for a source', () => {
    expect(secondLookAt(now, 'a/b')).toEqual(secondLookAt(now, 'a/b'));
  });
});
