import { describe, expect, it } from 'vitest';
import type { Cadence } from '../../src/domain/source.ts';
import { nextPollAfterTrouble, nextPollToConfirm, nextRegularPoll } from '../../src/pipeline/next-due.ts';

const now = new Date('2026-03-28T12:00:00Z');
const minuteMs = 60_000;
const hourly: Cadence = { kind: 'every', everyMs: 60 * minuteMs };
const daily: Cadence = { kind: 'every', everyMs: 24 * 60 * minuteMs };

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
  ])('backs off after %i failures in a row to %i minutes', (count, minutes) => {
    expect(minutesLater(nextPollAfterTrouble(daily, now, count, null))).toBe(minutes);
  });

  it('is never later than the regular poll', () => {
    expect(minutesLater(nextPollAfterTrouble(hourly, now, 9, null))).toBe(60);
  });

  it('is never before the Retry-After of the server, even if a tick comes a minute early', () => {
    expect(minutesLater(nextPollAfterTrouble(hourly, now, 1, 180 * minuteMs))).toBe(181);
  });
});

describe('nextPollToConfirm', () => {
  it('looks at a doubtful page again after a quarter of an hour', () => {
    expect(minutesLater(nextPollToConfirm(daily, now))).toBe(15);
  });
});
