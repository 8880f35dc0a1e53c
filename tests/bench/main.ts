/**
 * Measures speed, memory and storage as ratios against stated limits (docs/measurements.md):
 *
 *     npm run bench -- [--json] [--only <name>]…
 *
 * Exit codes: 0 all within limits, 1 something is beyond its limit or failed, 2 unknown arguments.
 */
import { parseArgs } from 'node:util';
import type { Measure } from './measure.ts';
import { measures } from './measures.ts';
import { formatJson, formatTable, isAllWell, type Taken } from './report.ts';

async function main(): Promise<number> {
  const asked = readArguments();
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`);
    return 2;
  }
  const taken: Taken[] = [];
  for (const measure of asked.chosen) {
    process.stderr.write(`${measure.name} … `);
    const result = await take(measure);
    process.stderr.write(`${result.seconds.toFixed(0)} s\n`);
    taken.push(result);
  }
  process.stdout.write(asked.isJson ? formatJson(taken) : formatTable(taken));
  return isAllWell(taken) ? 0 : 1;
}

/** The measures to take, or what is wrong with the arguments. */
function readArguments(): { readonly chosen: readonly Measure[]; readonly isJson: boolean } | string {
  const names = measures.map(({ name }) => name);
  try {
    const { values } = parseArgs({
      options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
    });
    const only = values.only ?? names;
    const unknown = only.filter((name) => !names.includes(name));
    if (unknown.length > 0) return `no measure ${unknown.join(', ')}; there are ${names.join(', ')}`;
    return { chosen: measures.filter(({ name }) => only.includes(name)), isJson: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A measure that fails does not keep the others from being taken; it is told and counts as beyond its limit. */
async function take(measure: Measure): Promise<Taken> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const figures = await measure.run();
    return { name: measure.name, seconds: seconds(), figures, error: null };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    const message = error instanceof Error ? error.message : String(error);
    return { name: measure.name, seconds: seconds(), figures: [], error: message };
  }
}

process.exitCode = await main();
