/** Markdown and MDX pages as documents. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import type { Document } from '../domain/document.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { writeFrontMatter } from './front-matter.ts';
import { writeBlocks } from './html-blocks.ts';
import { guardMarkdown } from './markdown-guard.ts';
import { type MarkdownTree, markdownToHtml } from './markdown-html.ts';
import { plainMarkdown } from './mdx-source.ts';
import { parseHtml } from './parse-html.ts';

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
  const tree = parseMarkdown(settings + plainMarkdown(text.slice(settings.length)));
  const writer = createBlockWriter();
  const [first] = tree.children;
  const front =
    settings !== '' && first && 'value' in first
      ? writeFrontMatter({ type: settings.startsWith('+') ? 'toml' : 'yaml', value: first.value }, writer)
      : noFrontMatter;
  const settingsBlocks = writer.blocks.length;
  writeBlocks(parseHtml(markdownToHtml(tree))('body').toArray(), writer);
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

function parseMarkdown(text: string): MarkdownTree {
  guardMarkdown(text);
  try {
    return fromMarkdown(text, {
      // Documentation is indented inside components; code is fenced.
      extensions: [gfm(), frontmatter(['yaml', 'toml']), { disable: { null: ['codeIndented'] } }],
      mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
    });
  } catch (error) {
    if (error instanceof RangeError) {
      throw extractError('nested_too_deep', 'the Markdown is nested too deeply to be parsed', error);
    }
    throw error;
  }
}
