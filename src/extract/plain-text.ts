/** Text without markup as blocks, by what its authors do for lack of it. */
import type { BlockWriter } from './block-writer.ts';

/** Blank lines set paragraphs apart; a line that begins with a dash or bullet begins an item. */
export function writePlainText(text: string, writer: BlockWriter): void {
  for (const part of text.replaceAll('\r\n', '\n').split(/\n[^\S\n]*\n|\n(?=[^\S\n]*[-*•][^\S\n])/)) {
    const item = /^\s*[-*•]\s+(?<text>\S.*)$/s.exec(part)?.groups?.['text'];
    if (item === undefined) writer.paragraph(part);
    else writer.listItem(0, item);
  }
}
