/**
 * Makes plain Markdown of the dialects that documentation sites serve: MDX modules and components, Docusaurus
 * and MkDocs admonitions, Liquid and Hugo tags. What a reader would see of them is kept: titles and content.
 * Code fences are left alone.
 */
import { type JsxTag, readJsxTag } from './jsx-tag.ts';

/** Components that stand within a line; all others end the paragraph. */
const inlineComponents = new Set(['Tooltip', 'Icon', 'Badge', 'Term', 'Abbr', 'Link', 'Anchor', 'Highlight']);
/** Components that are entries of a changelog: their label is the heading of what they hold. */
const entryComponents = new Set(['Update', 'ChangelogEntry', 'Release']);
const shownAttributes = ['label', 'title', 'header', 'heading', 'summary', 'question', 'description'];
const maxTagLines = 60;

interface OpenComponent {
  readonly name: string;
  /** Columns by which its content is set in; null until its first line is seen. */
  indent: number | null;
}

/** Rewrites a Markdown or MDX text without front matter. */
export function plainMarkdown(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  const output: string[] = [];
  const open: OpenComponent[] = [];
  let fence: string | null = null;
  let moduleDepth: number | null = null;
  for (let index = 0; index < lines.length; index += 1) {
    let line = outdented(lines[index] ?? '', open);
    if (fence !== null) {
      if (closesFence(line, fence)) fence = null;
      output.push(line);
      continue;
    }
    fence = openedFence(line);
    if (fence !== null) {
      output.push(line);
      continue;
    }
    if (moduleDepth !== null || (open.length === 0 && isModuleLine(line))) {
      moduleDepth = (moduleDepth ?? 0) + bracketBalance(line);
      const isOver = moduleDepth <= 0 && ((lines[index + 1] ?? '').trim() === '' || /[;'"]\s*$/.test(line));
      if (isOver) moduleDepth = null;
      continue;
    }
    if (/<\/?[A-Z>]|\{\/\*/.test(line)) {
      const following = lines.slice(index + 1, index + maxTagLines);
      const replaced = replaceComponents([line, ...following].join('\n'), line.length, open);
      index += replaced.linesUsed - 1;
      line = replaced.text;
    }
    output.push(...line.split('\n').map(plainLine));
  }
  return output.join('\n');
}

/** MDX gives indentation no meaning inside components; in Markdown it would make code of it. */
function outdented(line: string, open: readonly OpenComponent[]): string {
  const inner = open.at(-1);
  const content = line.trimStart();
  if (!inner || content === '') return line;
  const indent = line.length - content.length;
  if (content.startsWith('</')) return content;
  inner.indent ??= indent;
  return line.slice(Math.min(indent, inner.indent));
}

function openedFence(line: string): string | null {
  const match = /^(?:\s|>|[-*+]\s|\d+[.)]\s)*(`{3,}|~{3,})([^\n]*)$/.exec(line);
  const [, marker, info] = match ?? [];
  if (!marker || (marker.startsWith('`') && info?.includes('`'))) return null;
  return marker;
}

function closesFence(line: string, fence: string): boolean {
  const content = line.replace(/^[\s>]*/, '').trimEnd();
  return content.length >= fence.length && content === (fence[0] ?? '').repeat(content.length);
}

function isModuleLine(line: string): boolean {
  return (
    /^import\s+(?:[\w*{][^'"]*\sfrom\s+)?['"]/.test(line) ||
    /^import\s*\{[^}]*$/.test(line) ||
    /^export\s+(?:default|const|let|var|function|async|class)\b/.test(line)
  );
}

function bracketBalance(line: string): number {
  let balance = 0;
  for (const character of line) {
    if ('{[('.includes(character)) balance += 1;
    else if ('}])'.includes(character)) balance -= 1;
  }
  return balance;
}

/**
 * Replaces components that begin within the first `lineLength` characters of `text`, which may reach over
 * several lines.
 */
function replaceComponents(
  text: string,
  lineLength: number,
  open: OpenComponent[],
): { readonly text: string; readonly linesUsed: number } {
  let result = '';
  let position = 0;
  let end = lineLength;
  while (position < end) {
    const character = text[position] ?? '';
    if (character === '`') {
      const code = /^(`+)[\s\S]*?[^`]\1(?!`)/.exec(text.slice(position, end))?.[0] ?? character;
      result += code;
      position += code.length;
      continue;
    }
    const comment = character === '{' ? /^\{\/\*[\s\S]*?\*\/\}/.exec(text.slice(position)) : null;
    const tag = character === '<' ? readJsxTag(text, position) : null;
    const next = comment ? position + comment[0].length : (tag?.end ?? position + 1);
    if (tag) result += replacement(tag, result.trim() === '', open);
    else if (!comment) result += character;
    position = next;
    if (next > end) {
      const lineEnd = text.indexOf('\n', next);
      end = lineEnd === -1 ? text.length : lineEnd;
    }
  }
  return { text: result, linesUsed: text.slice(0, end).split('\n').length };
}

function replacement(tag: JsxTag, isAtStart: boolean, open: OpenComponent[]): string {
  if (tag.isEnd) {
    const at = open.findLastIndex((component) => component.name === tag.name);
    if (at !== -1) open.length = at;
  } else if (!tag.isSelfClosing && isAtStart && !inlineComponents.has(tag.name)) {
    open.push({ name: tag.name, indent: null });
  }
  const shown = shownAttributes.flatMap((name) => tag.attributes.get(name) ?? []).map(escaped);
  if (inlineComponents.has(tag.name) || (!isAtStart && shown.length === 0))
    return tag.isEnd ? '' : shown.join(' ');
  const [first, ...rest] = shown;
  const isEntry = entryComponents.has(tag.name) && first !== undefined;
  return ['', isEntry ? `# ${first}` : (first ?? ''), ...rest, ''].join('\n\n');
}

function escaped(value: string): string {
  return value.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#+\-.!|~]/g, String.raw`\$&`);
}

function plainLine(line: string): string {
  const admonition = /^(\s*(?:>\s*)*)(?::{3,}|!{3}\+?|\?{3}\+?)\s*(.*)$/.exec(line);
  if (admonition) {
    const rest = admonition[2] ?? '';
    const title =
      /["[](.+)["\]]\s*$/.exec(rest)?.[1] ?? rest.replace(/^[\w-]+\s*/, '').replace(/\{.*\}$/, '');
    return `\n${admonition[1]}${title}\n`;
  }
  return line
    .replace(/^(\s*>\s*)\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/i, '$1')
    .replace(/^\s*={3}\+?!?\s+"(.+)"\s*$/, '\n$1\n')
    .replace(/^\s*\{:[^}]*\}\s*$/, '')
    .replace(/^(\s{0,3}#{1,6}\s.*?)\s*\\?\{#[^}]*\}\s*$/, '$1')
    .replaceAll(/\{%-?[^%]{0,300}%\}|\{\{[<%][^\n]{0,300}?[>%]\}\}/g, '')
    .replaceAll(/\{\s*["'] ["']\s*\}/g, ' ');
}
