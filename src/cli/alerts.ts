/** `modelwarden alerts`: what was told to whom, what waits, and what is held, why and until when. */
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { listAcknowledgements } from '../store/acknowledgements.ts';
import { listAlerts } from '../store/alert-list.ts';
import { listEscalationEvents } from '../store/escalations.ts';
import { unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, type Output, shortTime, table } from './output.ts';
import { parseCount } from './parse-count.ts';

interface ListOptions {
  readonly waiting?: boolean;
  readonly held?: boolean;
  readonly vendor?: string;
  readonly contact?: string;
  readonly limit: number;
  readonly json?: boolean;
}

type Row = Awaited<ReturnType<typeof listAlerts>>[number];

export function addAlerts(program: Command, context: CommandContext): void {
  const alerts = program.command('alerts').description('look at alerts: told, waiting, held');
  alerts
    .command('list', { isDefault: true })
    .description('list alerts by contact, newest first')
    .option('--waiting', 'only what is still owed to somebody')
    .option('--held', 'only what is held, with the reason and until when')
    .option('--vendor <vendor>', 'only of this vendor')
    .option('--contact <id>', 'only those of this contact')
    .option('--limit <number>', 'at most so many', parseCount, 50)
    .option('--json', 'print as JSON')
    .action((options: ListOptions, command: Command) => list(options, command, context));
  alerts
    .command('show')
    .description('show one alert and what became of it for each contact')
    .argument('<id>', 'as printed by list')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: boolean }, command: Command) =>
      show(id, options, command, context),
    );
}

async function list(options: ListOptions, command: Command, context: CommandContext): Promise<void> {
  const { output } = context;
  const rows = await withStore(command, context, async (config, database) => {
    checkFilter(options, config);
    const { vendor, contact, limit } = options;
    const filter = { isOwed: options.waiting === true, isHeld: options.held === true };
    return listAlerts(database.kysely, { ...filter, vendor, contact, limit });
  });
  if (options.json) return output.json(rows);
  if (rows.length === 0) return output.line(options.held ? 'nothing is held' : 'no alert matches');
  const cells = rows.map((row) => [
    row.id,
    row.contact_id ?? '–',
    styleState(output, row),
    row.reason,
    output.clip(`${row.change_id ?? row.source_id}: ${row.summary ?? ''}`),
  ]);
  for (const line of table(['ALERT', 'CONTACT', 'STATE', 'WHY', 'ABOUT'], cells)) output.line(line);
}

async function show(
  id: string,
  options: { json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const { rows, given, events } = await withStore(command, context, async (_config, { kysely: db }) => ({
    rows: await listAlerts(db, { isOwed: false, isHeld: false, id, limit: 1000 }),
    given: await listAcknowledgements(db, /^\d{1,18}$/.test(id) ? [id] : []),
    events: await listEscalationEvents(db, /^\d{1,18}$/.test(id) ? [id] : []),
  }));
  const [first] = rows;
  if (!first) {
    throw unknownName(`there is no alert ${id}`, {
      code: 'unknown_alert',
      name: id,
      known: [],
      advice: 'run `npx modelwarden alerts list` for the numbers that exist',
    });
  }
  if (options.json) return output.json({ shares: rows, acknowledgements: given, followUps: events });
  output.line(output.style('bold', first.summary ?? first.source_id));
  output.line(`  alert     ${first.id}, ${first.reason}, written ${shortTime(first.created_at)} UTC`);
  output.line(`  about     ${first.change_id ?? first.source_id} of ${first.vendor}`);
  if (first.nobody_reason) output.line(`  to nobody ${first.nobody_reason}`);
  for (const row of rows) {
    if (row.contact_id === null) continue;
    output.line(output.style('bold', `\n${row.contact_id}`));
    output.line(`  state     ${stateOf(row)}`);
    output.line(`  route     ${row.route?.join(' › ') || '–'} (${row.cadence}), group ${row.group_id}`);
    if (row.held_reason)
      output.line(`  held      since ${shortTime(row.held_since)} UTC: ${row.held_reason}`);
    if (row.delivery_id) output.line(`  mail      ${row.delivery_id}`);
  }
  if (events.length + given.length > 0) output.line(output.style('bold', '\nafter the first mail'));
  for (const { at, event, contact_id: contact } of events)
    output.line(`  ${shortTime(at)} UTC  ${event}${contact === null ? '' : ` ${contact}`}`);
  for (const { acknowledged_at: at, name, meaning, way } of given)
    output.line(`  ${shortTime(at)} UTC  acknowledged by ${name}, by ${way}: ${meaning}`);
}

function styleState(output: Output, row: Row): string {
  const styles = {
    told: 'green',
    closed: 'dim',
    held: 'yellow',
    nobody: 'yellow',
    lapsed: 'dim',
    waiting: 'reset',
    routing: 'reset',
  } as const;
  return output.style(styles[row.state], stateOf(row));
}

function stateOf(row: Row): string {
  switch (row.state) {
    case 'told':
      return `told ${shortTime(row.told_at)}`;
    case 'closed':
      return `acknowledged, told ${shortTime(row.told_at)}`;
    case 'held':
      return `held until ${shortTime(row.held_until)}: ${row.held_reason}`;
    case 'waiting':
      return `due ${shortTime(row.due_at)}`;
    case 'lapsed':
      return `not told: ${row.held_reason}`;
    case 'nobody':
      return `to nobody: ${row.nobody_reason ?? 'no contact'}`;
    case 'routing':
      return `gathered until ${shortTime(row.ready_at)}`;
  }
}

/** A slip in a name would look as if nothing were owed. */
function checkFilter({ vendor, contact }: ListOptions, config: Config): void {
  const checks = [
    { name: vendor, known: [...config.vendors.keys()], what: 'vendor' },
    { name: contact, known: [...config.contacts.keys()], what: 'contact' },
  ];
  for (const { name, known, what } of checks) {
    if (name === undefined || known.includes(name)) continue;
    const advice = `there ${known.length === 1 ? 'is' : 'are'} ${counted(known.length, what)}: ${known.slice(0, 12).join(', ')}`;
    throw unknownName(`no ${what} is called ${name}`, { code: `unknown_${what}`, name, known, advice });
  }
}
