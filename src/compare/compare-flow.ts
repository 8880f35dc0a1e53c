/** Compares flowing text: what stayed, what moved, what was only cut differently, what was edited. */
import type { Edit } from '../domain/change.ts';
import type { Block } from '../domain/document.ts';
import { alignSequences } from './align-sequences.ts';
import type { FlowUnit, LooseSides, LooseUnit } from './document-units.ts';
import { findReflow } from './find-reflow.ts';
import type { NoiseTally } from './noise-tally.ts';
import { namesOfNoise, normaliseText } from './normalise-block.ts';
import { pairSimilar } from './pair-similar.ts';
import { takeNearReflow } from './take-near-reflow.ts';
import { compareWords } from './word-runs.ts';

type LoosePair = readonly [before: LooseUnit, after: LooseUnit];

/** Longer lines are no headings in any capture. */
const maxHeadingLength = 160;

export interface FlowComparison {
  readonly edits: readonly Edit[];
  /** Blocks that stand elsewhere, word for word. */
  readonly moved: readonly (readonly [Block, Block])[];
  /** Blocks that stayed while the heading or label above them is another that both documents have. */
  readonly reassigned: readonly (readonly [Block, Block])[];
  /** Pairs of texts compared for likeness; grows with the length of the documents, not with its square. */
  readonly comparisons: number;
}

/** Compares two sequences of units. */
export function compareFlow(
  before: readonly FlowUnit[],
  after: readonly FlowUnit[],
  noise: NoiseTally,
): FlowComparison {
  const matches = alignSequences(
    before.map(({ key }) => key),
    after.map(({ key }) => key),
  );
  for (const [left, right] of matches) countNoise(before[left]?.block, after[right]?.block, noise);
  const loose = {
    before: looseUnits(
      before,
      matches.map((match) => match[0]),
    ),
    after: looseUnits(
      after,
      matches.map((match) => match[1]),
    ),
  };
  const moved = takeMoves(loose, ({ unit }) => unit.key, noise);
  const recast = takeRecast(withoutPairs(loose, moved), noise);
  const found = [...moved, ...recast];
  const cut = takeNearReflow(dropReflow(withoutPairs(loose, found), noise), noise);
  const { rest } = cut;
  const { pairs, comparisons } = pairSimilar(rest.before.map(toLoose), rest.after.map(toLoose));
  return {
    edits: [...cut.edits, ...toEdits(rest.before, rest.after, pairs)],
    moved: moved.map(([left, right]) => [left.unit.block, right.unit.block]),
    reassigned: findReassigned(before, after, matches),
    comparisons,
  };
}

/**
 * Of two neighbouring lists it may be the label between them that is taken to have moved; what stood below the
 * one label stands below the other all the same.
 */
function findReassigned(
  before: readonly FlowUnit[],
  after: readonly FlowUnit[],
  matches: readonly (readonly [number, number])[],
): readonly (readonly [Block, Block])[] {
  const apart = matches.flatMap(([left, right]): (readonly [Block, Block])[] => {
    const [old, fresh] = [before[left]?.block, after[right]?.block];
    if (old?.kind !== 'list-item' || fresh?.kind !== 'list-item') return [];
    return old.path.at(-1) === fresh.path.at(-1) ? [] : [[old, fresh]];
  });
  if (apart.length === 0) return [];
  const [known, still] = [labelsIn(before), labelsIn(after)];
  return apart.filter((pair) =>
    pair.every(({ path }) => {
      const label = normaliseText(path.at(-1) ?? '', 'heading');
      return known.has(label) && still.has(label);
    }),
  );
}

function labelsIn(units: readonly FlowUnit[]): ReadonlySet<string> {
  return new Set(
    units
      .filter(({ block }) => block.kind !== 'list-item')
      .map(({ block }) => normaliseText(block.text.slice(0, maxHeadingLength), 'heading')),
  );
}

function looseUnits(units: readonly FlowUnit[], matched: readonly number[]): readonly LooseUnit[] {
  const common = new Set(matched);
  const loose: LooseUnit[] = [];
  let gap = 0;
  for (const [index, unit] of units.entries()) {
    if (common.has(index)) gap += 1;
    else loose.push({ unit, gap });
  }
  return loose;
}

/**
 * A line that is a heading in one capture and a bold paragraph in the other says the same: compared as headings
 * are. Lines of the same kind keep their own, stricter key.
 */
function takeRecast(loose: LooseSides, noise: NoiseTally): readonly LoosePair[] {
  const isHeading = ({ unit }: LooseUnit): boolean => unit.block.kind === 'heading';
  const isShort = ({ unit }: LooseUnit): boolean =>
    unit.block.kind !== 'heading' && unit.key.length <= maxHeadingLength;
  const keyOf = ({ unit, gap }: LooseUnit): string => `${gap} ${normaliseText(unit.block.text, 'heading')}`;
  const { before, after } = loose;
  return [
    ...takeMoves({ before: before.filter(isHeading), after: after.filter(isShort) }, keyOf, noise),
    ...takeMoves({ before: before.filter(isShort), after: after.filter(isHeading) }, keyOf, noise),
  ];
}

/** Units with equal keys, in order. Counts their noise. */
function takeMoves(
  loose: LooseSides,
  keyOf: (item: LooseUnit) => string,
  noise: NoiseTally,
): readonly LoosePair[] {
  const waiting = new Map<string, LooseUnit[]>();
  for (const item of loose.before) {
    const items = waiting.get(keyOf(item));
    if (items) items.push(item);
    else waiting.set(keyOf(item), [item]);
  }
  return loose.after.flatMap((item): LoosePair[] => {
    const own = waiting.get(keyOf(item))?.shift();
    if (!own) return [];
    countNoise(own.unit.block, item.unit.block, noise);
    return [[own, item]];
  });
}

function withoutPairs({ before, after }: LooseSides, pairs: readonly LoosePair[]): LooseSides {
  const taken = new Set(pairs.flat());
  return {
    before: before.filter((item) => !taken.has(item)),
    after: after.filter((item) => !taken.has(item)),
  };
}

function dropReflow({ before, after }: LooseSides, noise: NoiseTally): LooseSides {
  const pieces = (items: readonly LooseUnit[]) => items.map(({ unit, gap }) => ({ text: unit.key, gap }));
  const reflow = findReflow(pieces(before), pieces(after));
  noise.add('text cut differently', Math.min(reflow.before.size, reflow.after.size));
  return {
    before: before.filter((_, index) => !reflow.before.has(index)),
    after: after.filter((_, index) => !reflow.after.has(index)),
  };
}

/** Headings, code and prose never pair with each other; a paragraph may become a list item. */
function toLoose({ unit, gap }: LooseUnit): { text: string; kind: string; gap: number } {
  const { kind } = unit.block;
  return { text: unit.key, kind: kind === 'list-item' ? 'paragraph' : kind, gap };
}

function toEdits(
  before: readonly LooseUnit[],
  after: readonly LooseUnit[],
  pairs: readonly (readonly [number, number])[],
): readonly Edit[] {
  const [usedBefore, usedAfter] = [new Set<number>(), new Set<number>()];
  const edits: Edit[] = [];
  for (const [left, right] of pairs) {
    const [old, fresh] = [before[left]?.unit.block, after[right]?.unit.block];
    if (!old || !fresh) continue;
    usedBefore.add(left);
    usedAfter.add(right);
    const words = compareWords(old.text, fresh.text);
    edits.push({ kind: 'changed', before: old, after: fresh, words, cells: [] });
  }
  for (const [index, { unit }] of before.entries()) {
    if (!usedBefore.has(index)) edits.push({ kind: 'removed', before: unit.block });
  }
  for (const [index, { unit }] of after.entries()) {
    if (!usedAfter.has(index)) edits.push({ kind: 'added', after: unit.block });
  }
  return edits;
}

function countNoise(before: Block | undefined, after: Block | undefined, noise: NoiseTally): void {
  if (!before || !after) return;
  if (before.kind !== after.kind) noise.add('kind of block');
  for (const reason of namesOfNoise(before.text, after.text, before.kind)) noise.add(reason);
}
