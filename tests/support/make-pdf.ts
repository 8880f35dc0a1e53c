/** Small PDF files for tests, in the two standard fonts of Helvetica; plain enough to be read in a hex dump. */
import { deflateSync } from 'node:zlib';

export interface PdfText {
  readonly text: string;
  /** Points from the left and the top of an A4 page. */
  readonly x: number;
  readonly y: number;
  /** Default 10. */
  readonly size?: number;
  readonly bold?: boolean;
}

export interface PdfRecipe {
  readonly pages: readonly (readonly PdfText[])[];
  /** Document information, such as `ModDate`. */
  readonly info?: Readonly<Record<string, string>>;
  /** Entries of the catalogue, such as `/Lang (en)`. */
  readonly catalogue?: string;
}

const height = 842;

/** A whole file. */
export function makePdf({ pages, info = {}, catalogue = '' }: PdfRecipe): Uint8Array {
  const contents = pages.map((texts) => Buffer.from(texts.map(drawn).join('\n'), 'latin1'));
  return assemble(contents, info, catalogue);
}

/** A file of one page whose content is packed as it stands. */
export function makePackedPdf(packed: Uint8Array): Uint8Array {
  return assemble([Buffer.from(packed)], {}, '', '/Filter /FlateDecode');
}

/** Lines one below the other, 12 points apart. */
export function textLines(x: number, y: number, ...lines: readonly string[]): readonly PdfText[] {
  return lines.map((text, index) => ({ text, x, y: y + index * 12 }));
}

/** One row of a table at the given columns. */
export function textRow(
  columns: readonly number[],
  y: number,
  ...cells: readonly string[]
): readonly PdfText[] {
  return cells.map((text, index) => ({ text, x: columns[index] ?? 0, y }));
}

/** A page whose content unpacks to so many bytes of blanks, or of texts. */
export function packedBlanks(megabytes: number): Uint8Array {
  return deflateSync(Buffer.alloc(megabytes * 1024 * 1024, ' '), { level: 9 });
}

function drawn({ text, x, y, size = 10, bold = false }: PdfText): string {
  const escaped = text.replace(/[\\()]/g, '\\$&');
  return `BT /${bold ? 'F2' : 'F1'} ${size} Tf ${x} ${height - y} Td (${escaped}) Tj ET`;
}

function assemble(
  contents: readonly Buffer[],
  info: Readonly<Record<string, string>>,
  catalogue: string,
  filter = '',
): Uint8Array {
  const first = 6;
  const kids = contents.map((_, index) => `${first + index * 2} 0 R`).join(' ');
  const entries = Object.entries(info).map(([key, value]) => `/${key} (${value})`);
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects: (string | Buffer)[] = [
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    `<< ${entries.join(' ')} >>`,
  ];
  for (const [index, content] of contents.entries()) {
    const stream = first + index * 2 + 1;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 ${height}] /Contents ${stream} 0 R ` +
        '/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>',
      Buffer.concat([
        Buffer.from(`<< /Length ${content.length} ${filter} >>\nstream\n`),
        content,
        Buffer.from('\nendstream'),
      ]),
    );
  }
  let file = Buffer.from('%PDF-1.7\n');
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    const body = typeof object === 'string' ? Buffer.from(object, 'latin1') : object;
    file = Buffer.concat([file, Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  const end =
    `xref\n0 ${count}\n0000000000 65535 f \n${table}` +
    `trailer\n<< /Size ${count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return new Uint8Array(Buffer.concat([file, Buffer.from(end)]));
}
