/**
 * Text that was only cut differently: a paragraph that became list items, two paragraphs that became one. The
 * words are all there in the same order, so nothing was said anew.
 */

/** Shorter texts could match by chance. */
const leastLength = 12;

export interface Reflow {
  /** Indexes of the pieces that only were cut differently. */
  readonly before: ReadonlySet<number>;
  readonly after: ReadonlySet<number>;
}

/**
 * Finds runs of neighbouring pieces whose letters, joined, equal one piece or a run on the other side. `gap`
 * tells which pieces are neighbours: those with consecutive indexes and the same gap.
 */
export function findReflow(
  before: readonly { readonly text: string; readonly gap: number }[],
  after: readonly { readonly text: string; readonly gap: number }[],
): Reflow {
  const found = { before: new Set<number>(), after: new Set<number>() };
  matchJoined(before, after, found.before, found.after);
  matchJoined(after, before, found.after, found.before);
  return found;
}

/** Finds single pieces of `whole` in joined neighbours of `parts`, and equal gaps as a whole. */
function matchJoined(
  whole: readonly { readonly text: string; readonly gap: number }[],
  parts: readonly { readonly text: string; readonly gap: number }[],
  usedWhole: Set<number>,
  usedParts: Set<number>,
): void {
  const letters = parts.map(({ text }) => lettersOf(text));
  const starts = new Map<string, number[]>();
  for (const [index, text] of letters.entries()) {
    if (text.length === 0) continue;
    const head = text.slice(0, leastLength);
    const places = starts.get(head);
    if (places) places.push(index);
    else starts.set(head, [index]);
  }
  for (const [index, piece] of whole.entries()) {
    const text = lettersOf(piece.text);
    if (usedWhole.has(index) || text.length < leastLength) continue;
    const run = candidateStarts(text, starts)
      .map((start) => followRun(text, start, letters, parts, usedParts))
      .find((members) => members.length > 1);
    if (!run) continue;
    usedWhole.add(index);
    for (const member of run) usedParts.add(member);
  }
}

/** Places whose text is a beginning of `text`: full heads, and whole short pieces. */
function candidateStarts(text: string, starts: ReadonlyMap<string, readonly number[]>): readonly number[] {
  const places: number[] = [];
  for (let length = 1; length <= leastLength; length += 1) {
    places.push(...(starts.get(text.slice(0, length)) ?? []).slice(0, 8));
  }
  return places;
}

function followRun(
  text: string,
  start: number,
  letters: readonly string[],
  parts: readonly { readonly gap: number }[],
  used: ReadonlySet<number>,
): readonly number[] {
  const members: number[] = [];
  let at = 0;
  for (let index = start; index < letters.length && at < text.length; index += 1) {
    const part = letters[index] ?? '';
    if (used.has(index) || parts[index]?.gap !== parts[start]?.gap || !text.startsWith(part, at)) return [];
    at += part.length;
    members.push(index);
  }
  return at === text.length ? members : [];
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}
