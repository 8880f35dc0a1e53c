/**
 * Names replaced by another name throughout a document (`Workbench` → `Playground`): the vendor renamed
 * something, and every sentence about it differs without saying anything new.
 */
import type { EditorialWords } from '../domain/rules.ts';
import type { Passage } from './passages.ts';
import { compareWords, wordsOf } from './word-runs.ts';

export interface NameSweeps {
  readonly names: ReadonlyMap<string, string>;
  /** The text with every old name replaced by the new one. */
  readonly apply: (text: string) => string;
}

/** A name is at most this many words, each with a capital. */
const namePattern = /^(?:\p{Lu}[\p{L}\p{N}.&-]*)(?: (?:\p{Lu}[\p{L}\p{N}.&-]*|of|and|the|for|in|on)){0,4}$/u;

/**
 * Finds names that were replaced the same way at least twice and are no longer found in the new text, numbers,
 * model names and weighty words excluded: `L.L.C.` → `LLC` is a matter for lawyers.
 */
export function findNameSweeps(
  passages: readonly Passage[],
  textAfter: string,
  isModel: (name: string) => boolean,
  words: EditorialWords,
): NameSweeps {
  const counts = new Map<string, { old: string; fresh: string; count: number }>();
  for (const passage of passages) {
    if (passage.edit.kind !== 'changed') continue;
    for (const [old, fresh] of replacements(passage.before, passage.after)) {
      const key = `${old}\n${fresh}`;
      const entry = counts.get(key) ?? { old, fresh, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    }
  }
  const names = new Map<string, string>();
  for (const { old, fresh, count } of counts.values()) {
    const isPlain = [old, fresh].every((name) => isPlainName(name, words) && !isModel(name));
    if (count >= 2 && isPlain && !hasName(textAfter, old)) names.set(old, fresh);
  }
  return { names, apply: (text) => replaceNames(text, names) };
}

function replacements(before: string, after: string): readonly (readonly [string, string])[] {
  const runs = compareWords(before, after);
  return runs.flatMap((run, index): (readonly [string, string])[] => {
    const next = runs[index + 1];
    if (run.kind !== 'removed' || next?.kind !== 'added') return [];
    return [[run.text.trim(), next.text.trim()]];
  });
}

function isPlainName(name: string, words: EditorialWords): boolean {
  return namePattern.test(name) && !/\d/.test(name) && !wordsOf(name).some((word) => words.weighty.has(word));
}

function hasName(text: string, name: string): boolean {
  const at = text.indexOf(name);
  return at >= 0 && !/[\p{L}\p{N}]/u.test(text[at + name.length] ?? '');
}

function replaceNames(text: string, names: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [old, fresh] of names) result = result.replaceAll(old, fresh);
  return result;
}
