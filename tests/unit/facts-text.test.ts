import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDates, monthNumber } from '../../src/facts/dates.ts';
import { findNumbers } from '../../src/facts/numbers.ts';
import { findObligations } from '../../src/facts/obligations.ts';

describe('findDates', () => {
  it.each([
    ['2025-11-20', '2025-11-20'],
    ['2025/11/20', '2025-11-20'],
    ['## [1.2.3] - 2026-01-02', '2026-01-02'],
    ['2025-11-20T10:00:00Z', '2025-11-20'],
    ['November 20, 2025', '2025-11-20'],
    ['Nov. 20th, 2025', '2025-11-20'],
    ['Nov 20 2025', '2025-11-20'],
    ['Sept 3, 2025', '2025-09-03'],
    ['20 November 2025', '2025-11-20'],
    ['1st of May 2025', '2025-05-01'],
    ['20-Nov-2025', '2025-11-20'],
    ['11/20/2025', '2025-11-20'],
    ['20/11/2025', '2025-11-20'],
    ['20.11.2025', '2025-11-20'],
    ['05/05/2025', '2025-05-05'],
    ['2025年11月20日', '2025-11-20'],
    ['February 29, 2024', '2024-02-29'],
  ])('reads %s as the day %s', (text, date) => {
    expect(findDates(text)).toMatchObject([{ date, precision: 'day' }]);
  });

  it.each([
    ['November 2025', '2025-11-01'],
    ['in May 2025.', '2025-05-01'],
    ['2025-11', '2025-11-01'],
  ])('reads %s as a month', (text, date) => {
    expect(findDates(text)).toMatchObject([{ date, precision: 'month' }]);
  });

  it.each([
    '03/04/2025',
    'February 30, 2025',
    '2025-13-01',
    'gpt-4o-2024-11-20',
    'files-api-2025-04-14',
    '2026-05-01-preview',
    'version 2025.11.20',
    'decor 12 2025',
    'marching 2025',
    'you may 2 days later',
  ])('finds no date in: %s', (text) => {
    expect(findDates(text)).toEqual([]);
  });

  it('finds several in order with their places', () => {
    const text = 'from 2025-01-01 to 1 February 2025';
    expect(findDates(text).map((mention) => text.slice(mention.start, mention.end))).toEqual([
      '2025-01-01',
      '1 February 2025',
    ]);
  });

  it('reads back every day in every form it is printed in', () => {
    const days = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, fc.constantFrom('long', 'short'), (day, month) => {
        const options = { day: 'numeric', year: 'numeric', month, timeZone: 'UTC' } as const;
        for (const locale of ['en-US', 'en-GB']) {
          expect(findDates(day.toLocaleDateString(locale, options))[0]?.date).toBe(
            day.toISOString().slice(0, 10),
          );
        }
      }),
    );
  });

  it('knows months by name and abbreviation', () => {
    expect(['January', 'sep', 'Sept.', 'x', 'mayor', 'ma'].map(monthNumber)).toEqual([
      1,
      9,
      9,
      null,
      5,
      null,
    ]);
  });
});

describe('findNumbers', () => {
  it.each([
    ['200K tokens', 200_000, 'tokens'],
    ['1M', 1_000_000, 'count'],
    ['128,000 tokens', 128_000, 'tokens'],
    ['64K output tokens', 64_000, 'tokens'],
    ['1.5M context', 1_500_000, 'count'],
    ['$3 / MTok', 3, 'usd'],
    ['US$5.50', 5.5, 'usd'],
    ['20 EUR', 20, 'eur'],
    ['4.5%', 4.5, 'percent'],
    ['30-day retention', 30, 'days'],
    ['5 business days', 5, 'days'],
    ['six months', 6, 'months'],
    ['1,550 hours', 1550, 'hours'],
  ])('reads %s as %d %s', (text, value, unit) => {
    expect(findNumbers(text)).toMatchObject([{ value, unit }]);
  });

  it('lets numbers that go over into one another share its unit', () => {
    expect(findNumbers('grows from 32,000 to 64,000 tokens')).toMatchObject([
      { value: 32_000, unit: 'tokens', text: '32,000' },
      { value: 64_000, unit: 'tokens' },
    ]);
    expect(findNumbers('version 3 gives 5 days')).toMatchObject([{ value: 5, unit: 'days' }]);
  });

  it.each(['version 3', 'gpt-4o', 'section 4.5', '2025-11-20', 'one of them'])(
    'finds no quantity in: %s',
    (text) => {
      expect(findNumbers(text)).toEqual([]);
    },
  );
});

describe('findObligations', () => {
  it.each([
    ['We will not train on it', 'commitment', true],
    ['You must ask', 'duty', false],
    ['You shall not', 'duty', true],
    ['It may change', 'permission', false],
    ["You can't", 'permission', true],
    ['is not permitted', 'permission', true],
    ['without prior notice', 'notice-waiver', false],
    ['We do not sell it', 'commitment', true],
    ["We won't", 'commitment', true],
  ])('reads "%s" as %s, negated: %s', (text, kind, isNegated) => {
    expect(findObligations(text)).toMatchObject([{ kind, isNegated }]);
  });

  it.each(['in May', 'May 2025', '31 May', 'what we do', 'goodwill'])('finds none in: %s', (text) => {
    expect(findObligations(text)).toEqual([]);
  });
});

it('recognisers take any text, and long runs of digits, blanks or letters in linear time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      for (const mention of [...findDates(text), ...findNumbers(text), ...findObligations(text)]) {
        expect(text.slice(mention.start, mention.end)).toBe(mention.text);
      }
    }),
  );
  for (const piece of ['1', '1,', ' ', 'a-', 'May ', '20', '$']) {
    const text = piece.repeat(100_000);
    expect([findDates(text), findNumbers(text), findObligations(text)].flat().length).toBeLessThanOrEqual(
      100_000,
    );
  }
});
