/** Plain prose as blocks: paragraphs parted by blank lines, lists, headings marked the ways in which people mark them. */
import type { BlockWriter } from './block-writer.ts';
import { readTableAt } from './text-tables.ts';

/** What prose is written into; comments and docstrings write into less than a whole document. */
export type ProseWriter = Pick<BlockWriter, 'heading' | 'paragraph' | 'listItem' | 'keyValue' | 'table'>;

const bullet = /^(\s*)(?:[-*+•‣▪◦–]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5})[.)])\s+(?=\S)/;
/** Of Markdown, and of AsciiDoc. */
const marked = /^(#{1,6}|={1,6})\s+(\S.*?)\s*[#=]*\s*$/;
const underline = /^\s*(=|-|~|\^|\*)\1{2,}\s*$/;
const labelled = /^\s*(\p{Lu}[\w '/()-]{0,40}?):\s+(\S.*)$/u;
/** What AsciiDoc says above a table of how it looks. */
const tableOptions = /^\[(?:cols|options|%header|"?width)[^\]]{0,400}\]\s*$/u;
const maxCapitals = 120;
const blanksOfTab = 4;

/**
 * Writes lines of prose. A list item takes its label off, as in every other format, and goes on over the lines
 * that follow it; lines of one paragraph are joined.
 */
export function writeProse(lines: readonly string[], writer: ProseWriter): void {
  let run: string[] = [];
  const close = (): void => {
    if (run.length > 0) writeRun(run, writer);
    run = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const table = readTableAt(lines, at);
    if (table) {
      close();
      writer.table(table.rows);
      at = table.end - 1;
    } else if (line.trim() === '' || tableOptions.test(line)) close();
    else run.push(line);
  }
  close();
}

/** Lines without a blank line between them. */
function writeRun(run: readonly string[], writer: ProseWriter): void {
  if (run.length > 1 && run.every((line) => labelled.test(line))) {
    for (const line of run) {
      const [, key = '', value = ''] = labelled.exec(line) ?? [];
      writer.keyValue('', key, value);
    }
    return;
  }
  if (run.length === 1 && isCapitals(run[0] ?? '')) return writer.heading(1, run[0] ?? '');
  let open: { readonly depth: number | null; readonly lines: string[] } | null = null;
  const close = (): void => {
    if (!open) return;
    const text = open.lines.join(' ');
    if (open.depth === null) writer.paragraph(text);
    else writer.listItem(open.depth, text);
    open = null;
  };
  for (const [index, line] of run.entries()) {
    const item = bullet.exec(line);
    const heading = marked.exec(line);
    if (underline.test(line)) {
      if (index === 0 || underline.test(run[index - 1] ?? '')) close();
      continue;
    }
    if (heading || (underline.test(run[index + 1] ?? '') && !item)) {
      close();
      const level = heading?.[1]?.length ?? (/^\s*=/.test(run[index + 1] ?? '') ? 1 : 2);
      writer.heading(level, heading?.[2] ?? line);
    } else if (item) {
      close();
      open = { depth: depthOf(item[1] ?? ''), lines: [line.slice(item[0].length)] };
    } else if (open) open.lines.push(line);
    else open = { depth: null, lines: [line] };
  }
  close();
}

function depthOf(indentation: string): number {
  return Math.min(Math.floor(indentation.replaceAll('\t', ' '.repeat(blanksOfTab)).length / 2), 20);
}

/** A line in capitals that stands alone is a heading of licences and terms in plain text. */
function isCapitals(line: string): boolean {
  const text = line.trim();
  return (
    text.length <= maxCapitals && /\p{Lu}{3}/u.test(text) && !/\p{Ll}/u.test(text) && !/[.,;]$/.test(text)
  );
}
