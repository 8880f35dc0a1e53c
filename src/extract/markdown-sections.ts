/**
 * Markdown read section by section. Successive versions of a page share nearly all of their sections, and parsing
 * is the dearest part of reading; a section that stands alone gives the same blocks wherever it stands, so it is
 * parsed once and remembered. When any section does not, the page is read in one piece.
 */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import type { Block } from '../domain/document.ts';
import { rememberByText } from '../facts/remember.ts';
import { createBlockWriter } from './block-writer.ts';
import { extractError } from './extract-errors.ts';
import { writeBlocks } from './html-blocks.ts';
import { type MarkdownTree, markdownToHtml } from './markdown-html.ts';
import { closesFence, openedFence } from './mdx-source.ts';
import { childrenOf, isElement, isText, parseHtml } from './parse-html.ts';

export interface MarkdownSection {
  /** Content of the front matter, when the section begins with one. */
  readonly settings: string | null;
  readonly blocks: readonly Block[];
}

/**
 * The sections of a Markdown text, in order: written one below the other they are what the whole text says.
 * `settings` is the part that is front matter, with its marks.
 * @throws ExtractError `nested_too_deep`, `document_too_large`
 */
export function readSections(settings: string, body: string): readonly MarkdownSection[] {
  // Marks at the very start may be those of front matter that ends only in a later section.
  if (settings === '' && frontMark.test(body)) return [readWhole(body)];
  const [first = '', ...others] = cutSections(body);
  const sections: MarkdownSection[] = [];
  for (const text of [settings + first, ...others]) {
    const section = readAlone(text);
    if (!section) return [readWhole(settings + body)];
    sections.push(section);
  }
  return sections;
}

const frontMark = /^(?:---|\+\+\+)[ \t]*(?:\n|$)/;

/** Reads a text in one piece. @throws ExtractError as `readSections` */
export function readWhole(text: string): MarkdownSection {
  const tree = parseMarkdown(text);
  const writer = createBlockWriter();
  writeBlocks(parseHtml(markdownToHtml(tree))('body').toArray(), writer);
  return { settings: settingsOf(tree), blocks: writer.blocks };
}

/**
 * Cuts before headings and paragraphs that follow a blank line: a line that is not set in and begins neither a list
 * nor a quote ends every list, quote, table and paragraph (CommonMark 0.31, 4 and 5). What it does not end, fences
 * and comments, `isLeftOpen` finds; fences are only followed here so that code is seldom cut. Sections share no
 * memory with the text.
 */
function cutSections(text: string): readonly string[] {
  const sections: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const isAfterBlank = lines.length > 0 && /^[ \t]*$/.test(lines.at(-1) ?? '');
    if (fence === null && isAfterBlank && /^(?:#{1,6}[ \t]|\p{L})/u.test(line)) {
      sections.push(`${lines.join('\n')}\n`);
      lines = [];
    }
    lines.push(line);
    if (fence === null) fence = openedFence(line);
    else if (closesFence(line, fence)) fence = null;
  }
  return [...sections, lines.join('\n')];
}

/**
 * Null when what a text says depends on what stands around it, or the other way round. The
 * longest real sections, system prompts, have some 50,000 characters.
 */
const readAlone = rememberByText(
  (text): MarkdownSection | null => {
    const tree = parseMarkdown(text);
    if (isLeftOpen(tree, text) || definesNames(tree)) return null;
    const html = markdownToHtml(tree);
    if (reachesOut.test(html)) return null;
    // Tags that stay open would hold what comes next, or set it in bold.
    const body = parseHtml(`${html}<p>end</p>`)('body');
    const last = body.contents().last();
    const node = last[0];
    const [mark, ...rest] = node && isElement(node) && node.tagName === 'p' ? childrenOf(node) : [];
    if (!mark || !isText(mark) || mark.data !== 'end' || rest.length > 0) return null;
    last.remove();
    const writer = createBlockWriter();
    writeBlocks(body.toArray(), writer);
    return { settings: settingsOf(tree), blocks: writer.blocks };
  },
  { maxLength: 200_000 },
);

/** Tags by which a part of a page speaks of the page as a whole, wherever they stand (HTML Standard, 13.2.6). */
const reachesOut = /<\/?(?:html|body|frameset|form)\b|<!doctype/i;

/** Whether the last block may go on across blank lines and headings: an open fence, or HTML that has not ended. */
function isLeftOpen(tree: MarkdownTree, text: string): boolean {
  const last = tree.children.at(-1);
  const source = text.slice(last?.position?.start.offset, last?.position?.end.offset);
  if (last?.type === 'code') {
    const opening = /^ *(`{3,}|~{3,})/.exec(source)?.[1];
    const closing = /\n {0,3}(`{3,}|~{3,})[ \t]*$/.exec(source)?.[1];
    return !(opening && closing?.startsWith(opening));
  }
  if (last?.type !== 'html') return false;
  return /^\s*<(?:script|pre|style|textarea|[!?])/i.test(source) && !/^\s*<!--[^]*-->/.test(source);
}

/** Links and footnotes are such only where their definition is in the same text. */
function definesNames(node: MarkdownTree | MarkdownTree['children'][number]): boolean {
  if (node.type === 'definition' || node.type === 'footnoteDefinition') return true;
  return 'children' in node && node.children.some(definesNames);
}

function settingsOf({ children: [first] }: MarkdownTree): string | null {
  return first && 'value' in first ? first.value : null;
}

const syntax = {
  // Documentation is indented inside components; code is fenced.
  extensions: [gfm(), frontmatter(['yaml', 'toml']), { disable: { null: ['codeIndented'] } }],
  mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml', 'toml'])],
};

function parseMarkdown(text: string): MarkdownTree {
  try {
    return fromMarkdown(text, syntax);
  } catch (error) {
    if (error instanceof RangeError) {
      throw extractError('nested_too_deep', 'the Markdown is nested too deeply to be parsed', error);
    }
    throw error;
  }
}
