/** What a run found, as a table for people or as JSON for machines. */
import { availableParallelism } from 'node:os';
import { type Figure, isKept, type Limit } from './measure.ts';

/** A measure that ran, or that failed with an error. */
export interface Taken {
  readonly name: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  readonly error: string | null;
}

/** Whether everything was measured and nothing is beyond its limit. */
export function isAllWell(taken: readonly Taken[]): boolean {
  return taken.every(
    ({ figures, error }) => error === null && figures.every((figure) => isKept(figure) !== false),
  );
}

/** One row a figure, then the raw figures, one line a measure. */
export function formatTable(taken: readonly Taken[]): string {
  const rows = [
    ['what', 'measured', 'ratio', 'limit', 'ok'],
    ...taken.flatMap(({ name, figures, error }) =>
      error === null ? figures.map(rowOf) : [[name, `failed: ${error}`, '', '', 'NO']],
    ),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const raw = taken.flatMap(({ name, figures }) =>
    figures.map((figure) => `${name}: ${figure.what}: ${rawOf(figure)}`),
  );
  const seconds = taken.reduce((sum, measure) => sum + measure.seconds, 0);
  return [
    ...lines.map((line) => line.trimEnd()),
    '',
    ...raw,
    '',
    `Node ${process.version}, ${availableParallelism()} cores, ${seconds.toFixed(0)} s; ` +
      (isAllWell(taken) ? 'all within limits' : 'NOT within limits'),
    '',
  ].join('\n');
}

/** The same for machines. */
export function formatJson(taken: readonly Taken[]): string {
  const report = {
    node: process.version,
    cores: availableParallelism(),
    isAllWell: isAllWell(taken),
    measures: taken.map((measure) => ({
      ...measure,
      figures: measure.figures.map((figure) => ({ ...figure, isKept: isKept(figure) })),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function rowOf(figure: Figure): readonly string[] {
  const { what, measured, judged } = figure;
  if (judged === null) return [what, measured, '', '', ''];
  return [what, measured, shown(judged.ratio), limitOf(judged.limit), isKept(figure) === true ? 'yes' : 'NO'];
}

function limitOf({ kind, ratio }: Limit): string {
  return `${kind === 'at-most' ? '≤' : '≥'} ${ratio}`;
}

function rawOf({ raw }: Figure): string {
  return Object.entries(raw)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(', ');
}

/** Three digits that mean something, or all of a whole number. */
function shown(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 100
    ? value.toFixed(0)
    : String(Number(value.toPrecision(3)));
}
