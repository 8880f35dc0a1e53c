/** `modelwarden backfill`: imports what others witnessed of a document before we first looked at it. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { readFolderHistory } from '../backfill/folder-history.ts';
import { readGitHistory } from '../backfill/git-history.ts';
import type { History, HistoryState } from '../backfill/history.ts';
import { type Imported, importHistory } from '../backfill/import-history.ts';
import type { Config } from '../config/config.ts';
import { adapters } from '../sources/registry.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { witnessedId } from '../store/witnessed-versions.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, type Output, shortTime } from './output.ts';

interface BackfillOptions {
  readonly git?: string;
  readonly path?: string;
  readonly folder?: string;
  readonly document?: string;
  readonly kind?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface Outcome {
  readonly state: HistoryState;
  readonly imported: Imported;
}

export function addBackfill(program: Command, context: CommandContext): void {
  program
    .command('backfill')
    .description('import history that others witnessed; it is never counted as looks or changes of ours')
    .argument('<source>', 'id of the source whose history it is')
    .option('--git <repository>', 'folder of a git repository (no network is asked)')
    .option('--path <file>', 'with --git: the file, from the root of the repository; renames are followed')
    .option('--folder <folder>', 'files with dates in their names, or a manifest.json as `replay` reads it')
    .option('--document <name>', 'with a manifest of several documents: which one; the source id when absent')
    .option('--kind <kind>', `how to read the files: ${[...adapters.keys()].join(', ')}`, parseKind)
    .option('--dry-run', 'only show what would be imported')
    .option('--json', 'print as JSON')
    .action((source: string, options: BackfillOptions, command: Command) =>
      backfill(source, options, command, context),
    );
}

async function backfill(
  id: string,
  options: BackfillOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  checkOptions(options);
  const outcomes: Outcome[] = [];
  const { history, firstSightedAt } = await withStore(command, context, async (config, database, signal) => {
    const source = sourceOf(config, id);
    const found = await readHistory(id, options, context, signal);
    const states = await loadSourceStates(database.kysely);
    const sighted = states.find(({ source_id }) => source_id === id)?.first_sighted_at ?? null;
    await importHistory(
      { db: database.kysely, config, adapters, now: world.now, by: userInfo().username },
      {
        source,
        states: found.states,
        kind: options.kind ?? null,
        isDryRun: options.dryRun === true,
        firstSightedAt: sighted,
        onState: (state, imported, done) => {
          outcomes.push({ state, imported });
          output.progress(done, found.states.length, state.reference);
        },
      },
      signal,
    );
    return { history: found, firstSightedAt: sighted };
  });
  if (outcomes.some(({ imported }) => imported.kind === 'unreadable')) context.setExitCode(1);
  if (options.json) {
    const shown = outcomes.map(({ state, imported }) => {
      const { load: _load, ...testimony } = state;
      return { ...testimony, ...imported };
    });
    return output.json({
      source: id,
      isDryRun: options.dryRun === true,
      firstSightedAt,
      states: shown,
      remarks: history.remarks,
    });
  }
  print(id, outcomes, options, output);
  for (const remark of history.remarks.slice(0, 10)) output.remark(`passed over: ${remark}`);
  if (history.remarks.length > 10) output.remark(`and ${history.remarks.length - 10} more`);
}

function checkOptions({ git, path, folder, document }: BackfillOptions): void {
  if ((git === undefined) === (folder === undefined))
    throw badArgument('a history comes from one place', 'give either --git with --path, or --folder');
  if ((git === undefined) !== (path === undefined))
    throw badArgument('--git and --path belong together', 'give both, such as --git ../docs --path terms.md');
  if (document !== undefined && folder === undefined)
    throw badArgument('--document goes with --folder', 'leave it out with --git');
}

async function readHistory(
  id: string,
  { git, path, folder, document }: BackfillOptions,
  { world }: CommandContext,
  signal: AbortSignal,
): Promise<History> {
  if (git !== undefined && path !== undefined)
    return readGitHistory({ folder: git, env: world.env }, path, signal);
  return readFolderHistory(folder ?? '', document ?? id);
}

function sourceOf(config: Config, id: string) {
  const source = config.sources.find((candidate) => candidate.id === id);
  if (source) return source;
  throw unknownName(`no watched source is called ${id}`, {
    code: 'unknown_source',
    name: id,
    known: config.sources.map((candidate) => candidate.id),
    advice: 'run `npx modelwarden sources` for what is watched; a history belongs to a source',
  });
}

const words: Readonly<Record<Exclude<Imported['kind'], 'imported' | 'unreadable'>, string>> = {
  known: 'imported before',
  'same-text': 'say what the one before says',
  'after-our-first-look': 'from after our first look, from when on our own looks tell',
};

function print(id: string, outcomes: readonly Outcome[], options: BackfillOptions, output: Output): void {
  for (const { state, imported } of outcomes) {
    if (imported.kind === 'imported')
      output.line(
        output.clip(
          `${output.style('dim', shortTime(state.witnessedAt))}  ${witnessedId(id, imported.number)}  ${imported.summary ?? 'the earliest state'}`,
        ),
      );
    if (imported.kind === 'unreadable')
      output.line(
        `${output.style('dim', shortTime(state.witnessedAt))}  ${output.style('red', 'not read')}  ${state.reference}: ${imported.reason}`,
      );
  }
  const count = (kind: Imported['kind']): number =>
    outcomes.filter(({ imported }) => imported.kind === kind).length;
  const done = options.dryRun ? 'would be imported' : 'imported';
  output.line(`${counted(count('imported'), 'state')} ${done}, marked as witnessed by others`);
  for (const [kind, meaning] of Object.entries(words)) {
    const passed = outcomes.filter(({ imported }) => imported.kind === kind).length;
    if (passed > 0) output.line(`${passed} passed over: ${meaning}`);
  }
  if (count('unreadable') > 0) output.line(`${count('unreadable')} could not be read`);
}

function parseKind(text: string): string {
  if (adapters.has(text)) return text;
  throw new InvalidArgumentError(`expected one of ${[...adapters.keys()].join(', ')}.`);
}
