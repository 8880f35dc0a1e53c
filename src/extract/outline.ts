/** A document at a glance, for operators who set up a source and want to see what Modelwarden will read. */
import type { Block, Document } from '../domain/document.ts';

const maxLines = 200;
const maxWords = 100;

/**
 * The title, the number of blocks by kind, remarks, and the outline: each heading with the number of blocks below
 * it and the first words of the first. Several lines of plain text.
 */
export function outlineDocument(document: Document): string {
  const { blocks, title, language, remarks } = document;
  const lines = [
    `Title: ${title ?? '(none)'}`,
    `Language: ${language ?? '(not declared)'}`,
    `Blocks: ${blocks.length} (${kinds(blocks)})`,
    `Characters: ${blocks.reduce((sum, block) => sum + block.text.length, 0)}`,
    ...remarks.map((remark) => `Remark: ${remark}`),
    '',
  ];
  const sections = sectionsOf(blocks);
  for (const { heading, content } of sections.slice(0, maxLines)) {
    const depth = heading ? heading.path.length : 0;
    const name = heading ? shorten(heading.text) : '(before the first heading)';
    const stamp =
      heading?.kind === 'heading' && heading.entry?.publishedAt ? ` [${heading.entry.publishedAt}]` : '';
    lines.push(`${'  '.repeat(depth)}${name}${stamp} (${kinds(content) || 'empty'})`);
    const [first] = content;
    if (first) lines.push(`${'  '.repeat(depth + 1)}“${shorten(first.text)}”`);
  }
  if (sections.length > maxLines) lines.push(`… and ${sections.length - maxLines} more sections`);
  return lines.join('\n');
}

interface Section {
  readonly heading: Block | null;
  readonly content: Block[];
}

function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const sections: Section[] = [];
  for (const block of blocks) {
    if (block.kind === 'heading') sections.push({ heading: block, content: [] });
    else {
      if (sections.length === 0) sections.push({ heading: null, content: [] });
      sections.at(-1)?.content.push(block);
    }
  }
  return sections;
}

function kinds(blocks: readonly Block[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of blocks) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function shorten(text: string): string {
  return text.length <= maxWords ? text : `${text.slice(0, maxWords - 1).toWellFormed()}…`;
}
