/** `modelwarden route explain`: which routes take an alert, and every matcher that refused it. */

import type { Command } from 'commander';
import { planFollowUp } from '../alerts/follow-up.ts';
import { type AlertLabels, type Routing, routeAlert } from '../alerts/route-alert.ts';
import { loadConfiguration } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { formatDuration } from '../config/duration.ts';
import { ConfigError } from '../domain/errors.ts';
import type { EscalationPlan } from '../domain/escalation.ts';
import { planTelling, seenOf } from '../pipeline/plan-telling.ts';
import { loadChange, loadVerdict } from '../store/changes.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, configFolder, withStore } from './context.ts';
import type { Output } from './output.ts';
import { collectPair, toLabels, type WrittenLabels } from './written-labels.ts';

interface Explanation {
  readonly labels: AlertLabels;
  readonly routing: Routing;
  /** What becomes of the change now; null for labels that stand for no change. */
  readonly telling: string | null;
}

export function addRoute(program: Command, context: CommandContext): void {
  const route = program.command('route').description('look at the routing tree of contacts.yaml');
  route
    .command('explain')
    .description('say which routes take an alert, and every matcher that refused it')
    .argument('[change]', 'a recorded change, as printed by `changes list`')
    .option(
      '--labels <name=value...>',
      'labels of an alert instead: vendor, model, tool, department, category, severity, disclosure, role, jurisdiction',
      collectPair,
    )
    .option('--json', 'print as JSON')
    .action(
      async (
        change: string | undefined,
        options: { labels?: WrittenLabels; json?: boolean },
        command: Command,
      ) => {
        if ((change === undefined) === (options.labels === undefined))
          throw badArgument(
            'give either a change or --labels',
            'e.g. `route explain --labels vendor=openai severity=high`',
          );
        const config = await loadConfiguration(configFolder(command), context.world);
        const explained =
          change === undefined
            ? explainLabels(config, options.labels ?? [])
            : await explainChange(change, command, context);
        if (options.json) return context.output.json(toJson(config, explained));
        print(context.output, config, explained);
      },
    );
}

function explainLabels(config: Config, written: WrittenLabels): Explanation {
  const labels = toLabels(config, written);
  return { labels, routing: routeAlert(config.route, labels), telling: null };
}

async function explainChange(id: string, command: Command, context: CommandContext): Promise<Explanation> {
  return withStore(command, context, async (config, database) => {
    const change = await loadChange(database.kysely, id);
    if (!change) {
      throw new ConfigError(`there is no change called ${id}`, {
        code: 'unknown_change',
        retry: 'never',
        fault: 'config',
        advice: 'run `npx modelwarden changes list` for the ids that exist',
      });
    }
    const source = config.sources.find((candidate) => candidate.id === change.source_id);
    const vendor = config.vendors.get(change.vendor);
    if (!source || !vendor) {
      throw unknownName(`${change.source_id} is no longer watched, so its changes go nowhere`, {
        code: 'unknown_source',
        name: change.source_id,
        known: config.sources.map((known) => known.id),
        advice: 'run `npx modelwarden sources` for what is watched',
      });
    }
    const plan = planTelling(config, {
      vendor,
      role: source.role,
      understanding: change.understanding,
      disclosure: change.disclosure,
      seen: seenOf(change, await loadVerdict(database.kysely, id)),
    });
    return { labels: plan.labels, routing: plan.routing, telling: tellingWords[plan.telling] };
  });
}

const tellingWords = {
  tell: 'it is told',
  'wait-for-verdict': 'it waits for its verdict, as changes below high do',
  nobody: 'it is told to nobody: editorial, or of severity info',
} as const;

function toJson(config: Config, { labels, routing, telling }: Explanation) {
  const routes = routing.routes.map((taken) => ({
    ...taken,
    contacts: taken.contacts.map((id) => ({ id, email: config.contacts.get(id)?.email ?? null })),
    followUp: planFollowUp(config.route, taken.path, labels.severity),
  }));
  return { labels, routes, refused: routing.refused, unasked: routing.unasked, telling };
}

function print(output: Output, config: Config, { labels, routing, telling }: Explanation): void {
  const heading = (text: string) => output.line(output.style('bold', text));
  heading('Labels');
  for (const [name, value] of Object.entries(labels)) {
    const shown = typeof value === 'string' ? value : value.join(', ');
    output.line(`  ${name.padEnd(14)}${shown === '' ? '–' : shown}`);
  }
  heading('\nTaken by');
  for (const { path, contacts, cadence, groupWaitMs } of routing.routes) {
    const when =
      cadence === 'immediate' ? `gathered for ${formatDuration(groupWaitMs)}` : `${cadence} digest`;
    output.line(`  ${path.join(' › ')}  (${labels.severity === 'critical' ? 'critical: at once' : when})`);
    for (const id of contacts) output.line(`    → ${id} <${config.contacts.get(id)?.email ?? '?'}>`);
    output.line(`    not acknowledged: ${sayFollowUp(planFollowUp(config.route, path, labels.severity))}`);
  }
  if (telling !== null) output.line(`  ${telling}`);
  heading('\nRefused');
  if (routing.refused.length === 0) output.line('  by no route');
  for (const { path, reasons } of routing.refused) {
    output.line(`  ${path.join(' › ')}`);
    for (const reason of reasons) output.line(`    ${reason}`);
  }
  if (routing.unasked.length === 0) return;
  heading('\nNot asked, since a route above took the alert');
  for (const path of routing.unasked) output.line(`  ${path.join(' › ')}`);
}

function sayFollowUp(plan: EscalationPlan | null): string {
  if (plan === null) return 'nothing follows';
  const { remindEveryMs, steps } = plan;
  return [
    ...(remindEveryMs === null ? [] : [`reminded every ${formatDuration(remindEveryMs)}`]),
    ...steps.map(({ afterMs, contacts }) => `${contacts.join(', ')} told after ${formatDuration(afterMs)}`),
  ].join('; ');
}
