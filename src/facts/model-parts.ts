/** One word of a model name after the brand: version, size, tier, stage of release, or a name yet unknown. */
import { isSize } from './model-canonical.ts';
import { lowerCaseTiers, notModelWords, tierWords } from './model-names.ts';
import type { Word } from './words.ts';

export interface Part {
  readonly kind: 'version' | 'size' | 'tier' | 'stage' | 'date' | 'unknown';
  readonly lower: string;
}

export interface Before {
  readonly hasVersion: boolean;
  readonly isAfterStage: boolean;
  /** Whether a capitalised word that we do not know may be a tier: `Claude Fable 5`. */
  readonly mayBeUnknown: boolean;
}

const version = /^[vrk]?\d{1,2}(?:\.\d{1,2}){0,2}[a-z]?$/;
const date = /^20\d{2}-?\d{2}-?\d{2}$/;
const stages: ReadonlySet<string> = new Set(['preview', 'experimental', 'exp', 'latest']);

/** What a word adds to a name that began before it; null when the name ends before it. */
export function nextPart(word: Word, before: Before): Part | null {
  const { lower } = word;
  if (date.test(lower)) return before.hasVersion ? { kind: 'date', lower } : null;
  if (before.isAfterStage && /^\d{2}-\d{2}$/.test(lower)) return { kind: 'date', lower };
  const [first = '', ...rest] = lower.split('-');
  if (!rest.every((piece) => version.test(piece) || isTail(piece))) return null;
  if (isSize(first)) return { kind: 'size', lower };
  if (version.test(first)) return before.hasVersion ? null : { kind: 'version', lower };
  const isCapital = /^\p{Lu}/u.test(word.text);
  if (stages.has(first)) return isCapital ? { kind: 'stage', lower } : null;
  if (isTier(first) && notModelWords.has(first) && !before.hasVersion) return null;
  if (isTier(first)) return isCapital || lowerCaseTiers.has(first) ? { kind: 'tier', lower } : null;
  if (!before.mayBeUnknown || before.hasVersion || rest.length > 0) return null;
  const mayName = /^\p{Lu}(?:\p{Ll}+|\p{Lu}{0,2})$/u.test(word.text) && !notModelWords.has(lower);
  return mayName ? { kind: 'unknown', lower } : null;
}

function isTail(piece: string): boolean {
  return isSize(piece) || isTier(piece) || stages.has(piece) || /^\d+$/.test(piece);
}

function isTier(piece: string): boolean {
  return tierWords.has(piece.replace(/\+$/, ''));
}
