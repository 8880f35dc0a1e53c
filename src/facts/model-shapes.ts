/** The shapes of model names: where a name begins in a row of words, and how far it goes. */
import { canonicalModelId } from './model-canonical.ts';
import { isModelId } from './model-id-shape.ts';
import {
  impliedBrands,
  notModelWords,
  reasoningBrand,
  strongBrands,
  weakBrands,
  withoutPartNumber,
} from './model-names.ts';
import { nextPart, type Part } from './model-parts.ts';
import type { Word } from './words.ts';

export interface Name {
  /** How many words it takes. */
  readonly length: number;
  readonly brand: string;
  /** Brand that the text leaves out. */
  readonly implied: string | null;
  /** Tier words that belong to the brand, learnt from this name. */
  readonly tiers: readonly string[];
}

export interface Context {
  readonly tiers: ReadonlyMap<string, string>;
  /** Brand of a name just before, when only a comma or conjunction stands between. */
  readonly neighbour: string | null;
}

/** The model name that begins at this word, or null. */
export function nameAt(words: readonly Word[], at: number, context: Context): Name | null {
  const word = words[at];
  if (!word) return null;
  return brandedName(words, at, word) ?? impliedName(words, at, word, context) ?? plainName(words, at, word);
}

/** `gpt-4o-2024-11-20`, `Claude Opus 4.5`, `Llama 3.1 405B Instruct`. */
function brandedName(words: readonly Word[], at: number, word: Word): Name | null {
  const id = canonicalModelId(word.text);
  const head = withoutPartNumber(id.split('-')[0] ?? '');
  const isStrong = strongBrands.has(head);
  const isWeak = weakBrands.has(head) && /^\p{Lu}/u.test(word.text);
  if (isModelId(word.text)) {
    const parts = isStrong || isWeak || reasoningBrand.test(head) ? absorb(words, at, true, false) : [];
    return { length: 1 + parts.length, brand: head, implied: null, tiers: [] };
  }
  if (!(isStrong || isWeak) || id.includes('-')) return null;
  const parts = absorb(words, at, false, isStrong);
  if (!(isStrong ? isVersioned(parts) : isTiered(parts))) return null;
  const tiers = parts.filter((part) => part.kind === 'unknown').map((part) => part.lower);
  return { length: 1 + parts.length, brand: head, implied: null, tiers };
}

/** `Opus 4.6` for Claude; `Mythos 5` after `Claude Mythos 5`, or in `Claude Fable 5 and Mythos 5`. */
function impliedName(words: readonly Word[], at: number, word: Word, context: Context): Name | null {
  if (!/^\p{Lu}\p{Ll}+$/u.test(word.text) || notModelWords.has(word.lower)) return null;
  const brand = impliedBrands[word.lower] ?? context.tiers.get(word.lower) ?? context.neighbour;
  if (!brand || !strongBrands.has(brand)) return null;
  const parts = absorb(words, at, false, false);
  const first = parts[0];
  const isNamed = first?.kind === 'version' || (context.tiers.has(word.lower) && first?.kind === 'stage');
  return isNamed ? { length: 1 + parts.length, brand, implied: brand, tiers: [] } : null;
}

/** `Acme Scribe 2.1`, `MedVision 4B`: capitalised words before a version with a point, or before a size. */
function plainName(words: readonly Word[], at: number, word: Word): Name | null {
  let length = 0;
  for (let next: Word | undefined = word; next && length < 4; next = words[at + length]) {
    if (length > 0 && !next.follows) break;
    if (!/^\p{Lu}\p{L}+$/u.test(next.text) || notModelWords.has(next.lower)) break;
    // A brand begins a name of its own: the words before it are the sentence's (`Prompting Claude Opus 4.8`).
    if (length > 0 && (strongBrands.has(next.lower) || Object.hasOwn(impliedBrands, next.lower))) return null;
    if (length === 0 && isOpening(words, at)) return null;
    length += 1;
  }
  const number = words[at + length];
  if (length === 0 || !number?.follows) return null;
  const isSized = /^\d{1,3}(?:\.\d)?B$/.test(number.text) && (length > 1 || /\p{Ll}\p{Lu}/u.test(word.text));
  const isNumbered = /^v?\d{1,2}\.\d{1,2}$/.test(number.text) && length > 1;
  if (!isSized && !isNumbered) return null;
  const rest = absorb(words, at + length, true, false);
  const after = words[at + length + rest.length + 1];
  // "Payment Terms 4.1 Customer shall": a numbered clause, not a version.
  if (isNumbered && after?.follows && /^\p{Lu}/u.test(after.text)) return null;
  return { length: length + 1 + rest.length, brand: word.lower, implied: null, tiers: [] };
}

/** Words that begin a sentence or heading before a name: `Using Acme Scribe 2.1`, `Meet MedVision 4B`. */
const openings: ReadonlySet<string> = new Set(
  'meet try get see introduce announce our new latest upgrade migrate move switch deploy run choose select'.split(
    ' ',
  ),
);

/** Whether a capitalised word is a verb form or one of those that lead up to a name, with more words to come. */
function isOpening(words: readonly Word[], at: number): boolean {
  const [word, next] = [words[at], words[at + 1]];
  if (!word || !next?.follows || !/^\p{Lu}\p{L}/u.test(next.text)) return false;
  return openings.has(word.lower) || /^\p{L}{3,}ing$/u.test(word.lower);
}

/** Takes the words after `at` for as long as they are parts of a name. */
function absorb(
  words: readonly Word[],
  at: number,
  hasVersion: boolean,
  mayBeUnknown: boolean,
): readonly Part[] {
  const parts: Part[] = [];
  for (let next = at + 1; next < words.length && parts.length < 6; next += 1) {
    const word = words[next];
    if (!word?.follows) break;
    const part = nextPart(word, {
      hasVersion: hasVersion || parts.some((part) => part.kind === 'version'),
      isAfterStage: parts.at(-1)?.kind === 'stage',
      mayBeUnknown: mayBeUnknown && parts.filter((part) => part.kind === 'unknown').length < 2,
    });
    if (!part) break;
    parts.push(part);
  }
  while (parts.at(-1)?.kind === 'unknown') parts.pop();
  return parts;
}

function isVersioned(parts: readonly Part[]): boolean {
  return parts.some((part) => part.kind === 'version' || part.kind === 'size' || part.kind === 'stage');
}

/** A brand that is also a word needs more than a bare number: `Phi 4 Mini`, `Nova Pro`, `Command R+`, `Yi 1.5`. */
function isTiered(parts: readonly Part[]): boolean {
  return parts.some(
    (part) =>
      part.kind === 'tier' || part.kind === 'size' || (part.kind === 'version' && part.lower.includes('.')),
  );
}
