import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDocuments, documentHash } from '../../src/compare/compare-documents.ts';
import type { Block } from '../../src/domain/document.ts';
import { documentOf, field, heading, item, paragraph, table } from '../support/documents.ts';

const rule = paragraph('Prompts are kept for 30 days unless the customer has opted out.');

describe('noise', () => {
  it.each<readonly [string, Block | readonly Block[], Block | readonly Block[]]>([
    ['invisible characters', paragraph('Read the pol\u00adicy\u2060.'), paragraph('Read the policy.')],
    [
      'emphasis marks',
      item('**4. Who owns your content.**As between us'),
      item('4. Who owns your content.As between us'),
    ],
    ['quotes and dashes', paragraph('the “Service” — it’s ours'), paragraph('the "Service" - it\'s ours')],
    ['accessibility text', paragraph('See the terms (opens in a new tab)'), paragraph('See the terms')],
    ['accessibility text', paragraph('More InformationOpens in new tab'), paragraph('More Information')],
    ['date format', paragraph('Effective 15 September 2025'), paragraph('Effective September 15, 2025')],
    [
      'date format',
      paragraph('Effective September 15, 2025Previous'),
      paragraph('Effective 2025-09-15 Previous'),
    ],
    ['relative age or counter', paragraph('Updated 22 days ago'), paragraph('Updated 23 days ago')],
    [
      'relative age',
      paragraph('Terms of service, last updated over a week ago'),
      paragraph('Terms of service, last updated 2 weeks ago'),
    ],
    ['relative age or counter', paragraph('1,204 views'), paragraph('1,377 views')],
    ['number format', paragraph('up to 200,000 tokens and 10 KB'), paragraph('up to 200000 tokens and 10kB')],
    ['list numbering', item('1. Definitions of the terms'), item('2. Definitions of the terms')],
    ['list numbering', paragraph('C.3.a.ii. The parties agree.'), paragraph('(b) The parties agree.')],
    ['footnote mark', paragraph('200k tokens^1'), paragraph('200k tokens^2')],
    [
      'tracking id in link',
      paragraph('Read https://x.example/terms?utm_source=mail&page=2'),
      paragraph('Read https://x.example/terms?page=2'),
    ],
    [
      'tracking id in link',
      paragraph('Read https://x.example/r/0b8f3a52-8f0e-4c7d-9a43-2f1de0c3a111/terms'),
      paragraph('Read https://x.example/r/9d1c77aa-1b2c-4d5e-8f90-aabbccddeeff/terms'),
    ],
    ['heading style', heading('Data Retention:'), heading('Data retention')],
    ['spacing', paragraph('the models , and their limits'), paragraph('the models, and their limits')],
    ['kind of block', paragraph('Governing law'), heading('Governing Law')],
    [
      'text cut differently',
      paragraph('You may read the output. You may not sell the output to others.'),
      [item('You may read the output.'), item('You may not sell the output to others.')],
    ],
    [
      'empty cell mark',
      table(['Model', 'Alias'], [['m-1', '—']]),
      table(['Model', 'Alias'], [['m-1', 'N/A']]),
    ],
    ['page date stamp', field('ms.date', '2026-01-01'), field('ms.date', '2026-01-02')],
  ])('%s is counted and is no edit', (reason, before, after) => {
    const { edits, noise } = compareDocuments(documentOf(rule, before), documentOf(rule, after));
    expect(edits).toEqual([]);
    expect(noise.map((count) => count.reason)).toContain(reason);
  });

  it.each<readonly [string, Block]>([
    ['interface text', paragraph('_close_')],
    ['interface text', paragraph('Was this page helpful?')],
    ['interface text', item('Copy')],
    ['ruler', paragraph('* * *')],
    ['ruler', paragraph('…')],
  ])('%s may come and go', (reason, block) => {
    const { edits, noise } = compareDocuments(documentOf(rule), documentOf(rule, block));
    expect(edits).toEqual([]);
    expect(noise).toEqual([{ reason, count: 1 }]);
    expect(documentHash(documentOf(rule))).toBe(documentHash(documentOf(rule, block)));
  });

  it('a list of the page’s own headings may change with them', () => {
    const sections = ['Scope', 'Data', 'Liability'].flatMap((name) => [
      heading(name),
      paragraph(`${name} is fair.`),
    ]);
    const contents = ['Scope', 'Data', 'Liability'].map((name) => item(name));
    const { edits, noise } = compareDocuments(documentOf(sections), documentOf(contents, sections));
    expect(edits).toEqual([]);
    expect(noise).toEqual([{ reason: 'table of contents', count: 3 }]);
  });

  it('so may one that a capture writes as numbered paragraphs', () => {
    const names = ['Scope', 'Data', 'Liability'];
    const sections = names.flatMap((name) => [heading(name), paragraph(`${name} is fair.`)]);
    const contents = names.map((name, index) => paragraph(`${index + 1}. ${name}`));
    const text = paragraph('These terms apply to everybody.');
    const { edits } = compareDocuments(documentOf(text, contents, sections), documentOf(text, sections));
    expect(edits).toEqual([]);
    const pair = compareDocuments(documentOf(contents.slice(0, 2), sections), documentOf(sections));
    expect(pair.edits).toHaveLength(2);
  });
});

describe('what looks like noise and is not', () => {
  it.each<readonly [string, string]>([
    ['Effective 15 September 2025', 'Effective 16 September 2025'],
    ['We may share data.', 'We may not share data.'],
    ['gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'],
    ['Model 2.5 Flash is the default', '2.0 Flash is the default'],
    ['2.5 Flash', '2.0 Flash'],
    ['Yes. We train on prompts.', 'No. We train on prompts.'],
    ['Retained for 30 days', 'Retained for 60 days'],
    ['Context: 200K tokens', 'Context: 1M tokens'],
    ['Models retire 60 days after notice', 'Models retire 30 days after notice'],
    ['LLaMa', 'Llama 2'],
    ['The price is $1,500', 'The price is $15,00'],
    ['at most 2**20 tokens', 'at most 220 tokens'],
  ])('%s → %s is an edit', (before, after) => {
    expect(
      compareDocuments(documentOf(rule, paragraph(before)), documentOf(rule, paragraph(after))).edits,
    ).not.toEqual([]);
  });

  it.each([
    ['updated', '2025-01-01', '2025-02-01', 'm-1'],
    ['release_date', '2025-01-01', '2025-02-01', ''],
  ])('field %s of record %4$j from %s to %s is an edit', (key, before, after, record) => {
    const { edits } = compareDocuments(
      documentOf(field(key, before, record)),
      documentOf(field(key, after, record)),
    );
    expect(edits).toHaveLength(1);
  });
});

const sentence = fc.constantFrom(
  'Prompts are kept for 30 days.',
  'The model gpt-4o retires on 2026-03-01.',
  "We don't train on your content.",
  'Notice is given at least 60 days before.',
  'The fee is $3 per million tokens.',
);
/** Ways of writing the same text differently. */
const disguise = fc.constantFrom<(text: string) => string>(
  (text) => text.replace(/'/g, '’'),
  (text) => text.replace('2026-03-01', 'March 1, 2026'),
  (text) => text.replace(/ /g, '\u00a0'),
  (text) => `${text.slice(0, 4)}\u200b${text.slice(4)}`,
  (text) => `• ${text}`,
  (text) => `3. ${text}`,
  (text) => `${text} (opens in a new tab)`,
  (text) => `${text} Updated 3 days ago`,
);

describe('any text', () => {
  it('stays the same when noise is put into it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sentence, disguise), { maxLength: 20 }), (pairs) => {
        const before = documentOf(pairs.map(([text]) => paragraph(text)));
        const after = documentOf(pairs.map(([text, write]) => paragraph(write(text))));
        expect(compareDocuments(before, after).edits).toEqual([]);
        expect(documentHash(before)).toBe(documentHash(after));
      }),
    );
  });
});
