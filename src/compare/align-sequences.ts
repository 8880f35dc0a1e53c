/**
 * Finds what two sequences have in common, in order: items that occur once on each side are anchors
 * (patience), the gaps between anchors are aligned the same way, and what has no anchor is left to a bounded
 * shortest-edit search. Roughly linear; never quadratic on long input.
 */
import { diffArrays } from 'diff';

/** Positions of one common item. */
export type Match = readonly [before: number, after: number];

interface Range {
  readonly beforeStart: number;
  readonly beforeEnd: number;
  readonly afterStart: number;
  readonly afterEnd: number;
}

/** Longest edit script that the exact search may find; beyond it a gap counts as unrelated. */
const maxEditLength = 400;

/** Matches in rising order on both sides. Items are equal when their strings are. */
export function alignSequences(before: readonly string[], after: readonly string[]): readonly Match[] {
  const matches: Match[] = [];
  const waiting: Range[] = [
    { beforeStart: 0, beforeEnd: before.length, afterStart: 0, afterEnd: after.length },
  ];
  for (let range = waiting.pop(); range; range = waiting.pop()) {
    const inner = trim(range, before, after, matches);
    if (inner.beforeStart === inner.beforeEnd || inner.afterStart === inner.afterEnd) continue;
    const anchors = findAnchors(inner, before, after);
    if (anchors.length === 0) matches.push(...searchShortest(inner, before, after));
    else waiting.push(...splitAt(inner, anchors, matches));
  }
  return matches.sort((a, b) => a[0] - b[0]);
}

/** Takes equal items off both ends. */
function trim(range: Range, before: readonly string[], after: readonly string[], matches: Match[]): Range {
  let { beforeStart, beforeEnd, afterStart, afterEnd } = range;
  while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeStart] === after[afterStart]) {
    matches.push([beforeStart++, afterStart++]);
  }
  while (beforeStart < beforeEnd && afterStart < afterEnd && before[beforeEnd - 1] === after[afterEnd - 1]) {
    matches.push([--beforeEnd, --afterEnd]);
  }
  return { beforeStart, beforeEnd, afterStart, afterEnd };
}

/** Items that occur once on each side, thinned to the longest run that rises on both. */
function findAnchors(range: Range, before: readonly string[], after: readonly string[]): readonly Match[] {
  const places = new Map<
    string,
    { before: number; after: number; beforeCount: number; afterCount: number }
  >();
  for (let index = range.beforeStart; index < range.beforeEnd; index += 1) {
    const item = before[index] ?? '';
    const place = places.get(item);
    if (place) place.beforeCount += 1;
    else places.set(item, { before: index, after: -1, beforeCount: 1, afterCount: 0 });
  }
  for (let index = range.afterStart; index < range.afterEnd; index += 1) {
    const place = places.get(after[index] ?? '');
    if (!place) continue;
    place.after = index;
    place.afterCount += 1;
  }
  const unique: Match[] = [];
  for (const place of places.values()) {
    if (place.beforeCount === 1 && place.afterCount === 1) unique.push([place.before, place.after]);
  }
  return longestRising(unique);
}

/** The longest subsequence whose second numbers rise (patience sorting); input rises in the first. */
function longestRising(matches: readonly Match[]): readonly Match[] {
  const piles: number[] = [];
  const previous: number[] = [];
  for (const [index, match] of matches.entries()) {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((matches[piles[middle] ?? 0]?.[1] ?? 0) < match[1]) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (piles[low - 1] ?? -1) : -1;
    piles[low] = index;
  }
  const run: Match[] = [];
  for (let index = piles.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) {
    const match = matches[index];
    if (match) run.push(match);
  }
  return run.reverse();
}

/** Records the anchors and returns the gaps between them. */
function splitAt(range: Range, anchors: readonly Match[], matches: Match[]): readonly Range[] {
  const gaps: Range[] = [];
  let [beforeStart, afterStart] = [range.beforeStart, range.afterStart];
  for (const [before, after] of anchors) {
    matches.push([before, after]);
    gaps.push({ beforeStart, beforeEnd: before, afterStart, afterEnd: after });
    [beforeStart, afterStart] = [before + 1, after + 1];
  }
  gaps.push({ beforeStart, beforeEnd: range.beforeEnd, afterStart, afterEnd: range.afterEnd });
  return gaps;
}

function searchShortest(range: Range, before: readonly string[], after: readonly string[]): readonly Match[] {
  const left = before.slice(range.beforeStart, range.beforeEnd);
  const right = after.slice(range.afterStart, range.afterEnd);
  const known = new Set(right);
  if (!left.some((item) => known.has(item))) return [];
  const parts = diffArrays(left, right, { maxEditLength });
  if (!parts) return [];
  const matches: Match[] = [];
  let [beforeAt, afterAt] = [range.beforeStart, range.afterStart];
  for (const part of parts) {
    if (part.removed) beforeAt += part.value.length;
    else if (part.added) afterAt += part.value.length;
    else for (let step = 0; step < part.value.length; step += 1) matches.push([beforeAt++, afterAt++]);
  }
  return matches;
}
