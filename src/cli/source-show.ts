/** `modelwarden sources show`: one source in full, with what was learned about it. */
import type { Command } from 'commander';
import { listOutcomes } from '../store/captures.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, shortTime } from './output.ts';
import { findRegions, printRegions } from './show-regions.ts';
import { describeImported } from './show-witnessed.ts';

export async function showSource(
  id: string,
  options: { readonly json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const shown = await withStore(command, context, async (config, { kysely: db }) => {
    const source = config.sources.find((candidate) => candidate.id === id);
    if (!source) {
      throw unknownName(`no watched source is called ${id}`, {
        code: 'unknown_source',
        name: id,
        known: config.sources.map((candidate) => candidate.id),
        advice: 'run `npx modelwarden sources` for what is watched',
      });
    }
    const state = (await loadSourceStates(db)).find(({ source_id }) => source_id === id);
    const outcomes = new Map<string, number>();
    const noise = new Map<string, number>();
    for (const look of await listOutcomes(db, id)) {
      outcomes.set(look.outcome, (outcomes.get(look.outcome) ?? 0) + 1);
      for (const { reason, count } of look.noise) noise.set(reason, (noise.get(reason) ?? 0) + count);
    }
    return {
      id,
      title: source.title,
      role: source.role,
      kind: source.kind,
      url: source.url,
      version: state?.current_seq ?? null,
      lastSeen: state?.last_sighted_at ?? null,
      flappingSince: state?.flapping_since ?? null,
      trouble: state?.trouble_outcome ?? null,
      looks: Object.fromEntries(outcomes),
      noise: Object.fromEntries(noise),
      witnessedByOthers: await describeImported({ kysely: db }, id),
      volatileRegions: await findRegions(db, id),
    };
  });
  if (options.json) return output.json(shown);
  output.line(`${output.style('bold', shown.title)} (${shown.id}, ${shown.role}, ${shown.kind})`);
  output.line(`  ${shown.url}`);
  output.line(`  version    ${shown.version ?? '–'}, last seen ${shortTime(shown.lastSeen)} UTC`);
  if (shown.trouble !== null) output.line(`  trouble    ${output.style('red', shown.trouble)}`);
  if (shown.flappingSince !== null)
    output.line(
      `  back and forth since ${shortTime(shown.flappingSince)} UTC; its changes are summed up once a day`,
    );
  output.line(`  looks      ${listCounts(shown.looks)}`);
  output.line(`  noise      ${listCounts(shown.noise)}`);
  for (const { witness, states, from, to } of shown.witnessedByOthers)
    output.line(
      `  history    ${counted(states, 'state')} from ${shortTime(from)} to ${shortTime(to)} UTC, witnessed by others: ${witness}`,
    );
  printRegions(shown.volatileRegions, output);
}

function listCounts(counts: Readonly<Record<string, number>>): string {
  const listed = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return listed.length === 0 ? 'none' : listed.join(', ');
}
