/** Edits as marked lines: what a terminal shows of a change. */
import { type Edit, type Finding, higherSeverity, type Severity } from '../domain/change.ts';

export interface MarkedLine {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** The heading path, then the text before and after, with the differing words in brackets. */
export function showEdit(edit: Edit): readonly MarkedLine[] {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  const lines: MarkedLine[] =
    block.path.length > 0 ? [{ mark: ' ', text: `§ ${block.path.join(' › ')}` }] : [];
  if (edit.kind === 'added') return [...lines, { mark: '+', text: edit.after.text }];
  if (edit.kind === 'removed') return [...lines, { mark: '-', text: edit.before.text }];
  const side = (kept: 'removed' | 'added') =>
    edit.words
      .filter((run) => run.kind === 'same' || run.kind === kept)
      .map((run) => (run.kind === 'same' ? run.text : bracketed(run.text)))
      .join('');
  return [...lines, { mark: '-', text: side('removed') }, { mark: '+', text: side('added') }];
}

/** Brackets around the words themselves, not around the blanks at their ends. */
function bracketed(text: string): string {
  return text.trim() === '' ? text : text.replace(/^(\s*)(.*?)(\s*)$/s, '$1[$2]$3');
}

/** The highest severity among findings. */
export function topSeverity(findings: readonly Finding[]): Severity {
  return findings.reduce<Severity>((top, finding) => higherSeverity(top, finding.severity), 'info');
}
