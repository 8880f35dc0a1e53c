/** Passages in plain text, with edits marked word by word: [-removed-] and {+added+}. */
import type { WordRun } from '../domain/change.ts';
import type { Passage, Passages } from './passages.ts';
import { heading, wrap } from './text-lines.ts';

/** The section `Before and after`, with how many passages it leaves out. */
export function passageLines({ shown, omitted }: Passages): readonly string[] {
  const total = shown.length + omitted;
  if (total === 0) return [];
  const count = omitted === 0 ? '' : ` (${shown.length} of ${total} passages)`;
  return [
    ...heading(`Before and after${count}`, '-'),
    'Removed words stand in [-…-], added words in {+…+}.',
    ...shown.flatMap(onePassage),
    ...(omitted === 0 ? [] : ['', ...wrap('The attached file holds the whole difference.')]),
  ];
}

function onePassage(passage: Passage, index: number): readonly string[] {
  const start = [
    '',
    ...wrap(`${index + 1}. ${passage.section} (${passage.blockLabel} ${passage.kind})`, '', '   '),
  ];
  if (passage.row === null) return [...start, ...wrap(passage.runs.map(marked).join('').trim(), '   | ')];
  const { name, cells } = passage.row;
  return [
    ...start,
    ...(name === '' ? [] : wrap(`Row “${name}”`, '   | ')),
    ...cells.flatMap((cell) =>
      wrap(`${cell.column}: [-${cell.before}-] {+${cell.after}+}`, '   | ', '   |   '),
    ),
    ...(passage.omittedCells === 0 ? [] : [`   | … and ${passage.omittedCells} more cells`]),
  ];
}

/** Blanks at the edges of a run stay outside its marks, so that lines break well. */
function marked(run: WordRun): string {
  if (run.kind === 'same') return run.text;
  const text = run.text.trim();
  if (text === '') return run.text;
  const [open, close] = run.kind === 'removed' ? ['[-', '-]'] : ['{+', '+}'];
  const lead = run.text.startsWith(' ') ? ' ' : '';
  const tail = run.text.endsWith(' ') ? ' ' : '';
  return `${lead}${open}${text}${close}${tail}`;
}
