/** Markdown and MDX pages as documents. */
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { writeFrontMatter } from './front-matter.ts';
import { guardMarkdown } from './markdown-guard.ts';
import { readSections } from './markdown-sections.ts';
import { plainMarkdown } from './mdx-source.ts';

/** Whether a text is an HTML page, whatever its address or header says. */
export function isHtmlPage(text: string): boolean {
  return /^(?:\s|\uFEFF|<!--[\s\S]{0,2000}?-->|<\?xml[^>]{0,200}>)*<(?:!doctype\s+html|html|head)[\s>]/i.test(
    text.slice(0, 10_000),
  );
}

/**
 * Reads a Markdown page with GitHub's extensions and front matter. MDX modules are left out, of components the
 * title and content are kept.
 * @throws ExtractError `html_instead_of_markdown`, `empty_document`, `document_too_large`, `nested_too_deep`
 */
export function extractMarkdown(text: string): Document {
  if (isHtmlPage(text)) {
    throw extractError('html_instead_of_markdown', 'an HTML page came where Markdown was expected');
  }
  const settings = frontMatter.exec(text)?.[0] ?? '';
  const body = plainMarkdown(text.slice(settings.length));
  guardMarkdown(settings + body);
  const sections = readSections(settings, body);
  const writer = createBlockWriter();
  const value = settings === '' ? null : (sections[0]?.settings ?? null);
  const front =
    value === null
      ? noFrontMatter
      : writeFrontMatter({ type: settings.startsWith('+') ? 'toml' : 'yaml', value }, writer);
  const settingsBlocks = writer.blocks.length;
  for (const { blocks } of sections) writer.append(blocks, 0);
  if (writer.blocks.length === settingsBlocks) {
    throw extractError('empty_document', 'the Markdown holds no text below its front matter');
  }
  const heading = writer.blocks.find((block) => block.kind === 'heading');
  return {
    title: front.title ?? heading?.text ?? null,
    blocks: writer.blocks,
    language: null,
    remarks: front.remarks,
  };
}

const frontMatter = /^(---|\+\+\+)[ \t]*\r?\n[\s\S]*?\r?\n\1[ \t]*(?:\r?\n|$)/;
const noFrontMatter = { title: null, remarks: [] };
