/**
 * Pipe tables within HTML: Markdown does not read them there, but the site that shows the page does (MDX, GitHub with
 * a blank line that an editor took out), and what they list must not become one paragraph.
 */

const row = /^\s{0,12}\|.*\|\s*$/u;
const rule = /^\s{0,12}\|(?:\s*:?-{2,}:?\s*\|)+\s*$/u;

/** The same HTML with its pipe tables as tables. Lines that only look like a row stay as they are. */
export function withTables(html: string): string {
  if (!html.includes('|')) return html;
  const lines = html.split('\n');
  const written: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const isHead = row.test(lines[at] ?? '') && rule.test(lines[at + 1] ?? '');
    if (!isHead) {
      written.push(lines[at] ?? '');
      continue;
    }
    let end = at + 2;
    while (row.test(lines[end] ?? '')) end += 1;
    written.push(tableOf(lines[at] ?? '', lines.slice(at + 2, end)));
    at = end - 1;
  }
  return written.join('\n');
}

function tableOf(head: string, body: readonly string[]): string {
  const cells = (line: string, tag: string): string =>
    `<tr>${cellsOf(line)
      .map((cell) => `<${tag}>${plain(cell)}</${tag}>`)
      .join('')}</tr>`;
  const rows = body.map((line) => cells(line, 'td')).join('');
  return `<table><thead>${cells(head, 'th')}</thead><tbody>${rows}</tbody></table>`;
}

/** The cells of a row; a pipe behind a backslash is a sign in one. */
export function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\||\|$/gu, '')
    .split(/(?<!\\)\|/u)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}

/** Marks of links, code and emphasis mean nothing within HTML. */
function plain(cell: string): string {
  return cell
    .replaceAll(/!?\[([^\]]{0,400})\]\([^)]{0,2000}\)/gu, '$1')
    .replaceAll(/`([^`]{1,400})`/gu, '$1')
    .replaceAll(/(\*\*|__)(\S(?:.{0,400}?\S)?)\1/gu, '$2');
}
