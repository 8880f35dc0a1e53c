import { describe, expect, it } from 'vitest';
import { findReturn, isFlapping, whyHeld } from '../../src/alerts/flapping.ts';

/** Versions as the store gives them, newest first; the last letter is the newest. */
const states = (hashes: string) =>
  Array.from(hashes)
    .map((hash, index) => ({ seq: index + 1, hash }))
    .toReversed();

describe('findReturn', () => {
  it.each([
    ['a state that stood before', 'ab', 'a', 1],
    ['the latest version of it', 'abab', 'a', 3],
    ['a new state', 'ab', 'c', null],
    ['the first state of all', '', 'a', null],
    ['the fifth distinct state back', 'abcdef', 'a', 1],
    ['the sixth distinct state back, which is forgotten', 'abcdefg', 'a', null],
    ['a state further back when few took turns meanwhile', 'abcbcbcbcbc', 'a', 1],
  ])('%s', (_what, before, hash, seq) => {
    expect(findReturn(hash, states(before))).toBe(seq);
  });
});

describe('isFlapping', () => {
  it.each([
    [6, false, false],
    [7, false, true],
    [6, true, true],
    [5, true, false],
  ])('%i of 21 looks changed, flapping before: %s', (changed, before, after) => {
    expect(isFlapping(changed, before)).toBe(after);
  });
});

describe('whyHeld', () => {
  const change = { isReturn: false, isReturnBefore: false, isFlapping: false, severity: 'high' } as const;

  it.each([
    ['a new state', change],
    ['the first return', { ...change, isReturn: true }],
    [
      'a new critical state of a flapping source',
      { ...change, isFlapping: true, severity: 'critical' as const },
    ],
  ])('mails %s', (_what, input) => {
    expect(whyHeld(input)).toBeNull();
  });

  it.each([
    ['a return after a return', { ...change, isReturn: true, isReturnBefore: true }, /back and forth/],
    ['a new state of a flapping source', { ...change, isFlapping: true }, /daily summary/],
    [
      'a critical return of a flapping source',
      { ...change, isReturn: true, isFlapping: true, severity: 'critical' as const },
      /daily summary/,
    ],
  ])('holds %s', (_what, input, reason) => {
    expect(whyHeld(input)).toMatch(reason);
  });
});
