/**
 * Cross-validation by vendor. The rules are written by hand, so leaving a vendor out cannot change them: what can
 * be seen is whether they do as well on one vendor as on all the others. Rules that memorise what they were
 * written on show as a wide spread, and as a vendor that falls behind the rest.
 */
import { vendorIdOf } from './evaluated-source.ts';
import { type Scored, type Scores, score } from './score.ts';

/** The three measures that are compared; null where nothing of the kind was labelled. */
export interface Measures {
  readonly material: number | null;
  readonly categories: number | null;
  readonly disclosure: number | null;
}

export interface Fold {
  /** Labels of this vendor that count. */
  readonly n: number;
  /** F1 of what was told, micro-F1 of categories, accuracy of disclosure: on this vendor, and on all others. */
  readonly own: Measures;
  readonly others: Measures;
  /** `own` less `others`. */
  readonly difference: Measures;
}

export interface CrossValidation {
  readonly folds: Readonly<Record<string, Fold>>;
  /** Mean over vendors, each counting alike, however many labels it has. */
  readonly mean: Measures;
  /** The best vendor less the worst. */
  readonly spread: Measures;
  /** The mean of the differences between a vendor and the others. */
  readonly meanDifference: Measures;
}

const names = ['material', 'categories', 'disclosure'] as const satisfies readonly (keyof Measures)[];

/** Measures each vendor by itself and against all others; empty for fewer than two vendors. */
export function crossValidate(scored: readonly Scored[]): CrossValidation {
  const vendors = Map.groupBy(scored, ({ label }) => vendorIdOf(label.document.id));
  const folds = [...vendors].map(([vendor, own]) => {
    const others = scored.filter((one) => !own.includes(one));
    return [vendor, foldOf(score(own), score(others))] as const;
  });
  const compared = folds.length < 2 ? [] : folds;
  const own = compared.map(([, fold]) => fold.own);
  return {
    folds: Object.fromEntries(compared),
    mean: eachMeasure((name) => mean(numbersOf(own, name))),
    spread: eachMeasure((name) => spread(numbersOf(own, name))),
    meanDifference: eachMeasure((name) =>
      mean(
        numbersOf(
          compared.map(([, fold]) => fold.difference),
          name,
        ),
      ),
    ),
  };
}

function foldOf(scores: Scores, rest: Scores): Fold {
  const [own, others] = [measuresOf(scores), measuresOf(rest)];
  return {
    n: scores.material.n,
    own,
    others,
    difference: eachMeasure((name) => less(own[name], others[name])),
  };
}

function measuresOf({ material, categories, disclosure }: Scores): Measures {
  return {
    material: material.f1,
    categories: categories['micro']?.f1 ?? null,
    disclosure: disclosure.accuracy,
  };
}

function eachMeasure(measure: (name: keyof Measures) => number | null): Measures {
  const [material, categories, disclosure] = names.map(measure);
  return { material: material ?? null, categories: categories ?? null, disclosure: disclosure ?? null };
}

function numbersOf(all: readonly Measures[], name: keyof Measures): readonly number[] {
  return all.flatMap((measures) => measures[name] ?? []);
}

function less(own: number | null, others: number | null): number | null {
  return own === null || others === null ? null : own - others;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values) - Math.min(...values);
}
