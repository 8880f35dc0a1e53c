/** Figures for Prometheus (text exposition format 0.0.4). Figures of the database, so every worker on it tells the same. */
import type { Metric } from '../store/metrics.ts';
import type { Answer } from './answer.ts';

export function metricsAnswer(metrics: readonly Metric[]): Answer {
  const lines = metrics.flatMap(({ name, help, type, samples }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}`),
  ]);
  return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: `${lines.join('\n')}\n` };
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const written = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return written.length === 0 ? '' : `{${written.join(',')}}`;
}
