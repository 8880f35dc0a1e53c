/**
 * A Markdown tree as HTML, so that HTML embedded in Markdown (tables, details, definition lists) is read by the
 * same rules as everywhere else.
 */
import type { fromMarkdown } from 'mdast-util-from-markdown';
import { extractError } from './extract-errors.ts';
import { withTables } from './markdown-pipes.ts';

export type MarkdownTree = ReturnType<typeof fromMarkdown>;
type MarkdownNode = MarkdownTree | MarkdownTree['children'][number];

const maxDepth = 300;

/** @throws ExtractError `nested_too_deep` */
export function markdownToHtml(node: MarkdownNode, depth = 0): string {
  if (depth > maxDepth)
    throw extractError('nested_too_deep', `the Markdown is nested more than ${maxDepth} deep`);
  const inner =
    'children' in node ? node.children.map((child) => markdownToHtml(child, depth + 1)).join('') : '';
  switch (node.type) {
    case 'root':
    case 'linkReference':
      return inner;
    case 'text':
      return escapeHtml(node.value);
    case 'html':
      return harmless(withTables(node.value));
    case 'paragraph':
    case 'footnoteDefinition':
      return `<p>${inner}</p>`;
    case 'heading':
      return `<h${node.depth}>${inner}</h${node.depth}>`;
    case 'code':
      return `<pre>\n${escapeHtml(node.value)}</pre>`;
    case 'inlineCode':
      return `<code>${escapeHtml(node.value)}</code>`;
    case 'link':
      return `<a href="${escapeHtml(node.url)}">${inner}</a>`;
    case 'list':
      return node.ordered ? `<ol>${inner}</ol>` : `<ul>${inner}</ul>`;
    case 'table':
      return table(node.children.map((row) => row.children.map((cell) => cells(cell, depth))));
    case 'break':
      return '<br>';
    case 'thematicBreak':
      return '<hr>';
    case 'blockquote':
    case 'listItem':
    case 'emphasis':
    case 'strong':
    case 'delete':
      return element(tagOf[node.type], inner);
    // Pictures have no text of their own; definitions and footnote marks are not shown; front matter is read apart.
    case 'image':
    case 'imageReference':
    case 'definition':
    case 'footnoteReference':
    case 'yaml':
    case 'tableRow':
    case 'tableCell':
      return '';
    default:
      return inner;
  }
}

const tagOf = {
  blockquote: 'blockquote',
  listItem: 'li',
  emphasis: 'em',
  strong: 'strong',
  delete: 'del',
} as const;

function element(tag: string, inner: string): string {
  return `<${tag}>${inner}</${tag}>`;
}

function cells(cell: Extract<MarkdownNode, { type: 'tableCell' }>, depth: number): string {
  return cell.children.map((child) => markdownToHtml(child, depth + 3)).join('');
}

function table([head = [], ...body]: readonly (readonly string[])[]): string {
  const headRow = element('tr', head.map((cell) => element('th', cell)).join(''));
  const rows = body.map((row) => element('tr', row.map((cell) => element('td', cell)).join('')));
  // Columns without a name are set by writing an empty head, which Markdown demands.
  return element('table', `<thead>${headRow}</thead><tbody>${rows.join('')}</tbody>`);
}

/**
 * Prose that names a tag without quoting it ("the <title> element") must not swallow the rest of the page as
 * that element's content: such tags are shown as text unless they are closed within the same piece of HTML.
 */
const swallowing =
  /<(?=(title|textarea|style|xmp|iframe|noembed|noframes|noscript|script|plaintext|select|template|object|video|audio|canvas|dialog|svg|math|head|option)\b)/gi;

function harmless(html: string): string {
  return html.replaceAll(swallowing, (start, name: string, offset: number) =>
    html.toLowerCase().includes(`</${name.toLowerCase()}`, offset) ? start : '&lt;',
  );
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
