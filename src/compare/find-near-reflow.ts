/**
 * Text that was cut differently and edited a little as well: a paragraph that became several of which one lacks a
 * clause. Taken piece by piece, most of it would seem to have gone and come anew.
 */
import { likeness } from './pair-similar.ts';
import { wordsOf } from './word-runs.ts';

export interface Piece {
  readonly text: string;
  /** Number of the gap between common blocks in which it stands. */
  readonly gap: number;
}

/** One piece and the run of neighbours on the other side that says nearly the same. */
export interface NearReflow {
  readonly whole: number;
  readonly parts: readonly number[];
}

/** Shorter texts are alike by chance. */
const leastWords = 12;
const leastWordsOfPart = 3;
/** The share of a part's words that the whole must hold, and how alike whole and parts must be. */
const leastHeld = 0.7;
const leastAlike = 0.8;
/** By so much the run must be more like the whole than any one of its parts is. */
const leastGain = 0.05;
/** Where more stands in a gap it was rewritten, not cut. */
const maxInGap = 60;

/** Finds pieces that were cut into runs of `parts`, each part used once. The work is bounded by gap. */
export function findNearReflow(wholes: readonly Piece[], parts: readonly Piece[]): readonly NearReflow[] {
  const gaps = Map.groupBy(parts.keys(), (index) => parts[index]?.gap);
  const wholesIn = Map.groupBy(wholes.keys(), (index) => wholes[index]?.gap);
  const words = parts.map(({ text }) => wordsOf(text));
  const used = new Set<number>();
  return [...wholes.entries()].flatMap(([whole, { text, gap }]): NearReflow[] => {
    const own = wordsOf(text);
    const near = gaps.get(gap) ?? [];
    const isCrowded = near.length > maxInGap || (wholesIn.get(gap)?.length ?? 0) > maxInGap;
    if (own.length < leastWords || near.length < 2 || isCrowded) return [];
    const run = runsOf(near, (index) => !used.has(index) && isHeld(words[index] ?? [], own)).find((indexes) =>
      isCutFrom(
        own,
        indexes.map((index) => words[index] ?? []),
      ),
    );
    if (!run) return [];
    for (const index of run) used.add(index);
    return [{ whole, parts: run }];
  });
}

/** Runs of at least two neighbours that fulfil a condition. */
function runsOf(
  indexes: readonly number[],
  isFit: (index: number) => boolean,
): readonly (readonly number[])[] {
  const runs: number[][] = [[]];
  for (const index of indexes) {
    if (isFit(index)) runs.at(-1)?.push(index);
    else if (runs.at(-1)?.length !== 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

function isHeld(part: readonly string[], whole: readonly string[]): boolean {
  if (part.length < leastWordsOfPart) return false;
  const held = new Set(whole);
  return part.filter((word) => held.has(word)).length >= part.length * leastHeld;
}

function isCutFrom(whole: readonly string[], parts: readonly (readonly string[])[]): boolean {
  const joined = likeness(whole, parts.flat());
  return joined >= leastAlike && parts.every((part) => likeness(whole, part) + leastGain <= joined);
}
