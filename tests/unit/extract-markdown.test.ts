import { describe, expect, it } from 'vitest';
import { extractMarkdown } from '../../src/extract/markdown-document.ts';

function lines(markdown: string): string[] {
  return extractMarkdown(markdown).blocks.map((block) => `${block.kind}: ${block.text}`);
}

function pathsOf(markdown: string): string[] {
  return extractMarkdown(markdown).blocks.map((block) => [...block.path, block.text].join(' > '));
}

describe('front matter', () => {
  it('is read as named values, exactly as written, and gives the title', () => {
    const document = extractMarkdown(
      '---\ntitle: "Models"\ndate: 2025-01-02\nversion: 1.10\nlist: [a, b]\nmeta:\n  deep: yes\n---\n\nText',
    );
    expect(document.title).toBe('Models');
    expect(document.blocks.map((block) => block.text)).toEqual([
      'date: 2025-01-02',
      'list: a, b',
      'meta.deep: yes',
      'title: Models',
      'version: 1.10',
      'Text',
    ]);
  });

  it('in TOML, or that is no YAML, is read line by line with a remark', () => {
    const toml = extractMarkdown('+++\ntitle = "Models"\n+++\nText');
    expect(toml.blocks.map((block) => block.text)).toEqual(['title: Models', 'Text']);
    const broken = extractMarkdown('---\na: [\nb: c: d\n---\nText');
    expect(broken.blocks.map((block) => block.text)).toEqual(['a: [', 'b: c: d', 'Text']);
    expect([...toml.remarks, ...broken.remarks]).toEqual(Array(2).fill('front matter read line by line'));
  });

  it('is not repeated by a rule further down', () => {
    expect(lines('---\na: b\n---\n\n---\n\nText\n\n---\n\nMore')).toEqual([
      'key-value: a: b',
      'paragraph: Text',
      'paragraph: More',
    ]);
  });

  it('alone is no document', () => {
    expect(() => extractMarkdown('---\ntitle: x\n---\n\n')).toThrow(
      expect.objectContaining({ code: 'empty_document' }),
    );
  });
});

describe('Markdown', () => {
  it.each([
    ['emphasis, links and pictures', '**a** _b_ [c](https://x) ![d](e) ~~f~~ `g`', ['paragraph: a b c f g']],
    [
      'lists',
      '- a\n  - b\n- [ ] c\n\n1. d',
      ['list-item: a', 'list-item: b', 'list-item: c', 'list-item: d'],
    ],
    ['code', '```js\n<Note>import x</Note>\n```', ['code: <Note>import x</Note>']],
    ['quotes and admonitions of GitHub', '> [!NOTE]\n> Careful', ['paragraph: Careful']],
    ['footnotes', 'a[^1]\n\n[^1]: note', ['paragraph: a', 'paragraph: note']],
    ['heading ids', '## T {#t-1}\n\na', ['heading: T', 'paragraph: a']],
    ['reference links', '[a][r]\n\n[r]: https://x', ['paragraph: a']],
    ['line ends', 'a  \nb\nc', ['paragraph: a b c']],
  ])('%s', (_name, markdown, expected) => {
    expect(lines(markdown)).toEqual(expected);
  });

  it('tables name their cells', () => {
    const [row] = extractMarkdown('| Model | Price |\n|---|---|\n| **a**\\|b | $1<br>$2 |').blocks;
    expect(row).toMatchObject({
      kind: 'table-row',
      cells: [
        { column: 'Model', text: 'a|b' },
        { column: 'Price', text: '$1 $2' },
      ],
    });
  });

  it('tables with an empty head have columns without names', () => {
    const [row] = extractMarkdown('| | |\n|---|---|\n| a | b |').blocks;
    expect(row).toMatchObject({ kind: 'table-row', cells: [{ column: '' }, { column: '' }] });
  });
});

describe('HTML within Markdown', () => {
  it('is read by the rules for HTML', () => {
    expect(
      lines(
        '<table><tr><th>M</th><th>P</th></tr><tr><td>a</td><td>1</td></tr></table>\n\n<details><summary>S</summary>\n\n- **x**\n\n</details>\n\n<!-- no -->',
      ),
    ).toEqual(['table-row: a | 1', 'paragraph: S', 'list-item: x']);
  });

  it.each(['title', 'script', 'style', 'textarea', 'select', 'svg', 'template', 'plaintext'])(
    'named in prose does not swallow what follows: %s',
    (tag) => {
      const texts = lines(`The <${tag}> element.\n\nLast paragraph`);
      expect(texts).toEqual([`paragraph: The <${tag}> element.`, 'paragraph: Last paragraph']);
    },
  );
});

describe('MDX', () => {
  it('modules are left out', () => {
    expect(
      lines(
        "import { Tabs } from '@site/tabs'\nexport const models = [\n  { id: 1 },\n\n  { id: 2 },\n]\n\nText",
      ),
    ).toEqual(['paragraph: Text']);
  });

  it('prose that begins with "import" or "export" stays', () => {
    expect(lines('import duties are not included.\n\nexport control laws apply.')).toHaveLength(2);
  });

  it('components keep their titles and content, whatever their indentation', () => {
    const markdown = [
      '<Tabs>',
      '  <Tab title="Python" icon={<Icon name="x" />}>',
      '      Use `pip`.',
      '',
      '      ```bash',
      '      pip install x',
      '      ```',
      '  </Tab>',
      '</Tabs>',
      '<Note>',
      '  **Careful** with <Tooltip tip="long">this</Tooltip>.',
      '</Note>',
      '<Card',
      '  title="Next steps"',
      '  href="/next"',
      '/>',
      'After {/* no */}all.',
    ].join('\n');
    expect(lines(markdown)).toEqual([
      'paragraph: Python',
      'paragraph: Use pip.',
      'code: pip install x',
      'paragraph: Careful with this.',
      'paragraph: Next steps',
      'paragraph: After all.',
    ]);
  });

  it('changelog entries are headings of what they hold', () => {
    expect(
      pathsOf(
        '<Update label="June 2025" description="v2">\n  ## New *models*\n\n  * model-a\n</Update>\n<Update label="May 2025">\n  Old\n</Update>',
      ),
    ).toEqual([
      'June 2025',
      'June 2025 > v2',
      'June 2025 > New models',
      'June 2025 > New models > model-a',
      'May 2025',
      'May 2025 > Old',
    ]);
  });

  it('code in a line is left alone', () => {
    expect(lines('Write `<Note>` or ``a ` <Tab>`` here.')).toEqual([
      'paragraph: Write <Note> or a ` <Tab> here.',
    ]);
  });

  it('what looks like a component but has no end is text', () => {
    expect(lines('a <Model b\n\nc')).toEqual(['paragraph: a <Model b', 'paragraph: c']);
  });
});

it.each([
  [':::warning[Breaking]\nText\n:::', ['paragraph: Breaking', 'paragraph: Text']],
  ['!!! note "Heads up"\n    Text', ['paragraph: Heads up', 'paragraph: Text']],
  ['=== "Python"\n\n    Text', ['paragraph: Python', 'paragraph: Text']],
  ['{% note %}Text{% endnote %} {{< tag >}}', ['paragraph: Text']],
])('admonitions and template tags of site generators leave their text: %j', (markdown, expected) => {
  expect(lines(markdown)).toEqual(expected);
});

it.each([
  '<!DOCTYPE html><html><body>x</body></html>',
  '\n<!-- c -->\n<html lang="en"><body>x</body></html>',
])('an HTML page is no Markdown: %s', (text) => {
  expect(() => extractMarkdown(text)).toThrow(expect.objectContaining({ code: 'html_instead_of_markdown' }));
});
