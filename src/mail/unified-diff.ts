/**
 * The whole difference as a text file, for those who want more than the passages in the mail. The format is
 * that of a unified diff, except that a line is a block of the document and a hunk is named by its headings.
 */
import type { Edit } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import type { ChangeNotice, EvidencePoint } from '../domain/notice.ts';
import { inertText } from './inert-text.ts';

const maxLineLength = 20_000;

/** The edits of one change, as many as `maxLength` characters hold; what is missing is counted at the end. */
export function unifiedDiff(change: ChangeNotice, maxLength: number): string {
  const lines = [
    `# ${inertText(change.sourceTitle, 200)} (${inertText(change.sourceId, 200)}), change ${inertText(change.changeId, 60)}`,
    '# One line is one block of the document: a paragraph, a list item, a table row.',
    `--- ${pointLine(change.before)}`,
    `+++ ${pointLine(change.after)}`,
  ];
  let section: string | null = null;
  let length = 0;
  for (const [index, edit] of change.edits.entries()) {
    const here = sectionName(edit);
    const added = [...(here === section ? [] : [`@@ ${here} @@`]), ...editLines(edit)];
    section = here;
    length += added.reduce((sum, line) => sum + line.length + 1, 0);
    if (length > maxLength) {
      lines.push(`# ${change.edits.length - index} of ${change.edits.length} edits are left out here.`);
      break;
    }
    lines.push(...added);
  }
  return `${lines.join('\n')}\n`;
}

function pointLine(point: EvidencePoint): string {
  return `version ${inertText(point.versionId, 80)}, seen ${point.seenAt.toISOString()}, sha256 ${inertText(point.sha256, 64)}`;
}

function sectionName(edit: Edit): string {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  const path = block.path.map((heading) => inertText(heading, 200)).join(' > ');
  return path === '' ? '(beginning of the document)' : path;
}

function editLines(edit: Edit): readonly string[] {
  if (edit.kind === 'added') return [blockLine('+', edit.after)];
  if (edit.kind === 'removed') return [blockLine('-', edit.before)];
  return [blockLine('-', edit.before), blockLine('+', edit.after)];
}

function blockLine(sign: '+' | '-', block: Block): string {
  return `${sign}${inertText(block.text, maxLineLength)}`;
}
