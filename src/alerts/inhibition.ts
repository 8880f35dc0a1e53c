/** Whether one change explains others: a legal document that came out anew as a whole. */
import type { Understanding } from '../domain/change.ts';
import type { SourceRole } from '../domain/source.ts';

/** So many edits under a new printed date are a new edition, not a correction. */
const editionEdits = 5;

/** Whether a legal document came out anew as a whole: another printed date, and much of it touched. */
export function isRepublished(role: SourceRole, { findings, printed }: Understanding): boolean {
  if (role !== 'terms' && role !== 'policy') return false;
  const touched = new Set(findings.flatMap((finding) => finding.edits));
  return printed.after !== null && printed.after !== printed.before && touched.size >= editionEdits;
}
