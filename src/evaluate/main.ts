/**
 * `npm run eval -- [FOLDER]`: how good is the judgement? Prints figures over a folder of labelled revisions.
 * Exit code 0 when it was measured, 2 when the arguments or the folder cannot be used.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { parse } from 'yaml';
import { toRules } from '../config/rules-file.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Rules } from '../domain/rules.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { findMisses, type Miss, showMiss } from './find-misses.ts';
import { readCorpus } from './read-corpus.ts';
import { showFigures } from './show-figures.ts';

const usage = `Usage: npm run eval -- [FOLDER] [--vendor V] [--errors] [--json] [--out FILE]

  FOLDER      revisions and labels: manifest.json, gold.jsonl, replay/ (default ../shared/corpus)
  --vendor V  only the documents of one vendor: what stands before the slash in their names
  --errors    list every miss with its difference
  --json      print one JSON object instead of text
  --out FILE  write the JSON object to a file too`;

const options = {
  vendor: { type: 'string' },
  errors: { type: 'boolean' },
  json: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const satisfies ParseArgsConfig['options'];

const defaultFolder = '../shared/corpus';

export interface Terminal {
  readonly directory: string;
  readonly print: (text: string) => void;
  /** Progress and complaints, kept apart from the figures. */
  readonly note: (text: string) => void;
}

/** Runs an evaluation and returns the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseArguments(args);
  if (typeof parsed === 'string') {
    terminal.note(`${parsed}\n\n${usage}\n`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help === true) {
    terminal.print(`${usage}\n`);
    return 0;
  }
  try {
    const corpus = await readCorpus(resolve(terminal.directory, positionals[0] ?? defaultFolder));
    const evaluation = await evaluate({
      corpus,
      rules: await shippedRules(),
      vendor: values.vendor ?? null,
      onProgress: (done, total, document) => {
        if (done % 20 === 0 || done === total) terminal.note(`${done} of ${total} pairs, ${document}\n`);
      },
    });
    const misses = values.errors === true ? findMisses(evaluation) : null;
    const json = `${JSON.stringify(toJson(evaluation, misses), null, 2)}\n`;
    if (values.out !== undefined) await writeFile(resolve(terminal.directory, values.out), json);
    if (values.json === true) terminal.print(json);
    else terminal.print(`${[...(misses ?? []).flatMap(showMiss), ...showFigures(evaluation)].join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    terminal.note(`${error.message}\n${error.advice ?? ''}\n`);
    return 2;
  }
}

/** The arguments, or what is wrong with them. */
function parseArguments(args: readonly string[]) {
  try {
    const parsed = parseArgs({ args: [...args], options, allowPositionals: true });
    return parsed.positionals.length > 1 ? 'one folder at most' : parsed;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function toJson(evaluation: Evaluation, misses: readonly Miss[] | null) {
  const { scored: _scored, replayed: _replayed, ...figures } = evaluation;
  return misses === null ? figures : { ...figures, errors: misses };
}

/** The rules beside the program, without the rest of the configuration: contacts and tools change no judgement. */
async function shippedRules(): Promise<Rules> {
  const folder = join(import.meta.dirname, '../../config/rules');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      parsed: parse(await readFile(join(folder, name), 'utf8')) as unknown,
    })),
  );
  return toRules(files);
}

if (import.meta.main) {
  process.exitCode = await run(process.argv.slice(2), {
    directory: process.cwd(),
    print: (text) => process.stdout.write(text),
    note: (text) => process.stderr.write(text),
  });
}
