/** Edits of text that was cut differently and edited as well. */
import type { Edit } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import type { LooseSides, LooseUnit } from './document-units.ts';
import { findNearReflow, type Piece } from './find-near-reflow.ts';
import type { NoiseTally } from './noise-tally.ts';
import { compareWords } from './word-runs.ts';

/**
 * Text cut differently and edited as well is one edit: of the one piece, and of the pieces on the other side read
 * as one.
 */
export function takeNearReflow(
  loose: LooseSides,
  noise: NoiseTally,
): { readonly edits: readonly Edit[]; readonly rest: LooseSides } {
  const cut = match(loose.before, loose.after);
  const rest = withoutTaken(loose, cut);
  const joined = match(rest.after, rest.before);
  for (const _ of [...cut, ...joined]) noise.add('text cut differently', 1);
  const edits = [
    ...cut.map(({ whole, run }) => toEdit(whole.unit.block, joinBlocks(run))),
    ...joined.map(({ whole, run }) => toEdit(joinBlocks(run), whole.unit.block)),
  ];
  return { edits, rest: withoutTaken(rest, joined) };
}

interface Match {
  readonly whole: LooseUnit;
  readonly run: readonly [LooseUnit, ...LooseUnit[]];
}

function match(own: readonly LooseUnit[], others: readonly LooseUnit[]): readonly Match[] {
  const [wholes, parts] = [own.filter(isProse), others.filter(isProse)];
  return findNearReflow(wholes.map(toPiece), parts.map(toPiece)).flatMap((found): Match[] => {
    const whole = wholes[found.whole];
    const [first, ...more] = found.parts.flatMap((index) => parts[index] ?? []);
    return whole && first ? [{ whole, run: [first, ...more] }] : [];
  });
}

function isProse({ unit }: LooseUnit): boolean {
  return unit.block.kind === 'paragraph' || unit.block.kind === 'list-item';
}

function toPiece({ unit, gap }: LooseUnit): Piece {
  return { text: unit.block.text, gap };
}

function withoutTaken({ before, after }: LooseSides, matches: readonly Match[]): LooseSides {
  const taken = new Set(matches.flatMap(({ whole, run }) => [whole, ...run]));
  const isLeft = (item: LooseUnit): boolean => !taken.has(item);
  return { before: before.filter(isLeft), after: after.filter(isLeft) };
}

function toEdit(before: Block, after: Block): Edit {
  return { kind: 'changed', before, after, words: compareWords(before.text, after.text), cells: [] };
}

/** Neighbouring pieces of prose read as one, in the place of the first. */
function joinBlocks(run: Match['run']): Block {
  const text = run.map(({ unit }) => unit.block.text).join(' ');
  const { block } = run[0].unit;
  return block.kind === 'list-item' ? { ...block, text } : { kind: 'paragraph', text, path: block.path };
}
