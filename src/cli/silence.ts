/** `modelwarden silence`: keeps certain alerts back for a while, by somebody's name and for a reason. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { formatDuration, parseDuration } from '../config/duration.ts';
import { maxSilenceMs, type Silence } from '../domain/silence.ts';
import { endSilence, insertSilence, loadSilences } from '../store/silences.ts';
import { badArgument, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, shortTime, table } from './output.ts';
import { collectPair, toMatch, type WrittenLabels } from './written-labels.ts';

interface AddOptions {
  readonly match: WrittenLabels;
  readonly reason: string;
  readonly author?: string;
  readonly for: number;
  readonly from?: Date;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function addSilence(program: Command, context: CommandContext): void {
  const silence = program.command('silence').description('keep certain alerts back for a while');
  silence
    .command('add')
    .description('begin a silence; what it holds is shown by `alerts --held`, and mailed when it ends')
    .requiredOption(
      '--match <name=value...>',
      'what to hold: vendor, model, tool, department, category, severity (and graver), disclosure, role, jurisdiction',
      collectPair,
    )
    .requiredOption('--reason <text>', 'why; shown with everything that it holds')
    .requiredOption('--for <duration>', 'for how long, at most 30d, for example 4h', parseLength)
    .option('--from <time>', 'when it begins, for example 2026-03-01T18:00Z; now when absent', parseTime)
    .option('--author <name>', 'who answers for it; whoever runs the command when absent')
    .option('--force', 'hold even critical changes that nobody announced')
    .option('--json', 'print as JSON')
    .action((options: AddOptions, command: Command) => add(options, command, context));
  silence
    .command('list', { isDefault: true })
    .description('list silences that hold now')
    .option('--all', 'those that ended or have not begun, too')
    .option('--json', 'print as JSON')
    .action((options: { all?: boolean; json?: boolean }, command: Command) =>
      list(options, command, context),
    );
  silence
    .command('end')
    .description('end a silence now; what it held goes out')
    .argument('<number>', 'as printed by list')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: boolean }, command: Command) =>
      end(id, options, command, context),
    );
}

async function add(options: AddOptions, command: Command, context: CommandContext): Promise<void> {
  const { output, world } = context;
  const reason = options.reason.trim();
  const author = (options.author ?? userInfo().username).trim();
  if (reason === '' || author === '')
    throw badArgument(
      'a silence needs a reason and an author',
      'say why with --reason, and who with --author',
    );
  const createdAt = world.now();
  const startsAt = options.from ?? createdAt;
  const endsAt = new Date(startsAt.getTime() + options.for);
  if (endsAt <= createdAt)
    throw badArgument('this silence would be over already', 'give a later --from or a longer --for');
  const added = await withStore(command, context, async (config, database) => {
    const match = toMatch(config, options.match);
    const silence = { match, author, reason, startsAt, endsAt, isForced: options.force === true };
    return { id: await insertSilence(database.kysely, { ...silence, createdAt }), ...silence };
  });
  if (options.json) return output.json(added);
  output.line(
    `silence ${added.id} holds ${describe(added)} from ${shortTime(startsAt)} until ${shortTime(endsAt)} UTC`,
  );
  if (!added.isForced) output.line('critical changes that nobody announced pass all the same');
}

async function list(
  options: { all?: boolean; json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const now = options.all ? null : world.now();
  const found = await withStore(command, context, (_config, database) => loadSilences(database.kysely, now));
  if (options.json) return output.json(found);
  if (found.length === 0)
    return output.line(options.all ? 'there was never a silence' : 'no silence holds now');
  const rows = found.map((silence) => [
    silence.id,
    shortTime(silence.startsAt),
    shortTime(silence.endedAt ?? silence.endsAt),
    silence.isForced ? 'even critical' : '',
    silence.author,
    `${describe(silence)}: ${silence.reason}`,
  ]);
  for (const line of table(['SILENCE', 'FROM (UTC)', 'UNTIL (UTC)', 'FORCED', 'BY', 'WHAT AND WHY'], rows))
    output.line(line);
}

async function end(
  id: string,
  options: { json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const ended = await withStore(command, context, async (_config, database) => {
    const known = await loadSilences(database.kysely, null);
    if (!known.some((silence) => silence.id === id)) {
      throw unknownName(`there is no silence ${id}`, {
        code: 'unknown_silence',
        name: id,
        known: known.map((silence) => silence.id),
        advice: 'run `npx modelwarden silence list --all` for the numbers that exist',
      });
    }
    return endSilence(database.kysely, id, world.now());
  });
  if (options.json) return output.json({ id, isEnded: ended !== null, released: ended?.released ?? 0 });
  output.line(
    ended === null
      ? `silence ${id} was over already`
      : `silence ${id} is over; ${counted(ended.released, 'alert')} that it held will go out with the next dispatch`,
  );
}

function describe({ match }: Pick<Silence, 'match'>): string {
  const { minSeverity, ...lists } = match;
  const parts = Object.entries(lists).map(([name, words]) => `${name} ${words.join(' or ')}`);
  return [...parts, ...(minSeverity === undefined ? [] : [`severity ${minSeverity} or higher`])].join(', ');
}

function parseLength(text: string): number {
  const length = parseDuration(text);
  if (length !== null && length > 0 && length <= maxSilenceMs) return length;
  throw new InvalidArgumentError(
    `expected a duration such as 4h or 7d, at most ${formatDuration(maxSilenceMs)}.`,
  );
}

function parseTime(text: string): Date {
  const time = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text) && !Number.isNaN(time.getTime())) return time;
  throw new InvalidArgumentError('expected a time such as 2026-03-01T18:00Z.');
}
