import { describe, expect, it } from 'vitest';
import { addAliasMoves, findAliasMoves } from '../../src/compare/alias-moves.ts';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import type { Understanding } from '../../src/domain/change.ts';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';
import { extractModelList } from '../../src/extract/model-list-document.ts';

const list = (...models: readonly (readonly [id: string, ...aliases: string[]])[]) =>
  extractModelList([JSON.stringify({ data: models.map(([id, ...aliases]) => ({ id, aliases })) })]);
const table = (header: string, ...rows: readonly string[]) =>
  extractMarkdown(`| ${header} |\n|---|---|\n${rows.map((row) => `| ${row} |\n`).join('')}`);

describe('findAliasMoves', () => {
  it.each([
    [
      'from one record to another',
      list(['pro-2', 'pro-latest'], ['pro-3']),
      list(['pro-2'], ['pro-3', 'pro-latest']),
      [{ alias: 'pro-latest', before: 'pro-2', after: 'pro-3' }],
    ],
    [
      'to a record that is new',
      list(['pro-2', 'pro-latest']),
      list(['pro-2', 'pro-2-stable'], ['pro-3', 'pro-latest']),
      [{ alias: 'pro-latest', before: 'pro-2', after: 'pro-3' }],
    ],
    [
      'in a table that says what names point to',
      table('Name | Points to', 'chat | chat-4-0314', 'pro | pro-2'),
      table('Name | Points to', 'pro | pro-2', 'chat | chat-4-0613'),
      [{ alias: 'chat', before: 'chat-4-0314', after: 'chat-4-0613' }],
    ],
    [
      'in a table with a column of aliases',
      table('Model | Alias', 'pro-2 | pro-latest', 'pro-3 | –'),
      table('Model | Alias', 'pro-2 | –', 'pro-3 | pro-latest'),
      [{ alias: 'pro-latest', before: 'pro-2', after: 'pro-3' }],
    ],
    ['but not one that is new', list(['pro-2']), list(['pro-2', 'pro-latest']), []],
    ['nor one that went', list(['pro-2', 'pro-latest']), list(['pro-2']), []],
    [
      'nor one that stands for two',
      list(['pro-2', 'pro'], ['pro-3', 'pro']),
      list(['pro-2'], ['pro-3', 'pro']),
      [],
    ],
    ['nor one in another order', list(['a', 'x', 'y'], ['b']), list(['b'], ['a', 'y', 'x']), []],
  ])('finds an alias that moved %s', (_what, before, after, moves) => {
    expect(findAliasMoves(before, after)).toEqual(moves);
  });
});

describe('addAliasMoves', () => {
  it('takes the place of what was said of the same rows', () => {
    const before = table('Name | Points to', 'chat | chat-4-0314');
    const after = table('Name | Points to', 'chat | chat-4-0613');
    const { edits } = compareDocuments(before, after);
    const finding = { rule: 'r', base: 'low', modifiers: [], severity: 'low', subjects: [] } as const;
    const said: Understanding = {
      findings: [
        { ...finding, category: 'model.new', summary: 'new', edits: [0] },
        { ...finding, category: 'model.removed_unannounced', summary: 'gone', edits: [0] },
        { ...finding, category: 'price.changed', summary: 'price', edits: [0] },
      ],
      subjects: [],
      printed: { before: null, after: null, effective: null, isSilentEdit: false },
      summary: 'new',
      isMaterial: true,
    };
    const source = {
      id: 'norvik/models',
      vendor: 'norvik',
      title: 'Norvik models',
      role: 'docs',
      kind: 'markdown',
      url: '',
      cadence: { kind: 'every', everyMs: 1 },
      headers: {},
      allowPrivate: [],
      announcedBy: [],
      options: {},
    } as const;

    const told = addAliasMoves(said, findAliasMoves(before, after), edits, source);

    expect(told.findings.map(({ category }) => category)).toEqual([
      'model.identity_changed',
      'model.new',
      'price.changed',
    ]);
    expect(told.summary).toBe(
      'chat stood for chat-4-0314 and now stands for chat-4-0613, says Norvik models.',
    );
    expect(addAliasMoves(said, [], edits, source)).toBe(said);
  });
});
