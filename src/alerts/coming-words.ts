/** What is to happen on a coming day, in words. */
import type { Subject } from '../domain/change.ts';
import type { ComingMeaning } from '../domain/coming-date.ts';

const verbs: Readonly<Record<ComingMeaning, string>> = {
  retires: 'ends',
  deprecates: 'is deprecated',
  'takes-effect': 'takes effect',
  changes: 'changes',
};

/** `norvik-scribe-2 ends`, `What the document announces takes effect`. */
export function comesToPass(subjects: readonly Subject[], meaning: ComingMeaning): string {
  const who = subjects.map(({ name }) => name).join(', ') || 'What the document announces';
  return `${who} ${verbs[meaning]}`;
}
