import { describe, expect, it } from 'vitest';
import type { Capture } from '../../src/domain/capture.ts';
import { extractHtml, type HtmlOptions } from '../../src/extract/html-document.ts';
import { htmlAdapter } from '../../src/sources/html.ts';
import { captureOf } from '../fixtures/pages/load-page.ts';

const page = `<body>
  <div class="intro"><h1>Terms</h1><p>Hello.</p></div>
  <h2 id="use">Use</h2><p>You may use it.</p>
  <section><h2 id="data">Data</h2><p>We keep it.</p><div><p>Thirty days.</p><h2 id="end">Contact</h2></div><p>Write to us.</p></section>
  <footer>2026</footer>
</body>`;

const texts = (select: HtmlOptions['select'], drop?: HtmlOptions['drop']) =>
  extractHtml(page, { select, drop }).blocks.map(({ text }) => text);

describe('a range', () => {
  it('reads from one element up to another, whatever holds them', () => {
    expect(texts({ from: '#use', to: '#end' })).toEqual([
      'Use',
      'You may use it.',
      'Data',
      'We keep it.',
      'Thirty days.',
    ]);
  });

  it('ends with the page when it has no end', () => {
    expect(texts({ from: '#end' })).toEqual(['Contact', 'Write to us.', '2026']);
  });

  it('ends at the next match, not at one before its beginning', () => {
    expect(texts({ from: '#data', to: 'h2, p + p' })).toEqual(['Data', 'We keep it.', 'Thirty days.']);
    expect(texts({ from: 'section', to: '#end' })).toEqual(['Data', 'We keep it.', 'Thirty days.']);
  });

  it('stands beside selectors and other ranges, and is read in the order of the page', () => {
    expect(texts([{ from: '#data', to: 'div' }, '.intro p', { from: '#use', to: 'section' }])).toEqual([
      'Hello.',
      'Use',
      'You may use it.',
      'Data',
      'We keep it.',
    ]);
  });

  it('can be left out, and need not be there for that', () => {
    const drop = [
      { from: '#data', to: 'footer' },
      { from: '.gone', to: 'p' },
      { from: '#use', to: '.gone' },
    ];
    expect(texts('body', drop)).toEqual(['Terms', 'Hello.', 'Use', 'You may use it.', '2026']);
  });

  it.each<readonly [string, HtmlOptions['select'], string]>([
    ['beginning', { from: '.gone', to: 'p' }, 'the selector ".gone" matched nothing'],
    ['end', { from: '#data', to: '#use' }, 'nothing after "#data" matches the end of the range, "#use"'],
  ])('without its %s is an error, never half a document', (_name, select, message) => {
    expect(() => texts(select)).toThrow(
      expect.objectContaining({ code: 'selector_matched_nothing', message }),
    );
  });

  it('is checked before anything is fetched', () => {
    const accepts = (select: unknown) => htmlAdapter.options.safeParse({ select }).success;
    expect(accepts({ from: 'h2', to: 'footer' })).toBe(true);
    expect(accepts({ from: 'h2:nth-(' })).toBe(false);
    expect(accepts({ to: 'footer' })).toBe(false);
  });
});

describe('a page that is all navigation to us', () => {
  it('is read line by line rather than not at all, and says so', () => {
    const document = extractHtml('<body><nav><a>Models</a><a>Terms</a><p hidden>no</p></nav></body>');
    expect(document.blocks.map(({ text }) => text)).toEqual(['Models', 'Terms']);
    expect(document.remarks).toContain('no content found by structure, all text read line by line');
  });

  it('is an error when it holds no text', () => {
    expect(() => extractHtml('<body><nav><img alt="x"></nav></body>')).toThrow(
      expect.objectContaining({ code: 'empty_document' }),
    );
  });
});

describe('several pages', () => {
  const at = (path: string, body: string): Capture =>
    captureOf(body, {
      url: `https://docs.example.com/${path}`,
      finalUrl: `https://docs.example.com/${path}`,
    });

  it('make one document, in which headings do not reach from one page into the next', () => {
    const reading = htmlAdapter.read(
      [
        at('a', '<title>Guide</title><main><h1>One</h1><p>first</p></main>'),
        at('b', '<main><p>second</p></main>'),
      ],
      {},
    );
    expect(reading).toMatchObject({
      kind: 'document',
      document: {
        title: 'Guide',
        blocks: [
          { text: 'One', path: [] },
          { text: 'first', path: ['One'] },
          { text: 'second', path: [] },
        ],
      },
    });
  });

  it('keep their tables apart', () => {
    const table = '<main><table><tr><th>A</th></tr><tr><td>1</td></tr><tr><td>2</td></tr></table></main>';
    const reading = htmlAdapter.read([at('a', table), at('b', table)], {});
    expect(reading).toMatchObject({
      document: { blocks: [{ table: 0 }, { table: 0 }, { table: 1 }, { table: 1 }] },
    });
  });

  it('are no document when one of them is not what it seems', () => {
    const missing =
      '<!doctype html><html><head><title>Page not found</title></head><body><h1>Page not found</h1><p>The page you are looking for does not exist.</p></body></html>';
    expect(htmlAdapter.read([at('a', '<main><p>first</p></main>'), at('b', missing)], {})).toMatchObject({
      kind: 'suspect',
    });
  });

  it('are addresses, whole or from here', () => {
    const accepts = (...pages: readonly string[]) => htmlAdapter.options.safeParse({ pages }).success;
    expect(accepts('page-2', '/terms/3', 'https://legal.example.com/4')).toBe(true);
    for (const wrong of ['file:///etc/passwd', 'https://user:secret@legal.example.com/', ' ']) {
      expect(accepts(wrong)).toBe(false);
    }
  });
});
