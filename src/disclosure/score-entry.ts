/**
 * Scores how far an entry is about a change. The same model nearby is evidence, not proof: an entry must name
 * what came or went, or share the change's own figures and words, and speak of the aspect that changed.
 */
import { modelKey, withoutSnapshot } from '../facts/model-canonical.ts';
import { type Aspect, claimAspects } from './aspects.ts';
import { keysOf, type Profile } from './change-profile.ts';
import type { EntryProfile } from './entry-profile.ts';

export interface Score {
  /** 0 … 1. */
  readonly value: number;
  readonly reason: string;
  /** Whether the entry names what came or went, rather than only sharing words with it. */
  readonly isNaming: boolean;
}

/** At and above it an entry is taken to announce the change. */
export const acceptedScore = 0.6;

/** Scores one entry, by the best of the ways in which it can be about the change. */
export function scoreEntry(change: Profile, passages: readonly EntryProfile[]): Score {
  const scores = passages.flatMap((entry) => [
    scoreLaunch(change, entry),
    scoreRetirement(change, entry),
    scoreSpecifics(change, entry),
  ]);
  return scores.reduce((best, score) => (score.value > best.value ? score : best), nothingShared);
}

const nothingShared: Score = { value: 0, reason: 'It shares nothing with the change.', isNaming: false };

/** The entry brings in a model that the change brings in. */
function scoreLaunch(change: Profile, entry: EntryProfile): Score {
  if (!entry.introduces) return nothingShared;
  let best = nothingShared;
  for (const id of change.newModels) {
    const strength = namesModel(id, entry);
    const value = 0.9 * strength;
    if (value > best.value)
      best = { value, reason: `It introduces ${id}, which the change adds.`, isNaming: strength === 1 };
  }
  return best;
}

/** How surely an entry names a model: by its id, by its generation, or by the parts of its name. */
function namesModel(id: string, entry: EntryProfile): number {
  if (keysOf(id).some((key) => entry.models.has(key))) return 1;
  const parts = modelKey(withoutSnapshot(id)).split(' ');
  const generation = [...entry.models.keys()].some((key) => {
    const named = key.split(' ');
    return /\d/.test(key) && named.length < parts.length && named.every((part) => parts.includes(part));
  });
  if (generation) return 0.85;
  const { version, tiers } = partsOf(id);
  const named = tiers.filter((part) => entry.plain.has(part));
  const hasVersion = version !== '' && entry.plain.has(version);
  if (hasVersion && named.length === tiers.length && tiers.length > 0) return 0.85;
  return entry.speaksOfNewModels && named.some((part) => part.length > 4) ? 0.7 : 0;
}

/** The version of an id as prose writes it (`5.4`) and its words after the brand. */
function partsOf(id: string): { readonly version: string; readonly tiers: readonly string[] } {
  const parts = withoutSnapshot(id).split('-').slice(1);
  return {
    version: parts.filter((part) => /^[\d.]+$/.test(part)).join('.'),
    tiers: parts.filter((part) => !/^[\d.]+$/.test(part) && part !== 'preview' && part !== 'latest'),
  };
}

/** The entry ends a model that the change ends or removes. */
function scoreRetirement(change: Profile, entry: EntryProfile): Score {
  if (!entry.aspects.has('retirement')) return nothingShared;
  const ended = change.aspects.has('retirement') ? [...change.subjects] : [];
  const gone = new Set([...change.goneModels.flatMap(keysOf), ...ended]);
  const named = [...entry.endedModels].find(([key]) => gone.has(key));
  if (!named) return nothingShared;
  if (contradicts(change, entry) || missesFigure(change, entry)) {
    return {
      value: 0.3,
      reason: `It speaks of the end of ${named[1]}, but does not give the new figure.`,
      isNaming: true,
    };
  }
  return { value: 0.85, reason: `It speaks of the end of ${named[1]}, as the change does.`, isNaming: true };
}

/** The entry shares the change's own figures and telling words. */
function scoreSpecifics(change: Profile, entry: EntryProfile): Score {
  const words = [...change.words.keys()].filter((word) => entry.words.has(word));
  const figures = [...change.newFigures].filter((figure) => entry.figures.has(figure));
  const goneFigures = [...change.goneFigures].filter((figure) => entry.figures.has(figure));
  const models = [...change.subjects].filter((key) => entry.models.has(key));
  const claims = [...change.aspects].filter(
    (aspect) => claimAspects.has(aspect) && entry.aspects.has(aspect),
  );
  let value =
    0.7 * overlap(change, entry) +
    0.06 * Math.min(words.length, 5) +
    0.25 * Math.min(figures.length, 2) +
    0.1 * Math.min(goneFigures.length, 2) +
    (models.length > 0 ? 0.2 : 0) +
    (claims.length > 0 && words.length > 0 ? 0.2 : 0) +
    (isUnderSameHead(change, entry) ? 0.15 : 0);
  const doubts: string[] = [];
  for (const aspect of missingClaims(change, entry)) {
    value *= 0.5;
    doubts.push(`says nothing of ${aspect}`);
  }
  if (change.subjects.size > 0 && models.length === 0 && entry.models.size > 0) {
    value *= 0.4;
    doubts.push('names other models');
  }
  if (contradicts(change, entry)) {
    value *= 0.3;
    doubts.push('gives the figure that was replaced');
  } else if (missesFigure(change, entry)) {
    value *= 0.6;
    doubts.push('does not give the new figure');
  }
  const shared = [...figures, ...words].slice(0, 6).join(', ');
  if (shared === '' && models.length === 0) return nothingShared;
  const said = shared === '' ? 'It names the same model' : `It shares ${shared}`;
  return {
    value: Math.min(value, 0.95),
    reason: doubts.length === 0 ? `${said} with the change.` : `${said}, but ${doubts.join(' and ')}.`,
    isNaming: false,
  };
}

/** How far the words of the smaller of the two, change or entry's title, are found in the other. */
function overlap(change: Profile, entry: EntryProfile): number {
  const inEntry = sum([...change.words].map(([word, weight]) => (entry.words.has(word) ? weight : 0)));
  const ofChange = inEntry / Math.max(sum(change.words.values()), 4);
  const inChange = sum([...entry.titleWords].map(([word, weight]) => (change.words.has(word) ? weight : 0)));
  const ofTitle = inChange / Math.max(sum(entry.titleWords.values()), 4);
  return Math.max(ofChange, 0.85 * ofTitle);
}

/** Whether the entry's title is about what the changed rows or sections are about. */
function isUnderSameHead(change: Profile, entry: EntryProfile): boolean {
  const heads = [...change.headWords.keys()];
  return heads.length > 0 && heads.filter((word) => entry.titleWords.has(word)).length * 2 >= heads.length;
}

/** Whether a figure was moved and the entry does not give the new one. */
function missesFigure(change: Profile, entry: EntryProfile): boolean {
  if (!change.isFigureMove || change.newFigures.size === 0) return false;
  return ![...change.newFigures].some((figure) => entry.figures.has(figure));
}

/** Whether the entry still gives a figure that the change replaced by another. */
function contradicts(change: Profile, entry: EntryProfile): boolean {
  if (!change.hasMovedFigure) return false;
  const hasNew = [...change.newFigures].some((figure) => entry.figures.has(figure));
  return (
    change.newFigures.size > 0 &&
    !hasNew &&
    [...change.goneFigures].some((figure) => entry.figures.has(figure))
  );
}

function missingClaims(change: Profile, entry: EntryProfile): readonly Aspect[] {
  return [...change.aspects].filter((aspect) => claimAspects.has(aspect) && !entry.aspects.has(aspect));
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
