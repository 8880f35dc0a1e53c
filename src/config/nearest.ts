/** Did-you-mean: the valid word that a mistyped one most likely stood for. */

/**
 * The candidate with the fewest edits (insert, delete, replace, swap of neighbours) from `word`, ignoring case;
 * null when none is near enough to be worth saying: at most a third of the word, and always at least one edit.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = word.toLowerCase();
  // A very long value is no typing slip, and the table below grows with its length.
  if (wanted.length === 0 || wanted.length > 80) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance, three rows at a time. */
function editDistance(a: string, b: string): number {
  let twoAgo: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (twoAgo[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    twoAgo = previous;
    previous = row;
  }
  return previous[b.length] ?? a.length;
}
