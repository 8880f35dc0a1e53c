import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Document } from '../../src/domain/document.ts';
import { ExtractError } from '../../src/domain/errors.ts';
import { extractPdf } from '../../src/extract/pdf-document.ts';
import type { PdfPage, PdfTag } from '../../src/extract/pdf-pages.ts';
import { renderTags } from '../../src/extract/pdf-tags.ts';
import { makePdf, type PdfText, textLines, textRow } from '../support/make-pdf.ts';

/** Blocks in a short form: `# heading`, `- item`, `| cell | cell |`, paragraphs as they are. */
function shown({ blocks }: Document): readonly string[] {
  return blocks.map((block: Block) => {
    if (block.kind === 'heading') return `${'#'.repeat(block.level)} ${block.text}`;
    if (block.kind === 'list-item') return `${'  '.repeat(block.depth)}- ${block.text}`;
    if (block.kind === 'table-row')
      return `| ${block.cells.map((cell) => `${cell.column}=${cell.text}`).join(' | ')}`;
    return block.text;
  });
}

const read = async (...pages: readonly (readonly PdfText[])[]) => shown(await extractPdf(makePdf({ pages })));

const title: PdfText = { text: 'Norvik Scribe 2 model card', x: 60, y: 60, size: 20, bold: true };
const section = (text: string, y: number): PdfText => ({ text, x: 60, y, size: 14, bold: true });

describe('the layout of a PDF', () => {
  it('gives headings by the size of their letters, in levels, and makes lines whole paragraphs', async () => {
    expect(
      await read([
        title,
        ...textLines(
          60,
          90,
          'The model drafts visit notes from recordings of',
          'conversations. It is reviewed.',
        ),
        section('1 Intended use', 140),
        ...textLines(60, 160, 'Ambulatory care in two languages and in many clinics of all sizes.'),
        section('2 A heading that is so long that', 200),
        { ...section('it needs a second line', 216) },
        ...textLines(60, 240, 'Not for diagnosis, which remains with the clinician who is present.'),
      ]),
    ).toEqual([
      '# Norvik Scribe 2 model card',
      'The model drafts visit notes from recordings of conversations. It is reviewed.',
      '## 1 Intended use',
      'Ambulatory care in two languages and in many clinics of all sizes.',
      '## 2 A heading that is so long that it needs a second line',
      'Not for diagnosis, which remains with the clinician who is present.',
    ]);
  });

  it('takes a numbered line in bold letters of the usual size for a heading', async () => {
    expect(
      await read([
        ...textLines(60, 60, 'These terms are agreed between the vendor and the customer today.'),
        { text: '2. Liability', x: 60, y: 90, bold: true },
        ...textLines(60, 104, 'The vendor is liable.'),
        { text: 'Nothing numbered here', x: 60, y: 130, bold: true },
      ]),
    ).toEqual([
      'These terms are agreed between the vendor and the customer today.',
      '# 2. Liability',
      'The vendor is liable.',
      'Nothing numbered here',
    ]);
  });

  it('parts paragraphs by gaps and by the indentation of their first line', async () => {
    const paragraphs = [
      ...textLines(60, 60, 'One paragraph', 'of two lines.'),
      ...textLines(60, 110, 'Another after a gap,', 'also of two lines.'),
      { text: 'A third with its first line indented', x: 75, y: 134 },
      { text: 'and no gap.', x: 60, y: 146 },
    ];
    expect(await read(paragraphs)).toEqual([
      'One paragraph of two lines.',
      'Another after a gap, also of two lines.',
      'A third with its first line indented and no gap.',
    ]);
  });

  it('makes broken words whole, but keeps hyphens that the document writes elsewhere', async () => {
    expect(
      await read(
        textLines(60, 60, 'Tests on held-out data, trans-', 'cribed twice, are held-', 'out tests.'),
      ),
    ).toEqual(['Tests on held-out data, transcribed twice, are held-out tests.']);
  });

  it('reads lists with their depth, and without their marks', async () => {
    expect(
      await read([
        { text: '\x95 Adults in ambulatory', x: 60, y: 60 },
        { text: 'care', x: 70, y: 72 },
        { text: '\x95 only English', x: 90, y: 84 },
        { text: '\x95 Inpatients', x: 60, y: 96 },
        { text: '1. First of a new list', x: 60, y: 140 },
        { text: '2. Second', x: 60, y: 152 },
      ]),
    ).toEqual([
      '- Adults in ambulatory care',
      '  - only English',
      '- Inpatients',
      '- First of a new list',
      '- Second',
    ]);
  });

  it('reads tables by their columns, with the header where it is told by its font', async () => {
    const columns = [60, 250, 400];
    expect(
      await read([
        ...textLines(60, 60, 'Results on visits that the model had not seen before:'),
        ...textRow(columns, 90, 'Data set', 'Visits', 'Word error rate').map((cell) => ({
          ...cell,
          bold: true,
        })),
        ...textRow(columns, 104, 'Ambulatory English,', '1,200', '4.1 %'),
        { text: 'three clinics', x: 60, y: 116 },
        ...textRow(columns, 130, 'Inpatient', '', '9.0 %').filter(({ text }) => text !== ''),
        ...textLines(60, 170, 'Lower is better.'),
      ]),
    ).toEqual([
      'Results on visits that the model had not seen before:',
      '| Data set=Ambulatory English, three clinics | Visits=1,200 | Word error rate=4.1 %',
      '| Data set=Inpatient | Visits= | Word error rate=9.0 %',
      'Lower is better.',
    ]);
  });

  it('does not invent columns for a table that has no header', async () => {
    const columns = [60, 200];
    expect(
      await read([
        ...textRow(columns, 60, 'Vendor', 'Norvik'),
        ...textRow(columns, 72, 'Model', 'Scribe'),
        ...textRow(columns, 84, 'Licence', 'Commercial'),
      ]),
    ).toEqual(['| =Vendor | =Norvik', '| =Model | =Scribe', '| =Licence | =Commercial']);
  });

  it('leaves out what pages repeat and how they are numbered, and says so', async () => {
    const pages = ['Alpha is described.', 'Beta is described.', 'Gamma is described.'].map((text, index) => [
      { text: 'Norvik confidential', x: 60, y: 30 },
      ...textLines(60, 100, text),
      { text: `Chapter 1, page ${index + 4}`, x: 60, y: 800 },
      { text: String(index + 4), x: 500, y: 815 },
    ]);
    const document = await extractPdf(makePdf({ pages }));
    expect(shown(document)).toEqual(['Alpha is described.', 'Beta is described.', 'Gamma is described.']);
    expect(document.remarks).toContain('3 texts that the pages repeat left out');
  });

  it('keeps lines that stand at the same place of several pages and say different things', async () => {
    const pages = [1, 2, 3, 4].map((number) => [
      section(`3.${number} Section ${number}`, 60),
      ...textLines(60, 90, `Paragraph ${number} of ${number * 7} tells something of the model.`),
    ]);
    expect(await read(...pages)).toHaveLength(8);
  });

  it('goes on with a sentence on the next page', async () => {
    expect(
      await read(
        textLines(60, 700, 'The model is not meant'),
        textLines(60, 60, 'for diagnosis.', 'Another line.'),
      ),
    ).toEqual(['The model is not meant for diagnosis. Another line.']);
  });

  it('leaves the pages of a table of contents out: a moved chapter has not changed', async () => {
    expect(await read(textLines(60, 60, '1 Use . . . . . . . . . 3', '2 Limits ........... 14'))).toEqual([
      '1 Use',
      '2 Limits',
    ]);
  });

  it('tells slanted marks across the page as left out', async () => {
    const upright = makePdf({ pages: [textLines(60, 60, 'The text of the page.', 'DRAFT'.repeat(4))] });
    const turned = Buffer.from(upright)
      .toString('latin1')
      .replace('60 770 Td (DRAFTDRAFTDRAFT', '1 1 -1 1 60 70 Tm (DRAFTDRAFT');
    const document = await extractPdf(new Uint8Array(Buffer.from(turned, 'latin1')));
    expect(shown(document)).toEqual(['The text of the page.']);
    expect(document.remarks).toContain('1 slanted text left out');
  });
});

describe('what a PDF says of itself', () => {
  const pages = [textLines(60, 60, 'One line of text.')];

  it('is its title, language and dates; dates are told and not compared', async () => {
    const info = {
      Title: 'Scribe card',
      CreationDate: 'D:20260102030405Z',
      ModDate: "D:20260304050607+01'00'",
    };
    const document = await extractPdf(makePdf({ pages, info, catalogue: '/Lang (en-GB)' }));
    expect(document).toMatchObject({ title: 'Scribe card', language: 'en-GB' });
    expect(document.remarks).toEqual([
      '1 page',
      "last modified on 2026-03-04, by the file's own account",
      "created on 2026-01-02, by the file's own account",
      'headings, lists and tables are told by their layout',
    ]);
    const made = await extractPdf(
      makePdf({ pages, info: { ...info, ModDate: 'D:20260401000000Z' }, catalogue: '/Lang (en-GB)' }),
    );
    expect(made.blocks).toEqual(document.blocks);
  });
});

describe('a PDF without text', () => {
  it.each([
    ['pages that are pictures', makePdf({ pages: [[], []] }), 'its 2 pages hold no text, only pictures'],
    [
      'a damaged structure',
      new TextEncoder().encode('%PDF-1.7\nnothing that makes sense\n%%EOF'),
      'its structure is damaged',
    ],
  ])('is its hash and says why: %s', async (_name, bytes, reason) => {
    const document = await extractPdf(bytes);
    expect(shown(document)).toEqual([
      expect.stringMatching(/^sha256: [0-9a-f]{64}$/),
      `bytes: ${bytes.length}`,
    ]);
    expect(document.remarks[0]).toContain(reason);
    expect(await extractPdf(bytes)).toEqual(document);
  });

  it('of more pages than are read is its hash', async () => {
    const bytes = makePdf({ pages: Array.from({ length: 2_001 }, () => []) });
    expect((await extractPdf(bytes)).remarks[0]).toContain(
      'it has 2001 pages, of which at most 2000 are read',
    );
  });

  it('whatever is damaged, gives a document or an error with a code, and the same one again', async () => {
    const bytes = makePdf({
      pages: [[title, ...textLines(60, 90, 'A line.', 'Another.')], textRow([60, 200], 60, 'a', 'b')],
    });
    const outcome = (damaged: Uint8Array) =>
      extractPdf(damaged).catch((error: unknown) => {
        if (error instanceof ExtractError) return error.code;
        throw error;
      });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        async (damages) => {
          const damaged = bytes.slice();
          for (const [at, byte] of damages) damaged[at] = byte;
          expect(await outcome(damaged)).toEqual(await outcome(damaged));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a tagged PDF', () => {
  const page = (
    tags: PdfTag | null,
    ...texts: readonly (readonly [mark: string, text: string, x: number, y: number])[]
  ): PdfPage => ({
    height: 842,
    tags,
    runs: texts.map(([mark, text, x, y]) => ({
      mark,
      text,
      x,
      y,
      width: text.length * 5,
      size: 10,
      font: 'f',
    })),
  });
  const tag = (role: string, ...children: PdfTag['children']): PdfTag => ({ role, children });
  const leaf = (mark: string) => ({ mark });

  it('is read as it says, with its tables and without bullets', () => {
    const tags = tag(
      'Document',
      tag('H1', tag('Span', leaf('1'))),
      tag('P', leaf('2')),
      tag('L', tag('LI', tag('Lbl', leaf('3')), tag('LBody', leaf('4')))),
      tag(
        'Table',
        tag('TR', tag('TH', leaf('5')), tag('TH', leaf('6'))),
        tag('TR', tag('TD', leaf('7')), tag('TD')),
      ),
    );
    const texts = [
      ['1', 'Card', 0, 0],
      ['2', 'a < b &', 0, 20],
      ['2', 'wrapped', 0, 32],
      ['3', '*', 0, 50],
      ['4', 'item', 10, 50],
      ['5', 'Set', 0, 70],
      ['6', 'Rate', 50, 70],
      ['7', 'one', 0, 82],
      ['artefact', 'Page 1', 0, 800],
    ] as const;
    expect(renderTags([page(tags, ...texts)])).toEqual({
      html: '<h1>Card</h1><p> a &lt; b &amp; wrapped</p><ul><li> item</li></ul><table><tr><th> Set</th><th> Rate</th></tr><tr><td> one</td><td></td></tr></table>',
      coverage: 1,
      hasHeadings: true,
    });
  });

  it('is not relied on when its tree leaves text out', () => {
    const tags = tag('Document', tag('H1', leaf('1')));
    const { coverage } = renderTags([page(tags, ['1', 'Head', 0, 0], ['2', 'left out', 0, 20])]);
    expect(coverage).toBeLessThan(0.5);
    expect(renderTags([page(null, ['1', 'Head', 0, 0])])).toMatchObject({ coverage: 0, hasHeadings: false });
  });
});
