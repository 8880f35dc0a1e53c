import { describe, expect, it } from 'vitest';
import { readComingDates } from '../../src/disclosure/coming-dates.ts';
import type { Block, Document } from '../../src/domain/document.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';

const vendor = {
  models: [{ pattern: 'norvik-(?:scribe|pro)-\\d+(?:-preview)?', family: 'norvik' }],
  aliases: {},
};
const read = (document: Document) => readComingDates(document, vendor, '2026-03-05');
const of = (markdown: string) =>
  read(extractMarkdown(markdown)).map(({ date, meaning, subjects, isEarliest }) => ({
    date,
    meaning,
    about: subjects.map(({ name }) => name),
    ...(isEarliest && { isEarliest }),
  }));

describe('readComingDates', () => {
  it('reads tables by the headers of their columns and the names of their rows', () => {
    const table =
      '| Model | Deprecated | Shutdown date | Replacement |\n|---|---|---|---|\n| norvik-scribe-1 | 2026-04-01 | 2026-09-01 | norvik-scribe-2 |\n| norvik-pro-1 | 2025-01-01 | Not sooner than 2026-10-01 | |\n';

    expect(of(table)).toEqual([
      { date: '2026-04-01', meaning: 'deprecates', about: ['norvik-scribe-1'] },
      { date: '2026-09-01', meaning: 'retires', about: ['norvik-scribe-1'] },
      { date: '2026-10-01', meaning: 'retires', about: ['norvik-pro-1'], isEarliest: true },
    ]);
  });

  it.each([
    [
      'a retirement, without the model that takes its place',
      'norvik-scribe-1 is deprecated and will be shut down on September 1, 2026. Use norvik-scribe-2 instead.',
      { date: '2026-09-01', meaning: 'retires', about: ['norvik-scribe-1'] },
    ],
    [
      'an alias that will move',
      'On 2026-03-13 the alias norvik-pro-latest will move to norvik-pro-3.',
      { date: '2026-03-13', meaning: 'changes' },
    ],
    [
      'terms to come',
      'These terms will change on March 20, 2026.',
      { date: '2026-03-20', meaning: 'takes-effect' },
    ],
    ['a day of effect', 'Effective April 6, 2026', { date: '2026-04-06', meaning: 'takes-effect' }],
  ])('reads %s', (_what, text, expected) => {
    expect(of(text)).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    ['days that have come', 'norvik-scribe-1 was shut down on 2026-03-05.'],
    ['days of something else', 'The webinar takes place on 2026-06-01.'],
    ['months without a day', 'norvik-scribe-1 retires in June 2026.'],
    ['the names of models', 'norvik-scribe-1-2026-09-01 is retired.'],
  ])('leaves out %s', (_what, text) => {
    expect(of(text)).toEqual([]);
  });

  it('knows the day of the entry that a notice stands in', () => {
    const [coming] = read(extractMarkdown('## 2026-03-06\n\nnorvik-pro-1 retires on 2026-05-01.\n'));

    expect(coming?.announcedOn).toBe('2026-03-06');
  });

  it('gives the same key to the same day, subject and meaning, however it is worded', () => {
    const [table] = read(extractMarkdown('| Model | EOL |\n|---|---|\n| norvik-pro-1 | May 1, 2026 |\n'));
    const [text] = read(extractMarkdown('norvik-pro-1 will be retired on 2026-05-01.'));

    expect(table?.key).toBe(text?.key);
  });

  it('reads the fields of records', () => {
    const field: Block = {
      kind: 'key-value',
      path: [],
      record: 'norvik-pro-1',
      key: 'shutdown_date',
      value: '2026-05-01',
      text: 'shutdown_date: 2026-05-01',
    };

    expect(read({ title: null, language: null, remarks: [], blocks: [field] })).toMatchObject([
      { date: '2026-05-01', meaning: 'retires', subjects: [{ name: 'norvik-pro-1' }] },
    ]);
  });
});
