/** Compares two texts word by word and number by number; the runs rebuild both texts exactly. */
import { diffArrays } from 'diff';
import type { WordRun } from '../domain/change.ts';

/**
 * A word, an identifier (`gpt-4o-2024-11-20`), a number with its separators, a run of blanks, or one mark. An
 * identifier is one token: half of a model's name is no news.
 */
const token =
  /\s+|\d+(?:[.,]\d+)*(?![\p{L}\p{N}_.-])|[\p{L}\p{N}_]+(?:[-.@'’]+[\p{L}\p{N}_]+)*|[^\s\p{L}\p{N}_]/gu;

/** Beyond so many differing words two texts are shown as wholly replaced. */
const maxEditLength = 1_500;

/** Splits a text into tokens that, joined, are the text. */
function splitTokens(text: string): readonly string[] {
  return text.match(token) ?? [];
}

/** The words of a text in lower case, without blanks and marks. */
export function wordsOf(text: string): readonly string[] {
  return splitTokens(text.toLowerCase()).filter((part) => /[\p{L}\p{N}]/u.test(part));
}

/**
 * Runs of words kept, removed and added. Joining `same` and `removed` gives `before`; joining `same` and
 * `added` gives `after`.
 */
export function compareWords(before: string, after: string): readonly WordRun[] {
  const parts = diffArrays([...splitTokens(before)], [...splitTokens(after)], { maxEditLength });
  if (!parts) return replaced(before, after);
  const runs: WordRun[] = parts.map((part) => ({
    kind: part.removed ? 'removed' : part.added ? 'added' : 'same',
    text: part.value.join(''),
  }));
  return joinNeighbours(absorbBlanks(runs));
}

function replaced(before: string, after: string): readonly WordRun[] {
  const runs: WordRun[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ];
  return runs.filter((run) => run.text !== '');
}

/** A lone blank between two replaced words belongs to the replacement: phrases read better than confetti. */
function absorbBlanks(runs: readonly WordRun[]): readonly WordRun[] {
  return runs.flatMap((run, index): readonly WordRun[] => {
    const isBlank = run.kind === 'same' && /^\s*$/u.test(run.text);
    if (!isBlank || index === 0 || index === runs.length - 1) return [run];
    return [
      { kind: 'removed', text: run.text },
      { kind: 'added', text: run.text },
    ];
  });
}

/** Within each stretch of change, all that was removed comes first, then all that was added. */
function joinNeighbours(runs: readonly WordRun[]): readonly WordRun[] {
  const joined: WordRun[] = [];
  let [removed, added] = ['', ''];
  const flush = (): void => {
    if (removed !== '') joined.push({ kind: 'removed', text: removed });
    if (added !== '') joined.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const run of runs) {
    if (run.kind === 'removed') removed += run.text;
    else if (run.kind === 'added') added += run.text;
    else {
      flush();
      joined.push(run);
    }
  }
  flush();
  return joined;
}
