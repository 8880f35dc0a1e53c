/** Sentences, half-sentences and addresses that only send the reader elsewhere. */
import type { EditorialWords } from '../domain/rules.ts';
import { findObligations } from '../facts/obligations.ts';
import { splitSentences } from './passages.ts';

const address = /\(mailto:[^)\s]*\)|\b[a-z]+:\/\/\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\/\S+/giu;

/** Without addresses and parentheses that only point elsewhere. */
export function withoutAsides(text: string, words: EditorialWords): string {
  let result = text.replace(address, '');
  for (const aside of words.asides) result = result.replace(aside, '');
  return result.replace(/\s+/gu, ' ').trim();
}

/** The sentences that differ, without those that only point elsewhere. */
export function differingSentences(
  before: string,
  after: string,
  words: EditorialWords,
): readonly [string, string] {
  const [left, right] = [splitSentences(before), splitSentences(after)];
  return [withoutPointers(left, right, words), withoutPointers(right, left, words)];
}

/** What a pointer's reader will find there: `The page lists …` after `See the page on …`. */
const contents =
  /^(?:the (?:response|answer|page|guide|article|table)|it|this) (?:includes|contains|lists|covers|shows|explains|describes|returns)\b/iu;

function withoutPointers(
  sentences: readonly string[],
  others: readonly string[],
  words: EditorialWords,
): string {
  const known = new Set(others);
  let isAfterPointer = false;
  const kept = sentences.filter((sentence) => {
    isAfterPointer = isPointer(sentence, words) || (isAfterPointer && contents.test(sentence));
    return !isAfterPointer && !known.has(sentence);
  });
  return kept.join(' ');
}

/** A pointer promises and forbids nothing and holds no figure. */
function isPointer(sentence: string, words: EditorialWords): boolean {
  if (!words.pointers.some((pointer) => pointer.test(sentence))) return false;
  const said = sentence.replace(address, '');
  return !/\b\d+\b|\bnot?\b/iu.test(said) && findObligations(said).length === 0;
}
