/** Scores an entry by what it shares with a change when it names nothing that came or went: figures and words. */
import { claimAspects } from './aspects.ts';
import type { Profile } from './change-profile.ts';
import type { EntryProfile } from './entry-profile.ts';
import { contradicts, missesFigure, missingClaims } from './match-figures.ts';
import { nothingShared, type Score } from './score.ts';
import type { TellingWords } from './telling-words.ts';

/** What each kind of common ground adds. The same model alone stays far below acceptance. */
const weights = {
  overlap: 0.7,
  word: 0.06,
  newFigure: 0.25,
  goneFigure: 0.1,
  model: 0.2,
  claim: 0.2,
  measure: 0.2,
  head: 0.15,
  title: 0.15,
} as const;
/** What each doubt leaves. */
const penalties = { silentOnClaim: 0.5, otherModels: 0.4, oldFigure: 0.3, noFigure: 0.6 } as const;
/** A title's words say more surely what an entry is about, but are few. */
const titleTrust = 0.85;
const leastWeight = 4;
const highestScore = 0.95;
const measures = ['price', 'limit'] as const;

/** The entry shares the change's own figures and telling words. */
export function scoreSpecifics(change: Profile, entry: EntryProfile): Score {
  const words = [...change.words.keys()].filter((stem) => entry.words.has(stem));
  const figures = [...change.newFigures].filter((figure) => entry.figures.has(figure));
  const goneFigures = [...change.goneFigures].filter((figure) => entry.figures.has(figure));
  const models = [...change.subjects].filter((key) => entry.models.has(key));
  const claims = [...change.aspects].filter(
    (aspect) => claimAspects.has(aspect) && entry.aspects.has(aspect),
  );
  // Of the same model, or told as the very exchange: a limit of one value is a limit of many models.
  const isOfTheSame = models.length > 0 || goneFigures.length > 0;
  const isSameFigure = figures.length > 0 && isOfTheSame && sharesMeasure(change, entry);
  let value =
    weights.overlap * overlap(change, entry) +
    weights.word * Math.min(words.length, 5) +
    weights.newFigure * Math.min(figures.length, 2) +
    weights.goneFigure * Math.min(goneFigures.length, 2) +
    (models.length > 0 ? weights.model : 0) +
    (claims.length > 0 && words.length > 0 ? weights.claim : 0) +
    (isSameFigure ? weights.measure : 0) +
    (isUnderSameHead(change, entry) ? weights.head : 0) +
    (isInItsTitle(change, entry) ? weights.title : 0);
  const doubts: string[] = [];
  for (const aspect of missingClaims(change, entry)) {
    value *= penalties.silentOnClaim;
    doubts.push(`says nothing of ${aspect}`);
  }
  const isEndOfNamed = change.subjects.size > 0 && change.aspects.has('retirement');
  if (change.subjects.size > 0 && models.length === 0 && (entry.models.size > 0 || isEndOfNamed)) {
    value *= penalties.otherModels;
    doubts.push(entry.models.size > 0 ? 'names other models' : 'does not name the model');
  }
  if (contradicts(change, entry)) {
    value *= penalties.oldFigure;
    doubts.push('gives the figure that was replaced');
  } else if (missesFigure(change, entry)) {
    value *= penalties.noFigure;
    doubts.push('does not give the new figure');
  }
  const written = words.flatMap((stem) => entry.words.get(stem)?.written ?? []);
  const shared = [...figures, ...written].slice(0, 6).join(', ');
  if (shared === '' && models.length === 0) return nothingShared;
  const said = shared === '' ? 'It only names the same model' : `It shares with the change: ${shared}`;
  return {
    value: Math.min(value, highestScore),
    reason: doubts.length === 0 ? `${said}.` : `${said}; but it ${doubts.join(' and ')}.`,
    isNaming: false,
  };
}

/** How far the words of the smaller of the two, change or entry's title, are found in the other. */
function overlap(change: Profile, entry: EntryProfile): number {
  return Math.max(share(change.words, entry.words), titleTrust * share(entry.titleWords, change.words));
}

/** The part of some words' weight that other words hold. A few words alone never make a whole. */
function share(words: TellingWords, others: TellingWords): number {
  let [total, held] = [0, 0];
  for (const [stem, { weight }] of words) {
    total += weight;
    if (others.has(stem)) held += weight;
  }
  return held / Math.max(total, leastWeight);
}

/** Whether both speak of a price, or both of a limit. */
function sharesMeasure(change: Profile, entry: EntryProfile): boolean {
  return measures.some((aspect) => change.aspects.has(aspect) && entry.aspects.has(aspect));
}

const leastOfTitle = 2;
const titleShare = 2 / 3;

/** Whether an entry that brings something in has in its title hardly anything but what the change speaks of. */
function isInItsTitle(change: Profile, { titleWords, introduces }: EntryProfile): boolean {
  const shared = [...titleWords.keys()].filter((stem) => change.words.has(stem)).length;
  return introduces && shared >= leastOfTitle && shared >= titleWords.size * titleShare;
}

/** Whether the entry's title is about what the changed rows or sections are about. */
function isUnderSameHead(change: Profile, entry: EntryProfile): boolean {
  const heads = [...change.headWords.keys()];
  return heads.length > 0 && heads.filter((word) => entry.titleWords.has(word)).length * 2 >= heads.length;
}
