/** `modelwarden sources`: every watched source and how it stands. */
import type { Command } from 'commander';
import { isStale } from '../alerts/source-trouble.ts';
import type { Cadence } from '../domain/source.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { checkVendor } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { roughDuration, shortTime, table } from './output.ts';
import { showSource } from './source-show.ts';

export function addSources(program: Command, context: CommandContext): void {
  const sources = program.command('sources').description('look at the watched sources');
  sources
    .command('show')
    .description(
      'show one source: how its looks went, what was counted as noise, passages learned to be volatile',
    )
    .argument('<id>', 'as printed by list, e.g. openai/deprecations')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: boolean }, command: Command) =>
      showSource(id, options, command, context),
    );
  sources
    .command('list', { isDefault: true })
    .description('list the watched sources: role, kind, interval, when last seen, what is wrong')
    .option('--vendor <vendor>', 'only this vendor')
    .option('--json', 'print as JSON')
    .action(async (options: { vendor?: string; json?: boolean }, command: Command) => {
      const { output, world } = context;
      const now = world.now();
      const listed = await withStore(command, context, async (config, database) => {
        checkVendor(options.vendor, config);
        const states = new Map(
          (await loadSourceStates(database.kysely)).map((state) => [state.source_id, state]),
        );
        return config.sources
          .filter((source) => !options.vendor || source.vendor === options.vendor)
          .map((source) => {
            const state = states.get(source.id);
            const stale = state ? isStale(source, state.last_sighted_at, state.watched_since, now) : false;
            return {
              id: source.id,
              role: source.role,
              kind: source.kind,
              every: describeCadence(source.cadence),
              url: source.url,
              lastSeen: state?.last_sighted_at ?? null,
              due: state?.due_at ?? null,
              version: state?.current_seq ?? null,
              flappingSince: state?.flapping_since ?? null,
              state:
                state?.trouble_outcome ??
                (stale ? 'stale' : state?.last_sighted_at ? 'seen' : 'not polled yet'),
              /** When a doubtful answer is looked at again. */
              secondLookAt: state?.trouble_outcome === 'suspect' ? state.due_at : null,
            };
          });
      });
      if (options.json) return output.json(listed);
      const rows = listed.map((item) => [
        item.id,
        item.role,
        item.kind,
        item.every,
        shortTime(item.lastSeen),
        item.version === null ? '–' : String(item.version),
        output.style(
          item.state === 'seen' ? 'green' : item.state === 'not polled yet' ? 'dim' : 'red',
          item.secondLookAt ? `${item.state}, next look ${shortTime(item.secondLookAt)}` : item.state,
        ) + (item.flappingSince === null ? '' : output.style('yellow', ', back and forth')),
      ]);
      for (const line of table(
        ['SOURCE', 'ROLE', 'KIND', 'EVERY', 'LAST SEEN (UTC)', 'VERSION', 'STATE'],
        rows,
      ))
        output.line(line);
    });
}

function describeCadence(cadence: Cadence): string {
  return cadence.kind === 'every'
    ? roughDuration(cadence.everyMs)
    : `${cadence.expression} (${cadence.timeZone})`;
}
