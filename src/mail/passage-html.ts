/** Passages in HTML: what was removed above what was added, told by words and shape, never by colour alone. */
import type { WordRun } from '../domain/change.ts';
import { breakable, dataTable, type Level, section } from './html-parts.ts';
import { look } from './html-style.ts';
import { type Html, html } from './html-template.ts';
import type { Passage, Passages } from './passages.ts';

/** The section `Before and after`, with how many passages it leaves out; null when there is nothing to show. */
export function passageSection({ shown, omitted }: Passages, level: Level): Html | null {
  const total = shown.length + omitted;
  if (total === 0) return null;
  const count = omitted === 0 ? '' : ` (${shown.length} of ${total} passages)`;
  return section(level, `Before and after${count}`, [
    ...shown.map(onePassage),
    ...(omitted === 0 ? [] : [html`<p${look('small')}>The attached file holds the whole difference.</p>`]),
  ]);
}

function onePassage(passage: Passage): Html {
  const label = `${passage.blockLabel} ${passage.kind}`;
  return html`<div${look('passage')}>
<p${look('passageHead')}>${passage.section} <span${look('note')}>${label}</span></p>
${passage.row === null ? panels(passage) : cellTable(passage.row, passage.omittedCells)}</div>
`;
}

function panels({ kind, runs }: Passage): readonly Html[] {
  const removed = html`<div${look('removedPanel')}><span${look('removedLabel')}>Removed:</span> ${side(runs, 'removed')}</div>
`;
  const added = html`<div${look('addedPanel')}><span${look('addedLabel')}>Added:</span> ${side(runs, 'added')}</div>
`;
  const hasRemoved = runs.some((run) => run.kind === 'removed');
  const hasAdded = runs.some((run) => run.kind === 'added');
  if (kind === 'removed' || !hasAdded) return [removed];
  if (kind === 'added' || !hasRemoved) return [added];
  return [removed, added];
}

/** One side of the edit: the words kept, and those that are on this side only. */
function side(runs: readonly WordRun[], kind: 'removed' | 'added'): readonly Html[] {
  const isWhole = runs.every((run) => run.kind !== 'same');
  return runs
    .filter((run) => run.kind === 'same' || run.kind === kind)
    .map((run) => {
      if (run.kind === 'same') return html`${run.text}`;
      if (isWhole && kind === 'removed') return html`<del${look('whole')}>${withNumbers(run.text)}</del>`;
      if (isWhole) return html`<ins${look('whole')}>${withNumbers(run.text)}</ins>`;
      if (kind === 'removed') return html`<del${look('removed')}>${withNumbers(run.text)}</del>`;
      return html`<ins${look('added')}>${withNumbers(run.text)}</ins>`;
    });
}

/** Numbers, dates and versions in bold: they are what readers look for first. */
function withNumbers(text: string, plain = (part: string) => html`${part}`): readonly Html[] {
  return text
    .split(/(\d[\d.,:/-]*%?)/u)
    .map((part, index) => (index % 2 === 1 ? html`<strong>${part}</strong>` : plain(part)));
}

function cellTable({ name, cells }: NonNullable<Passage['row']>, omittedCells: number): readonly Html[] {
  return [
    dataTable({
      caption: name === '' ? 'Cells that differ' : `Row “${name}”: cells that differ`,
      columns: ['Column', 'Removed', 'Added'],
      rows: cells.map((cell) => [
        breakable(cell.column),
        cell.before === ''
          ? html`(empty)`
          : html`<del${look('removed')}>${withNumbers(cell.before, breakable)}</del>`,
        cell.after === ''
          ? html`(empty)`
          : html`<ins${look('added')}>${withNumbers(cell.after, breakable)}</ins>`,
      ]),
    }),
    ...(omittedCells === 0 ? [] : [html`<p${look('small')}>… and ${omittedCells} more cells</p>`]),
  ];
}
