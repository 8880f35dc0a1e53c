/** Words of a text with their places, for recognisers that look at neighbours. Linear in the text. */

export interface Word {
  readonly text: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
  /** Whether exactly one blank, and no line break, stands between this word and the one before. */
  readonly follows: boolean;
}

/** Hyphens that do not break a line join words as others do. */
const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}._:/@+\u2010\u2011-]*/gu;
const otherHyphens = /[\u2010\u2011]/gu;

/** Splits a text at anything that cannot be part of an identifier; punctuation at the end of a word is dropped. */
export function splitWords(text: string): readonly Word[] {
  const words: Word[] = [];
  let previousEnd = -1;
  for (const match of text.matchAll(wordPattern)) {
    const written = trimPunctuation(match[0].replaceAll(otherHyphens, '-'));
    const start = match.index;
    const end = start + written.length;
    const follows = previousEnd === start - 1 && /[ \t\u00a0\u202f]/.test(text[start - 1] ?? '');
    words.push({ text: written, lower: written.toLowerCase(), start, end, follows });
    previousEnd = end;
  }
  return words;
}

/** Cuts `.`, `:`, `/`, `@`, `-`, `_` off the end without a regular expression that could backtrack. */
function trimPunctuation(word: string): string {
  let end = word.length;
  while (end > 1 && '._:/@-'.includes(word[end - 1] ?? '')) end -= 1;
  return word.slice(0, end);
}
