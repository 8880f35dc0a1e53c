import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareDocuments, documentHash } from '../../src/compare/compare-documents.ts';
import { compareFlow } from '../../src/compare/compare-flow.ts';
import type { FlowUnit } from '../../src/compare/document-units.ts';
import { NoiseTally } from '../../src/compare/noise-tally.ts';
import type { Edit } from '../../src/domain/change.ts';
import type { Block, Document } from '../../src/domain/document.ts';
import { code, documentOf, field, heading, item, paragraph, table } from '../support/documents.ts';

function show(edit: Edit): string {
  if (edit.kind === 'added') return `+ ${edit.after.text}`;
  if (edit.kind === 'removed') return `- ${edit.before.text}`;
  if (edit.cells.length > 0) {
    return edit.cells.map(({ column, before, after }) => `${column}: ${before} > ${after}`).join('; ');
  }
  return `${edit.before.text} > ${edit.after.text}`;
}

function editsOf(before: Document, after: Document): readonly string[] {
  return compareDocuments(before, after).edits.map(show);
}

const lead = paragraph('The service keeps prompts for thirty days and then deletes them.');
const middle = paragraph('Customers may end the agreement in writing at the end of each quarter.');
const tail = paragraph('Questions about these terms go to the address at the foot of the page.');

describe('flowing text', () => {
  it.each<readonly [string, Document, Document, readonly string[]]>([
    ['an added paragraph', documentOf(lead, tail), documentOf(lead, middle, tail), [`+ ${middle.text}`]],
    ['a removed paragraph', documentOf(lead, middle, tail), documentOf(lead, tail), [`- ${middle.text}`]],
    [
      'one changed number',
      documentOf(lead, paragraph('Notice is given 60 days before.')),
      documentOf(lead, paragraph('Notice is given 30 days before.')),
      ['Notice is given 60 days before. > Notice is given 30 days before.'],
    ],
    [
      'a paragraph that moved and was edited',
      documentOf(
        paragraph('Logs are kept for ninety days in the region of the customer.'),
        middle,
        lead,
        tail,
      ),
      documentOf(
        middle,
        lead,
        tail,
        paragraph('Logs are kept for ninety days in any region of the customer.'),
      ),
      [
        'Logs are kept for ninety days in the region of the customer. > Logs are kept for ninety days in any region of the customer.',
      ],
    ],
    [
      'an item that left a list',
      documentOf(item('alpha model'), item('beta model'), item('gamma model')),
      documentOf(item('alpha model'), item('gamma model')),
      ['- beta model'],
    ],
    [
      'a changed heading',
      documentOf(heading('Model 4.6 overview'), lead),
      documentOf(heading('Model 4.7 overview'), lead),
      ['Model 4.6 overview > Model 4.7 overview'],
    ],
    [
      'a changed line of code',
      documentOf(code('model = "a-1"')),
      documentOf(code('model = "a-2"')),
      ['model = "a-1" > model = "a-2"'],
    ],
  ])('finds %s', (_, before, after, expected) => {
    expect(editsOf(before, after)).toEqual(expected);
  });

  it('counts blocks that only changed place and reports no edit', () => {
    const { edits, moved } = compareDocuments(documentOf(lead, middle, tail), documentOf(tail, lead, middle));
    expect(edits).toEqual([]);
    expect(moved).toBe(1);
  });

  it('reports an entry that now stands under another heading', () => {
    const before = documentOf(
      heading('Available'),
      item('m-1', 'Available'),
      item('m-2', 'Available'),
      heading('Retired'),
    );
    const after = documentOf(
      heading('Available'),
      item('m-2', 'Available'),
      heading('Retired'),
      item('m-1', 'Retired'),
    );
    const { edits } = compareDocuments(before, after);
    expect(edits).toHaveLength(1);
    expect(edits[0]).toMatchObject({ before: { path: ['Available'] }, after: { path: ['Retired'] } });
  });

  it('does not report entries under a heading that was itself renamed', () => {
    const before = documentOf(heading('Models'), item('m-1', 'Models'), item('m-2', 'Models'));
    const after = documentOf(heading('Our models'), item('m-2', 'Our models'), item('m-1', 'Our models'));
    expect(editsOf(before, after)).toEqual(['Models > Our models']);
  });
});

describe('a paragraph that is cut into several', () => {
  const first = 'You grant us no right in what you dictate to the service or upload to it.';
  const second = 'We keep recordings of consultations for thirty days after the end of a visit.';
  const dropped = 'A nurse may have them deleted sooner than that.';
  const third = 'Summaries stay with the hospital that asked for them and with nobody else.';
  const whole = paragraph(`${first} ${second} ${dropped} ${third}`);
  const parts = [paragraph(first), paragraph(second), paragraph(third)];

  it('is one edit of the clause that was dropped on the way', () => {
    const { edits } = compareDocuments(documentOf([lead, whole, tail]), documentOf([lead, ...parts, tail]));
    expect(edits).toHaveLength(1);
    const [edit] = edits;
    const runs = edit?.kind === 'changed' ? edit.words.filter(({ kind }) => kind !== 'same') : [];
    expect(runs.map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual([`removed ${dropped}`]);
  });

  it('is one edit of the clause that was put in when they are joined again', () => {
    const { edits } = compareDocuments(documentOf([lead, ...parts, tail]), documentOf([lead, whole, tail]));
    expect(edits).toHaveLength(1);
    const [edit] = edits;
    const runs = edit?.kind === 'changed' ? edit.words.filter(({ kind }) => kind !== 'same') : [];
    expect(runs.map(({ kind, text }) => `${kind} ${text.trim()}`)).toEqual([`added ${dropped}`]);
  });

  it('leaves what was written anew beside it an addition', () => {
    const fresh = paragraph('Training of models on recordings begins in the spring, unless a ward objects.');
    const after = documentOf([lead, ...parts, fresh, tail]);
    const { edits } = compareDocuments(documentOf([lead, whole, tail]), after);
    expect(edits.map(({ kind }) => kind)).toEqual(['changed', 'added']);
  });
});

describe('tables', () => {
  const columns = ['Model', 'State', 'Retires'];
  const rows = [
    ['m-1', 'Active', '2026-03-01'],
    ['m-2', 'Active', '2026-06-01'],
    ['m-3', 'Deprecated', '2026-01-15'],
  ];
  const before = documentOf(table(columns, rows));

  it.each<readonly [string, readonly Block[], readonly string[]]>([
    ['a new row', table(columns, [...rows, ['m-4', 'Active', '—']]), ['+ m-4 | Active | —']],
    ['a lost row', table(columns, rows.slice(1)), ['- m-1 | Active | 2026-03-01']],
    [
      'a changed cell, by its column',
      table(columns, [['m-1', 'Active', '2026-02-01'], ...rows.slice(1)]),
      ['Retires: 2026-03-01 > 2026-02-01'],
    ],
    [
      'a changed cell in rows that were sorted anew',
      table(columns, [rows[2] ?? [], ['m-1', 'Retired', '2026-03-01'], rows[1] ?? []]),
      ['State: Active > Retired'],
    ],
    [
      'a renamed row',
      table(columns, [['m-1 (legacy)', 'Active', '2026-03-01'], ...rows.slice(1)]),
      ['Model: m-1 > m-1 (legacy)'],
    ],
    [
      'a new column, in its header and every cell',
      table(
        [...columns, 'Region'],
        rows.map((row) => [...row, 'EU']),
      ),
      ['Region:  > Region', 'Region:  > EU', 'Region:  > EU', 'Region:  > EU'],
    ],
    [
      'a lost column',
      table(
        ['Model', 'State'],
        rows.map((row) => row.slice(0, 2)),
      ),
      ['Retires: Retires > ', 'Retires: 2026-03-01 > ', 'Retires: 2026-06-01 > ', 'Retires: 2026-01-15 > '],
    ],
    ['a renamed column as one edit', table(['Model', 'Status', 'Retires'], rows), ['Status: State > Status']],
    ['nothing when rows are sorted anew', table(columns, rows.toReversed()), []],
    [
      'nothing when columns change places',
      table(
        columns.toReversed(),
        rows.map((row) => row.toReversed()),
      ),
      [],
    ],
    ['nothing when a row is repeated', table(columns, [...rows, rows[0] ?? []]), []],
    [
      'nothing when an empty cell is written differently',
      table(columns, [...rows.slice(0, 2), ['m-3', 'Deprecated', '15 January 2026']]),
      [],
    ],
  ])('finds %s', (_, after, expected) => {
    expect(editsOf(before, documentOf(after)).toSorted()).toEqual(expected.toSorted());
  });

  it('tells rows apart by two columns when one does not', () => {
    const keyed = [
      ['gpt', 'v1', '2026-01-01'],
      ['gpt', 'v2', '2026-02-01'],
      ['gpt', 'v3', '2026-03-01'],
    ];
    const after = keyed.map((row) => (row[1] === 'v2' ? ['gpt', 'v2', '2026-09-09'] : row)).toReversed();
    const found = editsOf(
      documentOf(table(['Model', 'Version', 'Retires'], keyed)),
      documentOf(table(['Model', 'Version', 'Retires'], after)),
    );
    expect(found).toEqual(['Retires: 2026-02-01 > 2026-09-09']);
  });

  it('keeps tables apart when one of them vanishes', () => {
    const first = table(
      ['Model', 'Price'],
      [
        ['a', '1'],
        ['b', '2'],
      ],
      { number: 0, path: ['Batch'] },
    );
    const second = table(
      ['Model', 'Price'],
      [
        ['a', '3'],
        ['b', '4'],
      ],
      { number: 1, path: ['Realtime'] },
    );
    const alone = table(
      ['Model', 'Price'],
      [
        ['a', '3'],
        ['b', '4'],
      ],
      { number: 0, path: ['Realtime'] },
    );
    expect(editsOf(documentOf(first, second), documentOf(alone))).toEqual(['- a | 1', '- b | 2']);
  });
});

describe('fields', () => {
  it('knows them by record and key, whatever their order', () => {
    const before = documentOf(field('context', '200000', 'm-1'), field('context', '100000', 'm-2'));
    const after = documentOf(field('context', '128000', 'm-2'), field('context', '200,000', 'm-1'));
    expect(editsOf(before, after)).toEqual(['context: 100000 > context: 128000']);
  });

  it('takes text that moved into the front matter for no change', () => {
    const before = documentOf(heading('Model card', 1), lead, middle);
    const after = documentOf(field('title', 'Model card'), field('description', lead.text), middle);
    const { edits, noise } = compareDocuments(before, after);
    expect(edits).toEqual([]);
    expect(noise.map(({ reason }) => reason)).toContain('text moved between page and front matter');
  });
});

const words = fc.array(
  fc.constantFrom('model', 'data', 'retain', 'for', '30', 'days', 'not', 'gpt-4o', 'safety.'),
  {
    minLength: 1,
    maxLength: 12,
  },
);
const anyBlock: fc.Arbitrary<Block> = fc
  .tuple(words, fc.constantFrom('paragraph', 'item', 'heading', 'code', 'field'))
  .map(([list, kind]) => {
    const text = list.join(' ');
    if (kind === 'item') return item(text);
    if (kind === 'heading') return heading(text);
    if (kind === 'code') return code(text);
    return kind === 'field' ? field(list[0] ?? 'key', text, 'record') : paragraph(text);
  });
const anyDocument = fc.array(anyBlock, { maxLength: 30 }).map((blocks) => documentOf(blocks));

describe('properties', () => {
  it('finds no edit between a document and itself', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(compareDocuments(document, document)).toEqual({ edits: [], noise: [], moved: 0 });
      }),
    );
  });

  it('rebuilds both texts from the runs of every edit', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (before, after) => {
        for (const edit of compareDocuments(before, after).edits) {
          if (edit.kind !== 'changed') continue;
          const join = (without: string): string =>
            edit.words.flatMap(({ kind, text }) => (kind === without ? [] : [text])).join('');
          expect(join('added')).toBe(edit.before.text);
          expect(join('removed')).toBe(edit.after.text);
        }
      }),
    );
  });

  it('finds every sentence that was put in anywhere', () => {
    const sentence = 'Human reviewers now read a sample of conversations.';
    fc.assert(
      fc.property(anyDocument, fc.nat(), (document, seed) => {
        const at = seed % (document.blocks.length + 1);
        const after = documentOf(document.blocks.toSpliced(at, 0, paragraph(sentence)));
        const added = compareDocuments(document, after).edits.map((edit) =>
          edit.kind === 'removed' ? '' : edit.after.text,
        );
        expect(added).toContain(sentence);
      }),
    );
  });

  it('hashes tables alike in any order of rows', () => {
    const cells = fc.tuple(fc.string({ minLength: 1 }), fc.string());
    fc.assert(
      fc.property(
        fc.uniqueArray(cells, { selector: ([name]) => name, maxLength: 12 }),
        fc.nat(),
        (rows, seed) => {
          const turn = rows.length === 0 ? 0 : seed % rows.length;
          const turned = [...rows.slice(turn), ...rows.slice(0, turn)];
          const [before, after] = [rows, turned].map((list) => documentOf(table(['Name', 'Value'], list)));
          if (!before || !after) throw new Error('two documents were made');
          expect(documentHash(before)).toBe(documentHash(after));
          expect(editsOf(before, after)).toEqual([]);
        },
      ),
    );
  });
});

describe('long documents', () => {
  const unitsOf = (seed: number, count: number): readonly FlowUnit[] =>
    Array.from({ length: count }, (_, index) => {
      const text = `Clause ${index * seed} binds party ${(index * 31) % 97} for term ${index + seed} in region ${index % 13}.`;
      return { block: { kind: 'paragraph' as const, text, path: [] }, key: text };
    });

  it('compares a number of pairs that grows with the length, not with its square', () => {
    const counts = [2_500, 5_000, 20_000].map(
      (count) => compareFlow(unitsOf(3, count), unitsOf(7, count), new NoiseTally()).comparisons / count,
    );
    expect(Math.max(...counts)).toBeLessThan(20);
    expect(counts[2]).toBeLessThan((counts[0] ?? 0) * 1.5 + 1);
  }, 180_000);

  it('finds the one changed block among 20,000', () => {
    const blocks: readonly Block[] = unitsOf(3, 20_000).map(({ block }) => block);
    const changed = paragraph(blocks[12_345]?.text.replace('region', 'country') ?? '');
    const { edits } = compareDocuments(documentOf(blocks), documentOf(blocks.with(12_345, changed)));
    expect(edits).toMatchObject([{ kind: 'changed', after: { text: changed.text } }]);
  });
});
