/** `modelwarden check`: polls sources now, without the queue, and says how each went. */
import type { Command } from 'commander';
import { buildDeps, createTransport, identifyWorker } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { isSighted } from '../domain/observation.ts';
import type { Source } from '../domain/source.ts';
import { createSilentLog } from '../observe/log.ts';
import type { PollRecord } from '../pipeline/poll.ts';
import { pollSource } from '../pipeline/poll-source.ts';
import { ensureSourceStates } from '../store/source-states.ts';
import { unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { table } from './output.ts';

interface Checked {
  readonly source: Source;
  /** Null when a running worker is polling it at this moment. */
  readonly record: PollRecord | null;
}

export function addCheck(program: Command, context: CommandContext): void {
  program
    .command('check')
    .description('poll sources now and print how each went; changes are recorded and mailed by the worker')
    .argument('[source...]', 'ids or vendors, e.g. openai/deprecations or openai; all when none is named')
    .option('--json', 'print the outcomes as JSON')
    .action(async (names: readonly string[], options: { json?: boolean }, command: Command) => {
      const { output } = context;
      const checked = await withStore(command, context, async (config, database, signal) => {
        const sources = chooseSources(config, names);
        const deps = buildDeps({
          world: context.world,
          config: () => config,
          database,
          transport: createTransport(config.settings),
          log: createSilentLog(),
          worker: identifyWorker(context.world),
          queue: null,
        });
        try {
          await ensureSourceStates(deps.db, sources, deps.now());
          const results: Checked[] = [];
          for (const [index, source] of sources.entries()) {
            output.progress(index, sources.length, source.id);
            const record = await pollSource(deps, source, { dueBy: null }, signal);
            results.push({ source, record });
          }
          output.progress(sources.length, sources.length, '');
          return results;
        } finally {
          await deps.close();
          await deps.transport.close();
        }
      });
      if (options.json) output.json(checked.map(({ source, record }) => ({ source: source.id, ...record })));
      else print(context, checked);
      if (checked.some(({ record }) => record !== null && !isSighted(record.outcome))) context.setExitCode(1);
    });
}

/** Sources by id or vendor; a name that fits neither is an error that lists what there is. */
function chooseSources(config: Config, names: readonly string[]): readonly Source[] {
  for (const name of names) {
    if (config.sources.some((source) => source.id === name || source.vendor === name)) continue;
    const disabled = config.disabled.find((source) => source.id === name);
    throw unknownName(
      disabled ? `${name} is disabled: ${disabled.reason}` : `no source or vendor is called ${name}`,
      {
        code: 'unknown_source',
        name: disabled ? '' : name,
        known: config.sources.flatMap((source) => [source.id, source.vendor]),
        advice: 'run `npx modelwarden sources` for the ids that are watched',
      },
    );
  }
  if (names.length === 0) return config.sources;
  return config.sources.filter((source) => names.includes(source.id) || names.includes(source.vendor));
}

function print({ output }: CommandContext, checked: readonly Checked[]): void {
  const rows = checked.map(({ source, record }) => [
    source.id,
    record ? output.style(isSighted(record.outcome) ? 'green' : 'red', record.outcome) : 'busy',
    record
      ? [record.summary, record.detail, describeNoise(record)].filter(Boolean).join('; ')
      : 'a worker is polling it now',
  ]);
  for (const line of table(['SOURCE', 'OUTCOME', 'WHAT'], rows)) output.line(line);
  const unseen = checked.filter(({ record }) => record && !isSighted(record.outcome)).length;
  output.line();
  output.line(`${checked.length} checked, ${unseen} could not be seen`);
}

function describeNoise(record: PollRecord): string {
  if (record.newAnnouncements > 0) return `${record.newAnnouncements} announcements read`;
  return record.noise > 0 ? `${record.noise} differences without meaning` : '';
}
