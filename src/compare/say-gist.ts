/** What an edit comes down to, in few words: what was added, what was removed, what became what. */
import type { Edit, WordRun } from '../domain/change.ts';
import { quote } from './quote.ts';

/** At most so many fragments are said; the e-mail shows the rest word by word. */
const maxFragments = 2;

interface Fragment {
  readonly removed: string;
  readonly added: string;
}

/** Says the weightiest fragments of an edit, longest first within their order: `added “…”; “2025” became “2026”`. */
export function sayGist(edit: Edit): string {
  if (edit.kind === 'added') return `now says ${quote(edit.after.text)}`;
  if (edit.kind === 'removed') return `no longer says ${quote(edit.before.text)}`;
  if (edit.before.text === edit.after.text) {
    return `${quote(edit.after.text)} moved from ${quote(edit.before.path.at(-1) ?? '')} to ${quote(edit.after.path.at(-1) ?? '')}`;
  }
  if (edit.cells.length > 0) {
    return edit.cells
      .slice(0, maxFragments)
      .map(
        ({ column, before, after }) =>
          `${column ? `${column} ` : ''}${sayFragment({ removed: before, added: after })}`,
      )
      .join('; ');
  }
  const fragments = toFragments(edit.words);
  const weightiest = [...fragments].sort((a, b) => weight(b) - weight(a)).slice(0, maxFragments);
  return fragments
    .filter((fragment) => weightiest.includes(fragment))
    .map(sayFragment)
    .join('; ');
}

/** Words that went and came at one place belong together. */
function toFragments(words: readonly WordRun[]): readonly Fragment[] {
  const fragments: Fragment[] = [];
  let removed = '';
  let added = '';
  const finish = () => {
    if (removed.trim() !== '' || added.trim() !== '')
      fragments.push({ removed: removed.trim(), added: added.trim() });
    removed = '';
    added = '';
  };
  for (const run of words) {
    if (run.kind === 'removed') removed += run.text;
    else if (run.kind === 'added') added += run.text;
    // A lone blank or comma between two differing runs does not part them.
    else if (/[\p{L}\p{N}]/u.test(run.text)) finish();
  }
  finish();
  return fragments;
}

function weight({ removed, added }: Fragment): number {
  return removed.length + added.length;
}

function sayFragment({ removed, added }: Fragment): string {
  if (removed === '') return `added ${quote(added)}`;
  if (added === '') return `removed ${quote(removed)}`;
  return `${quote(removed)} became ${quote(added)}`;
}
