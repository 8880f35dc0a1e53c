/**
 * Makes plain Markdown of the dialects that documentation sites serve: MDX modules and components, Docusaurus
 * and MkDocs admonitions, Liquid and Hugo tags. What a reader would see of them is kept: titles and content.
 * Code fences are left alone.
 */
import { type OpenComponent, outdented, replaceComponents } from './mdx-components.ts';

/** How many lines one component's tag may take. */
const maxTagLines = 60;

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

/** The marks of the code fence that a line opens, in a list or quote as well, or null. */
export function openedFence(line: string): string | null {
  const match = /^(?:\s|>|[-*+]\s|\d+[.)]\s)*(`{3,}|~{3,})([^\n]*)$/.exec(line);
  const [, marker, info] = match ?? [];
  if (!marker || (marker.startsWith('`') && info?.includes('`'))) return null;
  return marker;
}

/** Whether a line ends the code that `fence` began. */
export function closesFence(line: string, fence: string): boolean {
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
    .replace(/^(\s{0,3}#{1,6}\s.*)\\?\{#[\w.:-]{1,200}\s*\}\s*$/, '$1')
    .replaceAll(/\{%-?[^%]{0,300}%\}|\{\{[<%][^\n]{0,300}?[>%]\}\}/g, '')
    .replaceAll(/\{\s*["'] ["']\s*\}/g, ' ');
}
