import { describe, expect, it } from 'vitest';
import { extractHtml, type HtmlOptions } from '../../src/extract/html-document.ts';

/** Blocks as `kind: text`, so that a whole document reads as a short list. */
function lines(html: string, options: HtmlOptions = {}): string[] {
  return extractHtml(html, options).blocks.map((block) => `${block.kind}: ${block.text}`);
}

function main(content: string): string[] {
  return lines(`<body><main>${content}</main></body>`);
}

function rows(table: string): unknown[] {
  return extractHtml(`<main>${table}</main>`).blocks.map((block) =>
    block.kind === 'table-row'
      ? Object.fromEntries(block.cells.map((cell) => [cell.column, cell.text]))
      : block.text,
  );
}

describe('main content', () => {
  it('is the main element, without remarks', () => {
    const document = extractHtml('<title>T</title><nav>n</nav><main><p>a</p></main><footer>f</footer>');
    expect(document).toMatchObject({ title: 'T', remarks: [], blocks: [{ kind: 'paragraph', text: 'a' }] });
  });

  it('is the longest of several main elements', () => {
    expect(lines('<main></main><div role="main"><p>a</p></div>')).toEqual(['paragraph: a']);
  });

  it('is the only article when there is no main element, with a remark', () => {
    const document = extractHtml('<p>teaser</p><article><p>a</p></article>');
    expect(document.blocks.map((block) => block.text)).toEqual(['a']);
    expect(document.remarks).toEqual(['no main element found, the only article used']);
  });

  it('is the body without header, footer and side columns otherwise, with a remark', () => {
    const document = extractHtml(
      '<header>h</header><article><header>June</header><p>a</p></article><article><p>b</p></article><aside>s</aside><footer>f</footer>',
    );
    expect(document.blocks.map((block) => block.text)).toEqual(['June', 'a', 'b']);
    expect(document.remarks).toEqual(['no main content found, whole body used']);
  });
});

describe('selectors', () => {
  const page = '<div class="a">A<p class="x">ad</p></div><div class="b">B<div class="a">inner</div></div>';

  it('choose what is read, in document order and once', () => {
    expect(lines(page, { select: ['.b', '.a'], drop: '.x' })).toEqual([
      'paragraph: A',
      'paragraph: B',
      'paragraph: inner',
    ]);
  });

  it('may choose a list, a table or a heading itself', () => {
    expect(lines('<ul><li>a</ul>', { select: 'ul' })).toEqual(['list-item: a']);
    expect(lines('<ul><li>a</ul>', { select: 'li' })).toEqual(['list-item: a']);
    expect(lines('<h2>T</h2>', { select: 'h2' })).toEqual(['heading: T']);
    expect(lines('<table><tr><th>M<th>P</tr><tr><td>a<td>b</table>', { select: 'table' })).toEqual([
      'table-row: a | b',
    ]);
  });

  it.each([[{ select: '.gone' }], [{ select: ['.a', '.gone'] }]])(
    'that match nothing are an error: %j',
    (options) => {
      expect(() => extractHtml(page, options)).toThrow(
        expect.objectContaining({ code: 'selector_matched_nothing' }),
      );
    },
  );

  it('that drop nothing are fine', () => {
    expect(lines(page, { select: '.b', drop: ['.gone'] })).toHaveLength(2);
  });

  it('that are no selectors are the fault of the configuration', () => {
    expect(() => extractHtml(page, { select: 'p:nth-(' })).toThrow(
      expect.objectContaining({ code: 'selector_invalid', fault: 'config' }),
    );
  });

  it('whose match holds no text are an error, never an empty document', () => {
    expect(() => extractHtml('<div class="a"> <img alt="x"></div>', { select: '.a' })).toThrow(
      expect.objectContaining({ code: 'empty_document' }),
    );
  });
});

describe('blocks', () => {
  it('carry the headings above them', () => {
    const document = extractHtml('<main><h1>A</h1><h3>B</h3><p>b</p><h2>C</h2><p>c</p></main>');
    expect(document.blocks.map((block) => [...block.path, block.text].join(' > '))).toEqual([
      'A',
      'A > B',
      'A > B > b',
      'A > C',
      'A > C > c',
    ]);
  });

  it.each([
    [
      'text around elements',
      'one <b>two</b>three<div>four</div>five',
      ['paragraph: one twothree', 'paragraph: four', 'paragraph: five'],
    ],
    ['line ends', 'a<br>b<br><br>c', ['paragraph: a b', 'paragraph: c']],
    ['nested lists', '<ul><li>a<ol><li>b</ol><li>c</ul>', ['list-item: a', 'list-item: b', 'list-item: c']],
    ['items of several paragraphs', '<ul><li><p>a</p><p>b</p></ul>', ['list-item: a', 'paragraph: b']],
    ['code', '<pre><code><span>x</span><span> = 1</span>\n y</code></pre>', ['code: x = 1 y']],
    [
      'details',
      '<details><summary>More</summary>hidden until opened</details>',
      ['paragraph: More', 'paragraph: hidden until opened'],
    ],
    [
      'definitions',
      '<dl><div><dt>Owner<dd>Team A</div><dt>Tags<dd>x<dd>y</dl>',
      ['key-value: Owner: Team A', 'key-value: Tags: x; y'],
    ],
    [
      'long definitions',
      '<dl><dt>Term<dd><p>a</p><p>b</p></dl>',
      ['paragraph: Term', 'paragraph: a', 'paragraph: b'],
    ],
    [
      'pictures',
      '<p>a <img alt="chart"> b</p><figure><svg><title>t</title><text>x</text></svg><figcaption>Fig. 1</figcaption></figure>',
      ['paragraph: a b', 'paragraph: Fig. 1'],
    ],
    ['ARIA headings', '<div role="heading" aria-level="3">T</div><p>a</p>', ['heading: T', 'paragraph: a']],
    [
      'neighbouring badges',
      '<p><span>model-a</span><span>Deprecated</span></p>',
      ['paragraph: model-a Deprecated'],
    ],
    ['a price in pieces', '<p><span>$</span><span>2</span><sup>50</sup></p>', ['paragraph: $2^50']],
    ['custom elements', '<x-card>A</x-card><x-card>B</x-card>', ['paragraph: A B']],
    [
      'raised numbers',
      'Jan 2026<sup>2</sup>, 10<sup>25</sup>, 1<sup>st</sup><sup><a href="#fn1">1</a></sup>',
      ['paragraph: Jan 2026^2, 10^25, 1st'],
    ],
    ['mere punctuation', '<p>a</p><p>…</p><p>|</p>', ['paragraph: a']],
  ])('%s', (_name, html, expected) => {
    expect(main(html)).toEqual(expected);
  });

  it('of a list know its depth', () => {
    const { blocks } = extractHtml('<main><ul><li>a<ul><li>b<ul><li>c</ul></ul></ul></main>');
    expect(blocks.map((block) => (block.kind === 'list-item' ? block.depth : null))).toEqual([0, 1, 2]);
  });
});

describe('what a reader does not see', () => {
  it.each([
    '<p hidden>x</p>',
    '<p style="color:red; display: none">x</p>',
    '<span aria-hidden="true">x</span>',
    '<span class="sr-only">(opens in a new tab)</span>',
    '<script>x</script>',
    '<style>x</style>',
    '<template>x</template>',
    '<noscript>x</noscript>',
    '<dialog>x</dialog>',
    '<select><option>x</select>',
    '<nav>x</nav>',
    '<ul class="toc"><li>x</ul>',
    '<div aria-label="On this page">x</div>',
    '<div id="onetrust-consent-sdk">x</div>',
    '<div class="cookie-consent-banner">x</div>',
    '<div role="dialog">x</div>',
    '<button>Copy page</button>',
    '<a href="#top" class="anchor">#</a>',
    '(opens in a new window)',
    '\u200B\u2060\u00AD\u202E',
  ])('is left out: %s', (hidden) => {
    expect(main(`<p>a${hidden}</p><p>b</p>`).join()).toBe('paragraph: a,paragraph: b');
  });

  it.each([
    '<div hidden="until-found">x</div>',
    '<div role="tabpanel" hidden>x</div>',
    '<section class="cookie-policy">x</section>',
    '<button>x</button>',
    '<aside>x</aside>',
  ])('is not confused with what one click shows: %s', (shown) => {
    expect(main(`<p>a</p>${shown}`)).toEqual(['paragraph: a', 'paragraph: x']);
  });
});

describe('tables', () => {
  it('name each cell by the heads above it, joined over spans', () => {
    expect(
      rows(
        '<table><thead><tr><th rowspan=2>Model<th colspan=2>Price</tr><tr><th>In<th>Out</tr></thead><tbody><tr><td rowspan=2>a<td>1<td>2</tr><tr><td>3<td>4</tr></table>',
      ),
    ).toEqual([
      { Model: 'a', 'Price / In': '1', 'Price / Out': '2' },
      { Model: 'a', 'Price / In': '3', 'Price / Out': '4' },
    ]);
  });

  it('take a first row of heads, or of bold text, for the heading', () => {
    expect(rows('<table><tr><th>M<th>P</tr><tr><td>a<td>1</table>')).toEqual([{ M: 'a', P: '1' }]);
    expect(rows('<table><tr><td><b>M</b><td><b>P</b></tr><tr><td>a<td>1</table>')).toEqual([
      { M: 'a', P: '1' },
    ]);
  });

  it('without heads have columns without names', () => {
    expect(
      extractHtml('<main><table><tr><td>a<td>b</tr><tr><td>c<td>d</table></main>').blocks[0],
    ).toMatchObject({
      kind: 'table-row',
      table: 0,
      text: 'a | b',
      cells: [
        { column: '', text: 'a' },
        { column: '', text: 'b' },
      ],
    });
  });

  it('that name one value a row are named values', () => {
    expect(main('<table><tr><th>License<td>MIT</tr><tr><th>Owner<td>Us</table>')).toEqual([
      'key-value: License: MIT',
      'key-value: Owner: Us',
    ]);
  });

  it('write a section row once and leave empty rows out', () => {
    expect(
      main('<table><tr><th>M<th>P</tr><tr><td colspan=2>Legacy</tr><tr><td><td></tr><tr><td>a<td>1</table>'),
    ).toEqual(['table-row: Legacy', 'table-row: a | 1']);
  });

  it('made of ARIA roles are tables', () => {
    expect(
      rows(
        '<div role=table><div role=row><span role=columnheader>M</span><span role=columnheader>P</span></div><div role=row><span role=cell>a</span><span role=cell>1</span></div></div>',
      ),
    ).toEqual([{ M: 'a', P: '1' }]);
  });

  it('that only lay out the page are read as text, inner tables as tables', () => {
    expect(main('<table role=presentation><tr><td>a<td>b</table>')).toEqual(['paragraph: a', 'paragraph: b']);
    expect(main('<table><tr><td><h2>T</h2><td>b</table>')).toEqual(['heading: T', 'paragraph: b']);
  });

  it('are numbered, and keep captions', () => {
    const { blocks } = extractHtml(
      '<main><table><caption>One</caption><tr><td>a<td>b</table><table><tr><td>c<td>d</table></main>',
    );
    expect(blocks.map((block) => (block.kind === 'table-row' ? block.table : block.text))).toEqual([
      'One',
      0,
      1,
    ]);
  });

  it('bound what spans may claim', () => {
    const { blocks } = extractHtml(
      '<main><table><tr><td colspan=99999 rowspan=99999>a</tr><tr><td>b</table></main>',
    );
    expect(blocks.length).toBeLessThanOrEqual(2);
  });
});

it('reads the language and falls back to the first heading for the title', () => {
  expect(extractHtml('<html lang="en-GB"><main><h1>T</h1></main>')).toMatchObject({
    language: 'en-GB',
    title: 'T',
  });
});
