/** The figures of an evaluation as text for a terminal. */
import { disclosureStates } from '../domain/disclosure.ts';
import type { CrossValidation, Measures } from './cross-validate.ts';
import type { Evaluation } from './evaluate.ts';
import type { Interval } from './figures.ts';
import type { CountedFigures, DisclosureFigures, Scores } from './score.ts';

const nameWidth = 20;

/** Lines to print. */
export function showFigures(evaluation: Evaluation): readonly string[] {
  const { noise, silentEdit, vendors } = evaluation;
  return [
    `rules ${evaluation.rulesVersion}, ${evaluation.pairs} labelled pairs; figures over labels of high confidence, with 95 % intervals`,
    '',
    'material changes',
    ...showRow('told', evaluation.material),
    '',
    'categories',
    ...Object.entries(evaluation.categories).flatMap(([name, figures]) => showRow(name, figures)),
    '',
    ...showDisclosure(evaluation.disclosure),
    '',
    `noise pairs that would have mailed somebody: ${noise.mailed} of ${noise.pairs}${showInterval(noise.interval)}`,
    `verdicts on the printed date that are right: ${silentEdit.correct} of ${silentEdit.n}${showInterval(silentEdit.interval)}`,
    '',
    'by vendor'.padEnd(nameWidth + 8) + 'material P / R   categories F1   announced or not',
    ...Object.entries(vendors).map(([vendor, scores]) => showVendor(vendor, scores)),
    ...showCrossValidation(evaluation.crossValidation),
    ...evaluation.remarks.map((remark) => `note: ${remark}`),
  ];
}

function showRow(name: string, figures: CountedFigures): readonly string[] {
  const { counts, intervals } = figures;
  const parts = [
    `precision ${percent(figures.precision)}${showInterval(intervals.precision)}`,
    `recall ${percent(figures.recall)}${showInterval(intervals.recall)}`,
    `F1 ${percent(figures.f1)}${showInterval(intervals.f1)}`,
    `n ${figures.n}: ${counts.truePositives} right, ${counts.falsePositives} too many, ${counts.falseNegatives} missed`,
  ];
  return [`  ${name.padEnd(nameWidth)} ${parts.join('  ')}`];
}

function showDisclosure(figures: DisclosureFigures): readonly string[] {
  const states = disclosureStates.filter(
    (state) => figures.confusion.announced[state] + figures.confusion.unannounced[state] > 0,
  );
  const row = (label: 'announced' | 'unannounced'): string =>
    `  ${label.padEnd(nameWidth)} ${states.map((state) => String(figures.confusion[label][state]).padStart(state.length)).join('  ')}`;
  return [
    `announced or not: accuracy ${percent(figures.accuracy)}${showInterval(figures.interval)}, n ${figures.n}; ` +
      `called unannounced though announced: ${figures.falseUnannounced} (${percent(figures.falseUnannouncedShare)}); ` +
      `unannounced but not called so: ${figures.missedUnannounced}`,
    `  ${'label \\ verdict'.padEnd(nameWidth)} ${states.join('  ')}`,
    row('announced'),
    row('unannounced'),
  ];
}

function showVendor(vendor: string, { material, categories, disclosure }: Scores): string {
  const cells = [
    `${percent(material.precision)} / ${percent(material.recall)}`.padEnd(17),
    percent(categories['micro']?.f1 ?? null).padEnd(16),
    disclosure.n === 0 ? 'not labelled' : `${percent(disclosure.accuracy)} of ${disclosure.n}`,
  ];
  return `  ${vendor.padEnd(nameWidth)} ${`n ${material.n}`.padEnd(6)}${cells.join('')}`;
}

/** A vendor against all others: the rules are the same, so a gap says on whom they were written. */
function showCrossValidation({ folds, mean, spread, meanDifference }: CrossValidation): readonly string[] {
  if (Object.keys(folds).length === 0) return [];
  const cells = (measures: Measures, show: (value: number | null) => string): string =>
    [measures.material, measures.categories, measures.disclosure]
      .map((value) => show(value).padEnd(17))
      .join('');
  const row = (name: string, measures: Measures, show: (value: number | null) => string): string =>
    `  ${name.padEnd(nameWidth + 7)}${cells(measures, show)}`.trimEnd();
  return [
    '',
    'cross-validated by vendor'.padEnd(nameWidth + 9) + 'told F1          categories F1    announced or not',
    ...Object.entries(folds).map(([vendor, fold]) => row(`${vendor} less others`, fold.difference, points)),
    row('mean over vendors', mean, percent),
    row('best less worst', spread, points),
    row('mean difference', meanDifference, points),
  ];
}

/** A difference of two shares. */
function points(value: number | null): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)} points`;
}

function percent(value: number | null): string {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`;
}

function showInterval(interval: Interval | null): string {
  return interval === null ? '' : ` [${interval.map((bound) => (bound * 100).toFixed(1)).join('–')}]`;
}
