import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/fetch/retry-after.ts';

const now = new Date('2026-06-01T12:00:00Z');
const dayMs = 24 * 60 * 60 * 1000;

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 120 ', 120_000],
    ['0', 0],
    ['-5', 0],
    ['1.5', 1500],
    ['315360000', dayMs],
    ['9'.repeat(400), dayMs],
    ['Mon, 01 Jun 2026 12:01:00 GMT', 60_000],
    ['Monday, 01-Jun-26 12:01:00 GMT', 60_000],
    ['Mon Jun  1 12:01:00 2026', 60_000],
    ['Mon, 01 Jun 2026 11:00:00 GMT', 0],
    ['Fri, 01 Jun 2035 12:00:00 GMT', dayMs],
    ['10, 30', 30_000],
  ])('%s waits %i ms', (header, waitMs) => {
    expect(parseRetryAfter(header, now)).toBe(waitMs);
  });

  it.each([
    undefined,
    '',
    'soon',
    '5, soon',
    '2026-06-01T12:01:00Z',
    '1e9',
    'Mon, 99 Foo 2026 12:01:00 GMT',
    '0x10',
  ])('%s names no time', (header) => {
    expect(parseRetryAfter(header, now)).toBeNull();
  });
});
