import { describe, expect, it } from 'vitest';
import { readPrintedDates } from '../../src/compare/printed-dates.ts';
import { documentOf, paragraph } from '../support/documents.ts';

const now = new Date('2025-10-01T00:00:00Z');
const page = (...texts: readonly string[]) => documentOf(texts.map((text) => paragraph(text)));

describe('printed dates', () => {
  it.each<readonly [string, string, string, string | null, string | null, string | null, boolean]>([
    [
      'a date that stood still',
      'Updated: June 4, 2025',
      'Updated: June 4, 2025',
      '2025-06-04',
      '2025-06-04',
      null,
      true,
    ],
    [
      'a date that moved',
      'Last updated 2025-06-04',
      'Last updated 4 July 2025',
      '2025-06-04',
      '2025-07-04',
      null,
      false,
    ],
    [
      'a date that moved back',
      'Revised July 4, 2025',
      'Revised June 4, 2025',
      '2025-07-04',
      '2025-06-04',
      null,
      true,
    ],
    [
      'a future effective date',
      'Effective: June 4, 2025',
      'Effective: October 29, 2025',
      '2025-06-04',
      '2025-10-29',
      '2025-10-29',
      false,
    ],
    ['no printed date', 'Terms of service', 'Terms of service', null, null, null, false],
    ['a date about something else', 'Founded June 4, 2025', 'Founded June 4, 2025', null, null, null, false],
    [
      'a link glued to the date',
      'Effective June 4, 2025Previous',
      'Effective June 4, 2025Previous',
      '2025-06-04',
      '2025-06-04',
      null,
      true,
    ],
  ])('reads %s', (_, first, second, before, after, effective, isSilentEdit) => {
    expect(readPrintedDates(page(first), page(second), true, now)).toEqual({
      before,
      after,
      effective,
      isSilentEdit,
    });
  });

  it('takes a new notice of a coming change for telling', () => {
    const before = page('Updated: June 4, 2025', 'The terms.');
    const after = page('Updated: June 4, 2025', 'These terms will change on 30 October 2025.', 'The terms.');
    expect(readPrintedDates(before, after, true, now)).toMatchObject({
      effective: '2025-10-30',
      isSilentEdit: false,
    });
  });

  it('calls nothing silent when nothing of substance changed', () => {
    const same = page('Updated: June 4, 2025');
    expect(readPrintedDates(same, same, false, now).isSilentEdit).toBe(false);
  });
});
