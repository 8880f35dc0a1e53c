/** `modelwarden hold`: keeps captures beyond their retention, by somebody's name and for a reason. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/config.ts';
import type { Hold } from '../domain/hold.ts';
import { vendorsOf } from '../evidence/retention.ts';
import { endHold, insertHold, loadHolds } from '../store/holds.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { shortTime, table } from './output.ts';

interface AddOptions {
  readonly vendor?: string;
  readonly source?: string;
  readonly tool?: string;
  readonly everything?: boolean;
  readonly from?: Date;
  readonly to?: Date;
  readonly reason: string;
  readonly author?: string;
  readonly json?: boolean;
}

export function addHold(program: Command, context: CommandContext): void {
  const hold = program
    .command('hold')
    .description('legal holds: keep what was captured however old it is, until the hold is ended');
  hold
    .command('add')
    .description('begin a hold; what it covers is not pruned, whatever the retention')
    .option('--vendor <id>', 'everything of this vendor')
    .option('--source <id>', 'this source')
    .option(
      '--tool <id>',
      'the vendors that this tool rests on; of a platform, those whose models it serves, too',
    )
    .option('--everything', 'everything')
    .option('--from <day>', 'only versions that still stood on this day or later, as YYYY-MM-DD', parseDay)
    .option('--to <day>', 'only versions that stood on this day or before, as YYYY-MM-DD', parseLastDay)
    .requiredOption('--reason <text>', 'why, such as the name of the matter')
    .option('--author <name>', 'who answers for it; whoever runs the command when absent')
    .option('--json', 'print as JSON')
    .action((options: AddOptions, command: Command) => add(options, command, context));
  hold
    .command('list', { isDefault: true })
    .description('list holds')
    .option('--all', 'those that were ended, too')
    .option('--json', 'print as JSON')
    .action((options: { all?: boolean; json?: boolean }, command: Command) =>
      list(options, command, context),
    );
  hold
    .command('end')
    .description('end a hold; what it kept beyond its retention goes with the next prune')
    .argument('<number>', 'as printed by list')
    .option('--author <name>', 'who ends it; whoever runs the command when absent')
    .option('--json', 'print as JSON')
    .action((id: string, options: { author?: string; json?: boolean }, command: Command) =>
      end(id, options, command, context),
    );
}

async function add(options: AddOptions, command: Command, context: CommandContext): Promise<void> {
  const { output, world } = context;
  const reason = options.reason.trim();
  const author = (options.author ?? userInfo().username).trim();
  if (reason === '' || author === '')
    throw badArgument('a hold needs a reason and an author', 'say why with --reason, and who with --author');
  const { vendor, source, tool, everything, from = null, to = null } = options;
  if ([vendor, source, tool, everything].filter((given) => given !== undefined).length !== 1)
    throw badArgument(
      'a hold covers one vendor, one source, one tool or everything',
      'give one of --vendor, --source, --tool and --everything; several holds may overlap',
    );
  if (from && to && to < from) throw badArgument('--to lies before --from', 'exchange the two days');
  const added = await withStore(command, context, async (config, database) => {
    const hold = {
      vendors: vendorsHeld(config, options),
      sourceId: source ?? null,
      tool: tool ?? null,
      from,
      to,
      author,
      reason,
      createdAt: world.now(),
      endedAt: null,
      endedBy: null,
    };
    checkSource(config, source);
    return { id: await insertHold(database.kysely, hold), ...hold };
  });
  if (options.json) return output.json(added);
  output.line(`hold ${added.id} keeps ${describeHold(added)} until it is ended`);
}

function vendorsHeld(config: Config, { vendor, tool }: AddOptions): readonly string[] | null {
  if (tool !== undefined) {
    const found = config.tools.find(({ id }) => id === tool);
    if (found) return vendorsOf(found, config.vendors);
    throw unknownName(`no tool is called ${tool}`, {
      code: 'unknown_tool',
      name: tool,
      known: config.tools.map(({ id }) => id),
      advice: 'see config/register.yaml for the tools that there are',
    });
  }
  if (vendor === undefined) return null;
  if (config.vendors.has(vendor)) return [vendor];
  throw unknownName(`no vendor is called ${vendor}`, {
    code: 'unknown_vendor',
    name: vendor,
    known: config.vendors.keys(),
    advice: 'run `npx modelwarden sources` for what is watched',
  });
}

/** Sources that are not watched any more may be held as well. */
function checkSource(config: Config, source: string | undefined): void {
  const known = [...config.sources, ...config.disabled].map(({ id }) => id);
  if (source === undefined || known.includes(source)) return;
  throw unknownName(`no source is called ${source}`, {
    code: 'unknown_source',
    name: source,
    known,
    advice: 'run `npx modelwarden sources` for what is watched; hold the vendor of a source that is gone',
  });
}

async function list(
  options: { all?: boolean; json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const found = await withStore(command, context, (_config, database) =>
    loadHolds(database.kysely, options.all ? 'all' : 'standing'),
  );
  if (options.json) return output.json(found);
  if (found.length === 0) return output.line(options.all ? 'there was never a hold' : 'there is no hold');
  const rows = found.map((hold) => [
    hold.id,
    shortTime(hold.createdAt),
    hold.author,
    hold.endedAt ? `ended ${shortTime(hold.endedAt)} by ${hold.endedBy ?? ''}` : 'holds',
    `${describeHold(hold)}: ${hold.reason}`,
  ]);
  for (const line of table(['HOLD', 'SINCE (UTC)', 'BY', 'STATE', 'WHAT AND WHY'], rows)) output.line(line);
}

async function end(
  id: string,
  options: { author?: string; json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const author = (options.author ?? userInfo().username).trim();
  if (author === '') throw badArgument('somebody must end the hold', 'say who with --author');
  const isEnded = await withStore(command, context, async (_config, database) => {
    const known = await loadHolds(database.kysely, 'all');
    if (!known.some((hold) => hold.id === id)) {
      throw unknownName(`there is no hold ${id}`, {
        code: 'unknown_hold',
        name: id,
        known: known.map((hold) => hold.id),
        advice: 'run `npx modelwarden hold list --all` for the numbers that exist',
      });
    }
    return endHold(database.kysely, id, author, world.now());
  });
  if (options.json) return output.json({ id, isEnded });
  output.line(isEnded ? `hold ${id} is over` : `hold ${id} was over already`);
}

/** What a hold covers, in words. */
export function describeHold({ vendors, sourceId, tool, from, to }: Omit<Hold, 'id'>): string {
  const what = sourceId ?? (vendors === null ? 'everything' : `everything of ${vendors.join(', ')}`);
  const why = tool === null ? '' : `, on which the tool ${tool} rests`;
  const since = from ? `, from ${from.toISOString().slice(0, 10)}` : '';
  const until = to ? `, until ${to.toISOString().slice(0, 10)}` : '';
  return `${what}${why}${since}${until}`;
}

function parseDay(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime())) return day;
  throw new InvalidArgumentError('expected a day as YYYY-MM-DD.');
}

function parseLastDay(text: string): Date {
  return new Date(parseDay(text).getTime() + 86_400_000 - 1);
}
