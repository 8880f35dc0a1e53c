/** `modelwarden ack`: somebody says by their name that an alert was dealt with, and what that means. */
import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { type AcknowledgementMeaning, acknowledgementMeanings } from '../domain/acknowledgement.ts';
import { acknowledge, faultOf, signerOf, toldOf } from '../pipeline/acknowledge.ts';
import { listAcknowledgements, openAlerts } from '../store/acknowledgements.ts';
import { loadAlerts, loadAlertsOf } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { alertsOfDelivery } from '../store/deliveries.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, roughDuration, shortTime, table } from './output.ts';
import { parseCount } from './parse-count.ts';

interface GiveOptions {
  readonly meaning: AcknowledgementMeaning;
  readonly by: string;
  readonly note?: string;
  readonly json?: boolean;
}

export function addAck(program: Command, context: CommandContext): void {
  const ack = program.command('ack').description('acknowledge alerts, and see which are open');
  ack
    .command('give', { isDefault: true })
    .description(
      'acknowledge an alert, a change, or all that a mail told of; it is signed with a name and kept for ever',
    )
    .argument(
      '<subject>',
      'the number of an alert, or a change, as printed by `ack open`; or the notice at the foot of a mail',
    )
    .requiredOption('--by <name>', 'who acknowledges: a contact of contacts.yaml by id, or a full name')
    .addOption(
      new Option('--meaning <meaning>', 'what it means')
        .choices(acknowledgementMeanings)
        .makeOptionMandatory(),
    )
    .option('--note <text>', 'what was found or done')
    .option('--json', 'print as JSON')
    .action((subject: string, options: GiveOptions, command: Command) =>
      give(subject, options, command, context),
    );
  ack
    .command('open')
    .description('list what somebody was told and nobody acknowledged, longest open first')
    .option('--limit <number>', 'at most so many', parseCount, 50)
    .option('--json', 'print as JSON')
    .action((options: { limit: number; json?: boolean }, command: Command) =>
      listOpen(options, command, context),
    );
  ack
    .command('show')
    .description('show who acknowledged an alert or a change, when, and what it means')
    .argument('<subject>', 'the number of an alert, a change, or a notice')
    .option('--json', 'print as JSON')
    .action((subject: string, options: { json?: boolean }, command: Command) =>
      show(subject, options, command, context),
    );
}

async function give(
  subject: string,
  options: GiveOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const note = options.note?.trim() ?? '';
  const wrong = faultOf(options.by, note);
  if (wrong !== null) throw badArgument(wrong.fault, `${wrong.advice}, with --by and --note`);
  const given = await withStore(command, context, async (config, database) => {
    const { kysely: db } = database;
    const ids = await toldOf(db, await alertsOf(db, subject));
    if (ids.length === 0) throw notTold(subject);
    return acknowledge(db, ids, {
      ...signerOf(config, options.by.trim()),
      meaning: options.meaning,
      note: note === '' ? null : note,
      way: 'command',
      account: userInfo().username,
      at: world.now(),
    });
  });
  if (options.json) return output.json(given);
  const [first] = given;
  output.line(
    `${counted(given.length, 'alert')} of ${subject} acknowledged by ${first?.name}, ${shortTime(first?.acknowledged_at ?? null)} UTC: ${options.meaning}`,
  );
}

/** An alert that is still held keeps its turn. */
function notTold(subject: string): Error {
  return badArgument(
    `nobody has been told of ${subject} yet`,
    'run `npx modelwarden alerts` for what waits or is held, and acknowledge it once it was told',
  );
}

/** The alerts that a subject stands for. @throws ConfigError when there is none */
async function alertsOf(db: Db, subject: string): Promise<readonly string[]> {
  const found = await alertsNamed(db, subject);
  if (found.length > 0) return found.map(({ id }) => id);
  throw unknownName(`there is no alert of ${subject}`, {
    code: 'unknown_alert',
    name: subject,
    known: (await openAlerts(db, 200)).flatMap(({ id, change_id }) => [
      id,
      ...(change_id === null ? [] : [change_id]),
    ]),
    advice: 'run `npx modelwarden ack open` for what is open, or `alerts list` for all',
  });
}

async function alertsNamed(db: Db, subject: string) {
  if (/^\d{1,18}$/.test(subject)) return loadAlerts(db, [subject]);
  if (/^[0-9a-f]{32}$/.test(subject)) return loadAlerts(db, await alertsOfDelivery(db, subject));
  return loadAlertsOf(db, subject);
}

async function listOpen(
  options: { limit: number; json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const open = await withStore(command, context, (_config, database) =>
    openAlerts(database.kysely, options.limit),
  );
  if (options.json) return output.json(open);
  if (open.length === 0) return output.line('nothing is open');
  const rows = open.map((alert) => [
    alert.id,
    roughDuration(world.now().getTime() - alert.first_told_at.getTime()),
    alert.contacts.join(', '),
    output.clip(`${alert.change_id ?? alert.source_id}: ${alert.summary ?? ''}`),
  ]);
  for (const line of table(['ALERT', 'OPEN FOR', 'TOLD', 'ABOUT'], rows)) output.line(line);
}

async function show(
  subject: string,
  options: { json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const given = await withStore(command, context, async (_config, database) =>
    listAcknowledgements(database.kysely, await alertsOf(database.kysely, subject)),
  );
  if (options.json) return output.json(given);
  if (given.length === 0) return output.line('nobody acknowledged it');
  for (const row of given)
    output.line(
      `alert ${row.alert_id}  ${shortTime(row.acknowledged_at)} UTC  ${row.name}: ${row.meaning}${row.note === null ? '' : ` (${row.note})`}`,
    );
}
