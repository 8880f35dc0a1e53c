/** `modelwarden calendar`: what vendors said is to come, and which tools it concerns. */
import { type Command, InvalidArgumentError } from 'commander';
import { comesToPass } from '../alerts/coming-words.ts';
import type { Config } from '../config/config.ts';
import { daysUntil, toolsOf } from '../pipeline/remind-of-dates.ts';
import { listComingDates, type StoredComingDate } from '../store/coming-dates.ts';
import { checkVendor } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { table } from './output.ts';

const dayMs = 86_400_000;

interface CalendarOptions {
  readonly vendor?: string;
  readonly days: number;
  readonly mine?: boolean;
  readonly json?: boolean;
}

export function addCalendar(program: Command, context: CommandContext): void {
  program
    .command('calendar')
    .description('list the days to come that vendors named: retirements, new terms, aliases that will move')
    .option('--vendor <vendor>', 'only of this vendor')
    .option('--days <number>', 'at most so many days ahead', parseDays, 730)
    .option('--mine', 'only what concerns a registered tool')
    .option('--json', 'print as JSON')
    .action((options: CalendarOptions, command: Command) => print(options, command, context));
}

async function print(options: CalendarOptions, command: Command, context: CommandContext): Promise<void> {
  const { output, world } = context;
  const now = world.now();
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const listed = await withStore(command, context, async (config, database) => {
    checkVendor(options.vendor, config);
    const ids = config.sources
      .filter(({ vendor }) => !options.vendor || vendor === options.vendor)
      .map(({ id }) => id);
    const until = day(now.getTime() + options.days * dayMs);
    const dates = await listComingDates(database.kysely, ids, day(now.getTime()), until);
    return joinSources(dates, config, now).filter(({ tools }) => !options.mine || tools.length > 0);
  });
  if (options.json) return output.json(listed);
  if (listed.length === 0) return output.line('no document that is watched names a day to come');
  const rows = listed.map((item) => [
    item.isEarliest ? `not before ${item.date}` : item.date,
    output.style(item.inDays <= 30 ? 'yellow' : 'reset', `${item.inDays} d`),
    item.vendor,
    item.tools.join(', ') || '–',
    `${item.what} (${item.sources.join(', ')})`,
  ]);
  for (const line of table(['DAY', 'IN', 'VENDOR', 'TOOLS', 'WHAT'], rows)) output.line(line);
}

interface Entry {
  readonly date: string;
  readonly inDays: number;
  readonly isEarliest: boolean;
  readonly vendor: string;
  readonly what: string;
  readonly subjects: readonly string[];
  readonly meaning: string;
  readonly tools: readonly string[];
  readonly sources: readonly string[];
  readonly firstSeenAt: Date;
  readonly announcedOn: string | null;
  readonly passage: string;
}

/** One entry for what several documents of a vendor name alike. */
function joinSources(dates: readonly StoredComingDate[], config: Config, now: Date): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const coming of dates) {
    const key = `${coming.vendor} ${coming.key}`;
    const known = entries.get(key);
    if (known) {
      entries.set(key, { ...known, sources: [...known.sources, coming.source_id] });
      continue;
    }
    entries.set(key, {
      date: coming.date,
      inDays: daysUntil(coming.date, now),
      isEarliest: coming.is_earliest,
      vendor: coming.vendor,
      what: comesToPass(coming.subjects, coming.meaning),
      subjects: coming.subjects.map(({ name }) => name),
      meaning: coming.meaning,
      tools: toolsOf(config, coming).map(({ name }) => name),
      sources: [coming.source_id],
      firstSeenAt: coming.first_seen_at,
      announcedOn: coming.announced_on,
      passage: coming.passage,
    });
  }
  return [...entries.values()];
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 0 && days <= 3650) return days;
  throw new InvalidArgumentError('expected a whole number of days, 0 to 3650.');
}
