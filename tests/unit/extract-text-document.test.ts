import { describe, expect, it } from 'vitest';
import { compareDocuments } from '../../src/compare/compare-documents.ts';
import type { Block } from '../../src/domain/document.ts';
import { extractText, refuseBinary } from '../../src/extract/text-document.ts';
import { formOfContent, formOfName, type TextForm } from '../../src/extract/text-form.ts';

/** `kind place | text` of each block, for tables of expectations. */
function shown(text: string, form: TextForm): string[] {
  return extractText(text, form).blocks.map(show);
}

function show(block: Block): string {
  const place = block.kind === 'key-value' ? block.record : block.path.join(' / ');
  return `${block.kind} ${place === '' ? '' : `(${place}) `}${block.text}`;
}

describe('settings', () => {
  it('bear their section as their record, comments as prose', () => {
    const text = '# Prices in dollars\nname = "model-a"\n\n[cost]\ninput = 3\noutput = 1_500 # per million\n';
    expect(shown(text, 'settings')).toEqual([
      'paragraph Prices in dollars',
      'key-value name: model-a',
      'key-value (cost) input: 3',
      'key-value (cost) output: 1_500',
      'paragraph output: per million',
    ]);
  });

  it('are placed by indentation; records are called by the field that names them', () => {
    const text = [
      'models:',
      '  - context: 100',
      '    id: model-a',
      '    tags: [text, image]',
      '  - id: model-b',
      '    note: >',
      '      goes on',
      '      for two lines',
      'retired:',
      '- model-c   # last week',
      'empty:',
    ].join('\n');
    expect(shown(text, 'settings')).toEqual([
      'key-value (models › model-a) context: 100',
      'key-value (models › model-a) id: model-a',
      'heading models › model-a › tags',
      'list-item (models › model-a › tags) text',
      'list-item (models › model-a › tags) image',
      'key-value (models › model-b) id: model-b',
      'key-value (models › model-b) note: goes on for two lines',
      'heading retired',
      'list-item (retired) model-c (last week)',
      'key-value empty:',
    ]);
  });

  it.each([
    [
      'tables of a list',
      '[[models]]\nid = "a"\n[models.cost]\ninput = 1',
      ['(models › a) id: a', '(models › a › cost) input: 1'],
    ],
    ['INI', '; shop\n[server]\nport=80\npath: /x', ['(server) port: 80', '(server) path: /x']],
    ['environment', 'export KEY="a b"\nOTHER=1', ['KEY: a b', 'OTHER: 1']],
    [
      'blocks in braces',
      'model "a" {\n  limits {\n    context = 5\n  }\n}\nafter = 1',
      ['(model a › limits) context: 5', 'after: 1'],
    ],
    ['a section without content', '[model-a]\n[model-b]\nx = 1', ['model-a:', '(model-b) x: 1']],
    ['texts of several lines', 'text = """\nOne\ntwo"""\nnext = 2', ['text: One two', 'next: 2']],
    [
      'marks of comments within values',
      'url: https://example.com/a#b\ncolour = "#fff"',
      ['url: https://example.com/a#b', 'colour: #fff'],
    ],
  ])('keep their place: %s', (_name, text, fields) => {
    const found = shown(text, 'settings').filter((line) => line.startsWith('key-value'));
    expect(found).toEqual(fields.map((field) => `key-value ${field}`));
  });
});

describe('source code', () => {
  it('has the strings of a named list as its items', () => {
    const text =
      '# Made by a machine.\nfrom x import Literal\n\nChatModel: Alias = Literal[\n    "model-a",\n    "model-b",  # new\n]\n';
    expect(shown(text, 'code')).toEqual([
      'paragraph Made by a machine.',
      'code from x import Literal',
      'code ChatModel: Alias = Literal[',
      'heading ChatModel',
      'list-item (ChatModel) model-a',
      'list-item (ChatModel) model-b (new)',
    ]);
  });

  it.each([
    ['Python set', 'NAMES = frozenset({"a", "b"})'],
    ['Python tuple', 'NAMES = ("a", "b")'],
    ['TypeScript union', "export type NAMES = 'a' | 'b';"],
    ['TypeScript union over lines', "export type NAMES =\n  | 'a'\n  | 'b';"],
    ['TypeScript array', "export const NAMES: string[] = ['a', 'b'];"],
    ['Go slice', 'NAMES := []string{"a", "b"}'],
    ['list over lines', "const NAMES = [\n  'a', 'b',\n];"],
  ])('has them in whatever language: %s', (_name, text) => {
    const items = extractText(text, 'code').blocks.filter(({ kind }) => kind === 'list-item');
    expect(items.map(show)).toEqual(['list-item (NAMES) a', 'list-item (NAMES) b']);
  });

  it('has constants and entries of named maps as fields, docstrings as prose, what runs as code', () => {
    const text = [
      '"""Limits.',
      '',
      '- by model',
      '"""',
      'DEFAULT = "model-a"',
      'LIMITS = {',
      '    "model-a": 10,',
      '    "model-b": {"context": 20},',
      '}',
      'MODELS = [',
      '    Model(',
      '        id="model-a",',
      '        context=5,',
      '    ),',
      ']',
      'def load():',
      '    limit = 3',
      '    return ["x", "y"]',
    ].join('\n');
    expect(shown(text, 'code')).toEqual([
      'paragraph Limits.',
      'list-item by model',
      'key-value DEFAULT: model-a',
      'code LIMITS = {',
      'key-value (LIMITS) model-a: 10',
      'key-value (LIMITS) model-b: {"context": 20}',
      'code MODELS = [',
      'key-value (MODELS › model-a) id: model-a',
      'key-value (MODELS › model-a) context: 5',
      'code def load(): limit = 3 return ["x", "y"]',
    ]);
  });

  it('tells an added model as one added block', () => {
    const list = (names: readonly string[]) =>
      extractText(`Model = Literal[\n${names.map((name) => `    "${name}",\n`).join('')}]`, 'code');
    const { edits } = compareDocuments(list(['model-a', 'model-c']), list(['model-a', 'model-b', 'model-c']));
    expect(edits).toMatchObject([
      { kind: 'added', after: { kind: 'list-item', text: 'model-b', path: ['Model'] } },
    ]);
  });

  it('takes quotes and comment marks within strings and words for what they are', () => {
    const text = 'A = "it\'s // not # a comment"\n# don\'t stop\nB = \'x\'\nC = "http://example.com/#y"';
    expect(shown(text, 'code')).toEqual([
      "key-value A: it's // not # a comment",
      "paragraph don't stop",
      'key-value B: x',
      'key-value C: http://example.com/#y',
    ]);
  });
});

describe('prose', () => {
  it('has headings, paragraphs over several lines, and lists without their labels', () => {
    const text = [
      'MODEL LICENCE',
      '',
      'The licensee may use',
      'the weights.',
      '',
      '1. First duty',
      '   goes on here',
      '  (a) second duty',
      '',
      'Limits',
      '======',
      '# Scope',
      'Nothing else.',
    ].join('\r\n');
    expect(shown(text, 'prose')).toEqual([
      'heading MODEL LICENCE',
      'paragraph (MODEL LICENCE) The licensee may use the weights.',
      'list-item (MODEL LICENCE) First duty goes on here',
      'list-item (MODEL LICENCE) second duty',
      'heading Limits',
      'heading Scope',
      'paragraph (Scope) Nothing else.',
    ]);
  });
});

it.each<readonly [string, TextForm | null]>([
  ['models.toml', 'settings'],
  ['a/b.YAML', 'settings'],
  ['models.py', 'code'],
  ['LICENSE.txt', 'prose'],
  ['LICENSE', null],
  ['model-1.5', null],
])('%s is %s by its name', (name, form) => {
  expect(formOfName(name)).toBe(form);
});

it.each<readonly [TextForm, string]>([
  ['settings', '[a]\nb = 1\nc = "d"\n'],
  ['settings', 'models:\n  - id: a\n    context: 1\n'],
  ['code', 'import x\n\nMODELS = [\n    "a",\n    "b",\n]\n'],
  ['code', "export type A =\n  | 'a'\n  | 'b';\nexport const b = 1;\n"],
  ['prose', 'The terms apply to you.\nThey bind both sides: you and us.\n\n- one thing\n'],
])('a text without a name is %s by its lines: %j', (form, text) => {
  expect(formOfContent(text)).toBe(form);
});

it('refuses what is no text by what shows it', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  expect(() => refuseBinary(bytes('PK\u0003\u0004\u0000'))).toThrow(/byte 5 is NUL/);
  expect(() => refuseBinary(bytes('%PDF-1.7\n'))).toThrow(/PDF/);
  expect(() => refuseBinary(new Uint8Array([0xff, 0xfe, 0x61, 0]))).not.toThrow();
  expect(() => extractText('<!doctype html><p>x')).toThrow(
    expect.objectContaining({ code: 'html_instead_of_text' }),
  );
  expect(() => extractText('---\n***\n')).toThrow(expect.objectContaining({ code: 'empty_document' }));
});

describe('text made to exhaust the worker', () => {
  const many = 300_000;
  it.each([
    ['quotes that do not close', `(\\'`.repeat(many)],
    ['long strings that do not close', '"""a'.repeat(many)],
    ['comments that do not close', 'a/*'.repeat(many)],
    ['comments', '/* a */'.repeat(many)],
    ['brackets', '['.repeat(many)],
    ['brackets that close nothing', ']'.repeat(many)],
    ['deep indentation', Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['sections', '[[a]]\n'.repeat(many)],
    ['blanks before a sign', `a${' '.repeat(many)}=`],
    ['elements without names', `- x:\n${'    y: z\n'.repeat(3)}`.repeat(4_000)],
  ])('is read or refused within seconds in every form: %s', { timeout: 20_000 }, (_name, text) => {
    for (const form of ['prose', 'settings', 'code', null] as const) {
      try {
        expect(extractText(text, form).blocks.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^(?:document_too_large|nested_too_deep|empty_document)$/),
        });
      }
    }
  });
});
