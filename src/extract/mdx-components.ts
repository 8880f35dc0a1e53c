/** MDX components in Markdown: their tags go, what they show of themselves and all they hold stays. */
import { type JsxTag, readJsxTag } from './jsx-tag.ts';

/** Components that stand within a line; all others end the paragraph. */
const inlineComponents = new Set(['Tooltip', 'Icon', 'Badge', 'Term', 'Abbr', 'Link', 'Anchor', 'Highlight']);
/** Components that are entries of a changelog: their label is the heading of what they hold. */
const entryComponents = new Set(['Update', 'ChangelogEntry', 'Release']);
const shownAttributes = ['label', 'title', 'header', 'heading', 'summary', 'question', 'description'];

/** A component whose end has not come yet. */
export interface OpenComponent {
  readonly name: string;
  /** Columns by which its content is set in; null until its first line is seen. */
  indent: number | null;
}

/** MDX gives indentation no meaning inside components; in Markdown it would make code of it. */
export function outdented(line: string, open: readonly OpenComponent[]): string {
  const inner = open.at(-1);
  const content = line.trimStart();
  if (!inner || content === '') return line;
  const indent = line.length - content.length;
  if (content.startsWith('</')) return content;
  inner.indent ??= indent;
  return line.slice(Math.min(indent, inner.indent));
}

/**
 * Replaces components that begin within the first `lineLength` characters of `text`, which may reach over
 * several lines.
 */
export function replaceComponents(
  text: string,
  lineLength: number,
  open: OpenComponent[],
): { readonly text: string; readonly linesUsed: number } {
  let result = '';
  let position = 0;
  let end = lineLength;
  const lastCommentEnd = text.lastIndexOf('*/}');
  while (position < end) {
    const character = text[position] ?? '';
    if (character === '`') {
      const next = codeEnd(text, position, end);
      result += text.slice(position, next);
      position = next;
      continue;
    }
    const comment = character === '{' && position < lastCommentEnd ? commentEnd(text, position) : null;
    const tag = character === '<' ? readJsxTag(text, position) : null;
    if (tag) result += replacement(tag, result.trim() === '', open);
    else if (comment === null) result += character;
    position = comment ?? tag?.end ?? position + 1;
    if (position > end) {
      const lineEnd = text.indexOf('\n', position);
      end = lineEnd === -1 ? text.length : lineEnd;
    }
  }
  return { text: result, linesUsed: text.slice(0, end).split('\n').length };
}

/** Offset after the inline code that begins at an offset, or after its backticks when nothing closes it. */
function codeEnd(text: string, at: number, end: number): number {
  let length = 1;
  while (text[at + length] === '`') length += 1;
  const marker = '`'.repeat(length);
  let close = text.indexOf(marker, at + length);
  while (close !== -1 && close < end) {
    let run = length;
    while (text[close + run] === '`') run += 1;
    if (run === length) return close + length;
    close = text.indexOf(marker, close + run);
  }
  return at + length;
}

/** Offset after the comment in braces that begins at an offset, or null. */
function commentEnd(text: string, at: number): number | null {
  if (!text.startsWith('{/*', at)) return null;
  const end = text.indexOf('*/}', at);
  return end === -1 ? null : end + 3;
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
