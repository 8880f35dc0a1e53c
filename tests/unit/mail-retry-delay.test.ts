import { describe, expect, it } from 'vitest';
import { nextAttemptAt } from '../../src/mail/retry-delay.ts';

const first = new Date('2026-11-23T08:00:00Z');
const hourMs = 3_600_000;

describe('nextAttemptAt', () => {
  it.each([
    [1, 5],
    [2, 15],
    [3, 30],
    [4, 60],
    [5, 120],
    [6, 240],
    [7, 240],
    [500, 240],
  ])('after %i attempts waits %i minutes', (attempts, minutes) => {
    expect(nextAttemptAt(attempts, first, first)?.getTime()).toBe(first.getTime() + minutes * 60_000);
  });

  it('makes its last attempt 72 hours after the first one', () => {
    const late = new Date(first.getTime() + 71 * hourMs);
    expect(nextAttemptAt(20, late, first)?.getTime()).toBe(first.getTime() + 72 * hourMs);
  });

  it('gives up after 72 hours', () => {
    expect(nextAttemptAt(20, new Date(first.getTime() + 72 * hourMs), first)).toBeNull();
  });
});
