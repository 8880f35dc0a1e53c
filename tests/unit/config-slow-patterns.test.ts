import { describe, expect, it } from 'vitest';
import { modelPattern } from '../../src/config/scalars.ts';
import { isSlowPattern } from '../../src/config/slow-pattern.ts';
import { OverBudgetError, withinBudget } from '../../src/facts/time-budget.ts';

describe('a pattern of the configuration that explodes', () => {
  it.each([
    '(a|aa)+$',
    '(a|a)*b$',
    '^(\\w|\\d)+-scribe$',
    'gpt-(?:\\d|\\d\\d)+x$',
    '(?:[\\w-]|-\\w)+\\.$',
    '((a?){30})a{30}$',
  ])('is refused before any page is seen: %s', (pattern) => {
    expect(isSlowPattern(pattern, 'iu')).toBe(true);
  });

  it('is refused as a name of models', () => {
    expect(modelPattern().safeParse('(a|aa)+$').success).toBe(false);
  });

  it.each([
    'gpt-\\d+(?:\\.\\d+)?(?:-[a-z]+){0,3}',
    'claude-(?:opus|sonnet|haiku)-\\d(?:[.-]\\d{1,2})?',
    '\\b(?:prohibit\\w*|forbid\\w*|disallow\\w*)\\b',
    '(?:,| -) see [^,;.]{1,120}(?=[.;]|$)',
  ])('is not what these are: %s', (pattern) => {
    expect(isSlowPattern(pattern, 'iu')).toBe(false);
  });
});

describe('work under a budget', () => {
  it('gives its result, or its own error, also when it is nested', () => {
    expect(withinBudget(10_000, () => withinBudget(10_000, () => 1) + 1)).toBe(2);
    expect(() => withinBudget(10_000, () => JSON.parse('{'))).toThrow(SyntaxError);
  });

  it('is broken off within a pattern that backtracks, and later work is not', () => {
    expect(() => withinBudget(200, () => /^(a|aa)+$/.test(`${'a'.repeat(200)}!`))).toThrow(OverBudgetError);
    expect(withinBudget(10_000, () => 'done')).toBe('done');
  });
});
