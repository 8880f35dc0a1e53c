import { array, assert, constantFrom, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/config/duration.ts';
import { nearest } from '../../src/config/nearest.ts';
import { cronExpression, emailAddress, identifier, modelPattern } from '../../src/config/scalars.ts';
import { parseYamlFile } from '../../src/config/yaml-file.ts';

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['6h', 21_600_000],
    ['30d', 2_592_000_000],
    ['0s', 0],
  ])('%s is %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', '5', '1.5h', '-1h', '1w', '1h30m', 'h', '1H', '99999999999d'])('%s is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('read back as what they were written from', () => {
    assert(
      property(integer({ min: 0, max: 10_000_000 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe('did you mean', () => {
  const words = ['contacts', 'operators', 'route', 'model-card', 'terms'];

  it.each([
    ['contact', 'contacts'],
    ['opreators', 'operators'],
    ['ROUTE', 'route'],
    ['modelcard', 'model-card'],
    ['tersm', 'terms'],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, words)).toBe(expected);
  });

  it.each(['', 'xyz', 'entirely-different', 'a'.repeat(5000)])('nothing for %s', (word) => {
    expect(nearest(word, words)).toBeNull();
  });

  it('finds any word after one slip', () => {
    assert(
      property(constantFrom(...words), nat(), constantFrom('x', ''), (word, at, put) => {
        const index = at % word.length;
        expect(nearest(word.slice(0, index) + put + word.slice(index + 1), words)).toBe(word);
      }),
    );
  });
});

describe('cron expressions', () => {
  it.each(['0 6 * * *', '*/15 * * * *', '0 0,12 * * MON-SUN', '5 4 */2 * *', '0 6 1-31 jan-dec *'])(
    '%s is taken',
    (expression) => {
      expect(cronExpression().safeParse(expression).success).toBe(true);
    },
  );

  it.each([
    '',
    '* * * *',
    '0 0 * * * *',
    '60 * * * *',
    '0 6 * * 1',
    '0 6 1 * *',
    '0 6 * 1-11 *',
    '0 0 31 2 *',
    '* * 1 * *',
    '0 6 L * *',
    '@daily',
    '0 6 ? * *',
  ])('%s is refused', (expression) => {
    expect(cronExpression().safeParse(expression).success).toBe(false);
  });
});

describe('addresses, ids and patterns', () => {
  it.each(['a@b', 'first.last+tag@example.org', 'müller@bücher.example'])(
    '%s is an e-mail address',
    (text) => {
      expect(emailAddress().safeParse(text).success).toBe(true);
    },
  );

  it.each(['', 'a', '@b', 'a@', 'a@b@c', 'a b@c', 'a@b..c', '.a@b', 'A <a@b>', 'a@b\n', 'a@b, c@d', 'a@-b'])(
    '%j is none',
    (text) => {
      expect(emailAddress().safeParse(text).success).toBe(false);
    },
  );

  it.each(['openai', 'gpt-4o', 'v3.2-weights', '7'])('%s is an id', (text) => {
    expect(identifier().safeParse(text).success).toBe(true);
  });

  it.each(['', 'Open', 'a b', 'a/b', '-a', 'a-', 'a--b', '../a', '__proto__'])('%j is no id', (text) => {
    expect(identifier().safeParse(text).success).toBe(false);
  });

  it.each(['gpt-\\d+', 'o[134](?:-mini)?', '(?:a|b)-v\\d(?:\\.\\d)?'])('%s is a pattern', (text) => {
    expect(modelPattern().safeParse(text).success).toBe(true);
  });

  it.each(['', 'a*', '(', '(a+)+', '(a*)*b', 'x'.repeat(301)])('%s is none', (text) => {
    expect(modelPattern().safeParse(text).success).toBe(false);
  });
});

describe('hostile YAML', () => {
  it('never throws, whatever stands in the file', () => {
    const pieces = constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '${',
      '}',
      '"',
      "'",
      '&x',
      '*x',
      '!t',
      '|',
      '#',
      '? ',
      '\t',
      '---',
      '__proto__',
    );
    assert(
      property(array(pieces, { maxLength: 40 }), (parts) => {
        const { problems } = parseYamlFile('a.yaml', parts.join(''), {});
        expect(problems.every((problem) => problem.line >= 1 && problem.column >= 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('cannot change what objects inherit', () => {
    const { file, problems } = parseYamlFile('a.yaml', '__proto__: {polluted: true}\nb: 1\n', {});
    expect(problems.map(({ message }) => message)).toEqual(['this key is not allowed']);
    expect(file.valueAt(['polluted'])).toBeUndefined();
    expect(Object.getPrototypeOf(file.data)).toBe(Object.prototype);
  });

  it('is refused when it nests without end', () => {
    const { problems } = parseYamlFile('a.yaml', `a: ${'['.repeat(60)}${']'.repeat(60)}`, {});
    expect(problems.map(({ message }) => message)).toEqual(['nested more than 32 levels deep']);
  });
});
