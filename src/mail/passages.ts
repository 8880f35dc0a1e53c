/** The edits of a change as passages short enough to read: what changed, with a little of what surrounds it. */
import type { CellEdit, Edit, Finding, WordRun } from '../domain/change.ts';
import { severities } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import { inertText, vendorText } from './inert-text.ts';
import { shortenRuns } from './shorten-runs.ts';

export interface Passage {
  /** Headings above it, outermost first, in one line. */
  readonly section: string;
  readonly kind: Edit['kind'];
  /** What the block is, for readers: `paragraph`, `table row` … */
  readonly blockLabel: string;
  /** The words of both sides in order; empty when `cells` tell it all. */
  readonly runs: readonly WordRun[];
  /** Differing cells of a table row, with the row's own name. */
  readonly row: { readonly name: string; readonly cells: readonly CellEdit[] } | null;
  /** Differing cells beyond those in `row`. */
  readonly omittedCells: number;
}

export interface Passages {
  readonly shown: readonly Passage[];
  readonly omitted: number;
}

const maxCells = 8;

const blockLabels: Readonly<Record<Block['kind'], string>> = {
  heading: 'heading',
  paragraph: 'paragraph',
  'list-item': 'list item',
  'table-row': 'table row',
  code: 'code',
  'key-value': 'field',
};

/**
 * At most `limit` passages in the order of the document: first those that the gravest findings rest on.
 * Each is at most about `maxLength` characters a side.
 */
export function selectPassages(
  change: { readonly edits: readonly Edit[]; readonly findings: readonly Finding[] },
  limit: number,
  maxLength: number,
): Passages {
  const gravest = gravestFindingOfEdits(change.findings);
  const chosen = change.edits
    .map((edit, index) => ({ edit, index, weight: gravest.get(index) ?? -1 }))
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .slice(0, limit)
    .sort((a, b) => a.index - b.index);
  return {
    shown: chosen.map(({ edit }) => toPassage(edit, maxLength)),
    omitted: change.edits.length - chosen.length,
  };
}

function gravestFindingOfEdits(findings: readonly Finding[]): ReadonlyMap<number, number> {
  const gravest = new Map<number, number>();
  for (const finding of findings) {
    const weight = severities.indexOf(finding.severity);
    for (const edit of finding.edits) gravest.set(edit, Math.max(weight, gravest.get(edit) ?? -1));
  }
  return gravest;
}

function toPassage(edit: Edit, maxLength: number): Passage {
  const block = edit.kind === 'removed' ? edit.before : edit.after;
  const cells = edit.kind === 'changed' ? edit.cells : [];
  return {
    section: sectionOf(block),
    kind: edit.kind,
    blockLabel: blockLabels[block.kind],
    runs: cells.length > 0 ? [] : shortenRuns(runsOf(edit), maxLength),
    row: cells.length > 0 ? { name: rowName(block), cells: cells.slice(0, maxCells).map(inertCell) } : null,
    omittedCells: Math.max(0, cells.length - maxCells),
  };
}

function runsOf(edit: Edit): readonly WordRun[] {
  if (edit.kind === 'added') return [{ kind: 'added', text: edit.after.text }];
  if (edit.kind === 'removed') return [{ kind: 'removed', text: edit.before.text }];
  if (edit.words.length > 0) return edit.words;
  return [
    { kind: 'removed', text: edit.before.text },
    { kind: 'added', text: edit.after.text },
  ];
}

function sectionOf(block: Block): string {
  const record = block.kind === 'key-value' && block.record !== '' ? [block.record] : [];
  const path = [...block.path, ...record].slice(-4).map((heading) => vendorText(heading, 80));
  return path.length > 0 ? path.join(' › ') : 'Beginning of the document';
}

function rowName(block: Block): string {
  const first = block.kind === 'table-row' ? block.cells[0]?.text : undefined;
  return vendorText(first ?? '', 80);
}

function inertCell(cell: CellEdit): CellEdit {
  return {
    column: inertText(cell.column, 60) || 'Value',
    before: vendorText(cell.before, 200),
    after: vendorText(cell.after, 200),
  };
}
