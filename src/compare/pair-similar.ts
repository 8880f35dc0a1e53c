/**
 * Pairs texts that were edited: which removed one became which added one. Candidates come from rare shared
 * words and from standing in the same gap, a bounded number for each text, so that the work grows with the
 * number of texts and not with its square.
 */
import { wordsOf } from './word-runs.ts';

/** A text that found no equal on the other side. */
export interface Loose {
  readonly text: string;
  /** Texts pair only within a class: a heading never becomes a paragraph. */
  readonly kind: string;
  /** Number of the gap between common blocks in which it stands; -1 when order says nothing. */
  readonly gap: number;
}

export interface Pairing {
  /** Indexes into the two lists. */
  readonly pairs: readonly (readonly [before: number, after: number])[];
  /** How many pairs of texts were compared. */
  readonly comparisons: number;
}

const maxWordsIndexed = 24;
/** A word that stands in more loose texts than this says nothing about which belongs to which. */
const maxSharers = 16;
const maxCandidates = 8;
const maxNeighbours = 4;

const leastAlikeInGap = 0.45;
const leastAlikeAlone = 0.2;
const leastAlikeAcross = 0.62;
/** Short texts are alike by chance; only longer ones are followed across gaps. */
const leastWordsAcross = 4;

interface Side {
  readonly loose: readonly Loose[];
  readonly words: readonly (readonly string[])[];
  readonly gaps: ReadonlyMap<string, readonly number[]>;
}

interface Scored {
  readonly before: number;
  readonly after: number;
  readonly score: number;
}

/** Pairs the most alike first; each text is used once. */
export function pairSimilar(before: readonly Loose[], after: readonly Loose[]): Pairing {
  const [left, right] = [sideOf(before), sideOf(after)];
  const sharers = indexWords(right.words);
  const scored: Scored[] = [];
  let comparisons = 0;
  for (const index of before.keys()) {
    for (const candidate of candidatesFor(index, left, right, sharers)) {
      comparisons += 1;
      const score = scorePair(index, candidate, left, right);
      if (score > 0) scored.push({ before: index, after: candidate, score });
    }
  }
  return { pairs: takeBest(scored), comparisons };
}

/** Share of words in common, 0 … 1 (Dice on multisets). */
export function likeness(left: readonly string[], right: readonly string[]): number {
  if (left.length + right.length === 0) return 1;
  const counts = new Map<string, number>();
  for (const word of left) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of right) {
    const count = counts.get(word) ?? 0;
    if (count === 0) continue;
    common += 1;
    counts.set(word, count - 1);
  }
  return (2 * common) / (left.length + right.length);
}

function sideOf(loose: readonly Loose[]): Side {
  const gaps = new Map<string, number[]>();
  for (const [index, { kind, gap }] of loose.entries()) {
    if (gap < 0) continue;
    const key = `${kind} ${gap}`;
    const members = gaps.get(key);
    if (members) members.push(index);
    else gaps.set(key, [index]);
  }
  return { loose, words: loose.map(({ text }) => wordsOf(text)), gaps };
}

function indexWords(texts: readonly (readonly string[])[]): ReadonlyMap<string, readonly number[]> {
  const sharers = new Map<string, number[]>();
  for (const [index, words] of texts.entries()) {
    for (const word of new Set(words)) {
      const members = sharers.get(word);
      if (members) members.push(index);
      else sharers.set(word, [index]);
    }
  }
  return sharers;
}

function candidatesFor(
  index: number,
  left: Side,
  right: Side,
  sharers: ReadonlyMap<string, readonly number[]>,
): ReadonlySet<number> {
  const own = left.loose[index];
  if (!own) return new Set();
  const candidates = new Set(neighboursOf(index, own, left, right));
  const rare = [...new Set(left.words[index])]
    .map((word) => sharers.get(word) ?? [])
    .filter((members) => members.length > 0 && members.length <= maxSharers)
    .sort((a, b) => a.length - b.length)
    .slice(0, maxWordsIndexed);
  const votes = new Map<number, number>();
  for (const members of rare) {
    for (const member of members) {
      if (right.loose[member]?.kind === own.kind) votes.set(member, (votes.get(member) ?? 0) + 1);
    }
  }
  const best = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, maxCandidates);
  for (const [member] of best) candidates.add(member);
  return candidates;
}

/** Those that stand at about the same place in the same gap. */
function neighboursOf(index: number, own: Loose, left: Side, right: Side): readonly number[] {
  if (own.gap < 0) return [];
  const key = `${own.kind} ${own.gap}`;
  const [mine, theirs] = [left.gaps.get(key) ?? [], right.gaps.get(key) ?? []];
  const place = Math.floor((lowerBound(mine, index) * theirs.length) / Math.max(mine.length, 1));
  return theirs.slice(Math.max(0, place - maxNeighbours), place + maxNeighbours + 1);
}

function lowerBound(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 0 when the two are not alike enough for where they stand. */
function scorePair(before: number, after: number, left: Side, right: Side): number {
  const [own, other] = [left.loose[before], right.loose[after]];
  if (!own || !other || own.kind !== other.kind) return 0;
  const [mine, theirs] = [left.words[before] ?? [], right.words[after] ?? []];
  const alike = likeness(mine, theirs);
  if (own.gap < 0 || own.gap !== other.gap) {
    const isLong = Math.min(mine.length, theirs.length) >= leastWordsAcross;
    return isLong && alike >= leastAlikeAcross ? alike : 0;
  }
  const key = `${own.kind} ${own.gap}`;
  const isAlone = left.gaps.get(key)?.length === 1 && right.gaps.get(key)?.length === 1;
  // The small bonus lets a text stay in its place when one further off is as alike.
  return alike >= (isAlone ? leastAlikeAlone : leastAlikeInGap) ? alike + 0.1 : 0;
}

function takeBest(scored: readonly Scored[]): Pairing['pairs'] {
  const [usedBefore, usedAfter] = [new Set<number>(), new Set<number>()];
  const pairs: (readonly [number, number])[] = [];
  const ordered = [...scored].sort((a, b) => b.score - a.score || a.before - b.before || a.after - b.after);
  for (const { before, after } of ordered) {
    if (usedBefore.has(before) || usedAfter.has(after)) continue;
    usedBefore.add(before);
    usedAfter.add(after);
    pairs.push([before, after]);
  }
  return pairs;
}
