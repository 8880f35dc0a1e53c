/** Scores judgements against labels. Only labels of high confidence count. */
import { type DisclosureState, isAnnounced, type Verdict } from '../domain/disclosure.ts';
import { editorialLabel } from './category-map.ts';
import { addCounts, type Counts, type Figures, figuresOf, type Interval, share, wilson } from './figures.ts';
import type { PairJudgement } from './judge-pair.ts';
import type { Label } from './read-corpus.ts';

/** A label, and what the product made of the same pair. */
export interface Scored {
  readonly label: Label;
  readonly judgement: PairJudgement;
  /** Null where no announcing document is named, nothing was said, or there was nothing to judge. */
  readonly verdict: Verdict | null;
}

/** Figures with the number of labels that they rest on. */
export type CountedFigures = Figures & { readonly n: number };

export interface DisclosureFigures {
  readonly accuracy: number | null;
  readonly interval: Interval | null;
  readonly n: number;
  /** Labelled announced, judged unannounced. */
  readonly falseUnannounced: number;
  /** Share of those among all labelled announced. */
  readonly falseUnannouncedShare: number | null;
  /** Labelled unannounced, judged otherwise. */
  readonly missedUnannounced: number;
  /** How often each state was given, by label. */
  readonly confusion: Readonly<
    Record<'announced' | 'unannounced', Readonly<Record<DisclosureState, number>>>
  >;
}

export interface Scores {
  readonly material: CountedFigures & { readonly trueNegatives: number };
  /** `micro` over all categories; each category with the number of pairs that bear it. */
  readonly categories: Readonly<Record<string, CountedFigures>>;
  readonly disclosure: DisclosureFigures;
}

/** Scores a set of pairs. */
export function score(all: readonly Scored[]): Scores {
  const sure = all.filter(({ label }) => label.isSure);
  return {
    material: scoreMaterial(sure),
    categories: scoreCategories(sure),
    disclosure: scoreDisclosure(sure),
  };
}

/** Whether the product would have told somebody of the pair. */
export function isTold({ judgement }: Scored): boolean {
  return judgement.outcome === 'told';
}

function scoreMaterial(all: readonly Scored[]): Scores['material'] {
  const labelled = all.filter(({ label }) => label.isMaterial !== null);
  const count = (isMaterial: boolean, told: boolean): number =>
    labelled.filter((scored) => scored.label.isMaterial === isMaterial && isTold(scored) === told).length;
  const counts = {
    truePositives: count(true, true),
    falsePositives: count(false, true),
    falseNegatives: count(true, false),
  };
  return { ...figuresOf(counts), n: labelled.length, trueNegatives: count(false, false) };
}

/** The categories that a label names, without the one for changes of no substance. */
export function labelledCategories({ categories }: Label): ReadonlySet<string> {
  return new Set(categories?.filter((name) => name !== editorialLabel));
}

function scoreCategories(all: readonly Scored[]): Scores['categories'] {
  const labelled = all.filter(({ label }) => label.categories !== null);
  const sides = labelled.map((scored) => ({
    wanted: labelledCategories(scored.label),
    found: scored.judgement.categories,
  }));
  const names = new Set(sides.flatMap(({ wanted, found }) => [...wanted, ...found]));
  const counts = new Map<string, Counts>(
    [...names].sort().map((name) => {
      const count = (isWanted: boolean, isFound: boolean): number =>
        sides.filter(({ wanted, found }) => wanted.has(name) === isWanted && found.has(name) === isFound)
          .length;
      return [
        name,
        {
          truePositives: count(true, true),
          falsePositives: count(false, true),
          falseNegatives: count(true, false),
        },
      ];
    }),
  );
  const figures = [...counts].map(
    ([name, own]) => [name, { ...figuresOf(own), n: own.truePositives + own.falseNegatives }] as const,
  );
  return Object.fromEntries([
    ['micro', { ...figuresOf(addCounts(counts.values())), n: labelled.length }],
    ...figures,
  ]);
}

/** Whether label and verdict agree. `pending` and `unknown` agree with nothing: the announcing document was there. */
export function agrees(isLabelledAnnounced: boolean, state: DisclosureState | null): boolean {
  if (state === null) return false;
  return isLabelledAnnounced ? isAnnounced(state) : state === 'unannounced';
}

/** Whether the disclosure of a pair is measured: somebody is to be told, and the label says whether it was announced. */
export function isDisclosureScored({ document, isAnnounced, isMaterial }: Label): boolean {
  return document.companion !== null && isAnnounced !== null && isMaterial !== false;
}

function scoreDisclosure(all: readonly Scored[]): DisclosureFigures {
  const labelled = all.filter(({ label }) => isDisclosureScored(label));
  const announced = labelled.filter(({ label }) => label.isAnnounced);
  const silent = labelled.filter(({ label }) => !label.isAnnounced);
  const right = labelled.filter(({ label, verdict }) =>
    agrees(label.isAnnounced === true, verdict?.state ?? null),
  );
  const falseUnannounced = announced.filter(({ verdict }) => verdict?.state === 'unannounced').length;
  return {
    accuracy: share(right.length, labelled.length),
    interval: wilson(right.length, labelled.length),
    n: labelled.length,
    falseUnannounced,
    falseUnannouncedShare: share(falseUnannounced, announced.length),
    missedUnannounced: silent.filter(({ verdict }) => verdict?.state !== 'unannounced').length,
    confusion: { announced: countStates(announced), unannounced: countStates(silent) },
  };
}

function countStates(all: readonly Scored[]): Readonly<Record<DisclosureState, number>> {
  const counts = {
    pending: 0,
    'announced-in-advance': 0,
    'announced-same-day': 0,
    'announced-late': 0,
    unannounced: 0,
    unknown: 0,
  } satisfies Record<DisclosureState, number>;
  for (const { verdict } of all) counts[verdict?.state ?? 'unknown'] += 1;
  return counts;
}
