import { describe, expect, it } from 'vitest';
import type { Edit, Finding, WordRun } from '../../src/domain/change.ts';
import type { Block } from '../../src/domain/document.ts';
import { selectPassages } from '../../src/mail/passages.ts';
import { shortenRuns } from '../../src/mail/shorten-runs.ts';

function paragraph(text: string): Block {
  return { kind: 'paragraph', path: ['Card'], text };
}

function edits(count: number): readonly Edit[] {
  return Array.from({ length: count }, (_, index) => ({ kind: 'added', after: paragraph(`text ${index}`) }));
}

function finding(severity: Finding['severity'], on: readonly number[]): Finding {
  return {
    category: 'card.data_changed',
    rule: 'r#1',
    base: severity,
    modifiers: [],
    severity,
    summary: 's',
    edits: on,
    subjects: [],
  };
}

describe('selectPassages', () => {
  it('shows the passages of the gravest findings, in the order of the document', () => {
    const findings = [finding('low', [1, 2]), finding('critical', [40, 30])];
    const { shown, omitted } = selectPassages({ edits: edits(50), findings }, 4, 100);
    expect(shown.map((passage) => passage.runs[0]?.text)).toEqual(['text 1', 'text 2', 'text 30', 'text 40']);
    expect(omitted).toBe(46);
  });

  it('shows a row whose cells differ as cells, with the name of the row', () => {
    const row = (text: string): Block => ({
      kind: 'table-row',
      path: [],
      table: 0,
      text,
      cells: [
        { column: 'Model', text: 'scribe-2' },
        { column: 'Price', text },
      ],
    });
    const cells = [{ column: 'Price', before: '1', after: '2' }];
    const edit: Edit = { kind: 'changed', before: row('1'), after: row('2'), words: [], cells };
    const [passage] = selectPassages({ edits: [edit], findings: [] }, 12, 100).shown;
    expect(passage?.row).toEqual({ name: 'scribe-2', cells });
    expect(passage?.section).toBe('Beginning of the document');
  });

  it('shows both sides whole when there are no word marks', () => {
    const edit: Edit = {
      kind: 'changed',
      before: paragraph('old'),
      after: paragraph('new'),
      words: [],
      cells: [],
    };
    expect(selectPassages({ edits: [edit], findings: [] }, 1, 100).shown[0]?.runs).toEqual([
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
    ]);
  });
});

describe('shortenRuns', () => {
  it('keeps what is next to an edit and replaces the rest by an ellipsis', () => {
    const far = 'far away words '.repeat(100);
    const runs: readonly WordRun[] = [
      { kind: 'same', text: `${far}just before ` },
      { kind: 'removed', text: '30' },
      { kind: 'added', text: '14' },
      { kind: 'same', text: ` just after ${far}` },
    ];
    const [before, removed, added, after] = shortenRuns(runs, 500);
    expect(before?.text).toMatch(/^… .*just before $/);
    expect(before?.text.length).toBeLessThan(100);
    expect([removed?.text, added?.text]).toEqual(['30', '14']);
    expect(after?.text).toMatch(/^ just after .*…$/);
  });

  it('counts what it cuts from a line of ten megabytes', () => {
    const [run, ...others] = shortenRuns([{ kind: 'added', text: 'word '.repeat(2_000_000) }], 200);
    expect(run?.text).toMatch(/… \(9999800 characters more\)$/);
    expect(others).toEqual([]);
  });

  it('counts the edits that no longer fit', () => {
    const runs = Array.from(
      { length: 200 },
      (_, index): WordRun => ({
        kind: index % 2 === 0 ? 'same' : 'added',
        text: ` w${index} `,
      }),
    );
    expect(shortenRuns(runs, 10_000).at(-1)?.text).toBe(' … (76 more edits in this passage)');
  });
});
