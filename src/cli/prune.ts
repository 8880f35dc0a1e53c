/** `modelwarden prune`: removes captures whose retention has ended, or shows what would go and why the rest stays. */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { type Fate, type PlannedVersion, planRetention, removeExpired } from '../evidence/retention.ts';
import { weighVersion } from '../store/removals.ts';
import { versionId } from '../store/versions.ts';
import { type CommandContext, withStore } from './context.ts';
import { describeHold } from './hold.ts';
import { counted, type Output, table } from './output.ts';

interface PruneOptions {
  readonly dryRun?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

type Weighed = PlannedVersion & { readonly looks: number; readonly bytes: number };

export function addPrune(program: Command, context: CommandContext): void {
  program
    .command('prune')
    .description('remove captures whose retention has ended; hashes, changes, verdicts and mails stay')
    .option('--dry-run', 'only show what would go, and why the rest stays')
    .option('--all', 'list every version that stays, not only how many')
    .option('--json', 'print as JSON')
    .action((options: PruneOptions, command: Command) => prune(options, command, context));
}

async function prune(options: PruneOptions, command: Command, context: CommandContext): Promise<void> {
  const { output, world } = context;
  await withStore(command, context, async (config, database, signal) => {
    const db = database.kysely;
    const years = config.settings.retentionYears;
    const now = world.now();
    const planned = await planRetention(db, { vendors: config.vendors, tools: config.tools, years, now });
    const going: Weighed[] = [];
    for (const plan of planned)
      if (plan.fate.kind === 'expired') going.push({ ...plan, ...(await weighVersion(db, plan.version)) });
    const staying = planned.filter(({ fate }) => fate.kind !== 'expired');
    let removed = 0;
    if (!options.dryRun) {
      const by = userInfo().username;
      await removeExpired(
        db,
        planned,
        { years, at: now, by },
        {
          signal,
          onRemoved: ({ source_id }) => {
            removed += 1;
            output.progress(removed, going.length, source_id);
          },
        },
      );
    }
    if (options.json) {
      output.json({ years, isDryRun: options.dryRun === true, removed, going, staying });
      return;
    }
    print({ going, staying, years, removed }, options, output);
  });
}

interface Pruning {
  readonly going: readonly Weighed[];
  readonly staying: readonly PlannedVersion[];
  readonly years: number;
  readonly removed: number;
}

function print({ going, staying, years, removed }: Pruning, options: PruneOptions, output: Output): void {
  output.line(
    `Captures are kept for ${counted(years, 'year')} after another version took their place (retention.years in modelwarden.yaml).`,
  );
  output.line();
  if (going.length === 0) output.line('Nothing has expired.');
  else {
    const bytes = going.reduce((sum, each) => sum + each.bytes, 0);
    output.line(
      options.dryRun
        ? `${counted(going.length, 'version')} would go, about ${megabytes(bytes)}:`
        : `${counted(removed, 'version')} went, about ${megabytes(bytes)}:`,
    );
    const rows = going.map(({ version, fate, looks, bytes: size }) => [
      versionId(version.sourceId, version.seq),
      day(version.from),
      day(version.until),
      fate.kind === 'expired' ? day(fate.since) : '',
      String(looks),
      megabytes(size),
    ]);
    for (const line of table(['VERSION', 'STOOD FROM', 'UNTIL', 'EXPIRED', 'LOOKS', 'SIZE'], rows))
      output.line(`  ${line}`);
    output.line('Their hashes stay, in their rows and in the log, and so do changes, verdicts and mails.');
  }
  output.line();
  printStaying(staying, options.all === true, output);
}

function printStaying(staying: readonly PlannedVersion[], isAll: boolean, output: Output): void {
  output.line(`${counted(staying.length, 'version')} ${staying.length === 1 ? 'stays' : 'stay'}:`);
  if (isAll) {
    const rows = staying.map(({ version, fate }) => [
      versionId(version.sourceId, version.seq),
      day(version.from),
      day(version.until),
      why(fate),
    ]);
    for (const line of table(['VERSION', 'STOOD FROM', 'UNTIL', 'WHY IT STAYS'], rows))
      output.line(`  ${line}`);
    return;
  }
  const groups = Map.groupBy(staying, ({ fate }) => (fate.kind === 'kept' ? 'kept' : why(fate)));
  const rows = [...groups].map(([reason, group]) => [
    String(group.length),
    reason === 'kept' ? `within retention; the first expires on ${firstExpiry(group)}` : reason,
  ]);
  for (const line of table(['VERSIONS', 'WHY THEY STAY'], rows)) output.line(`  ${line}`);
}

function why(fate: Fate): string {
  switch (fate.kind) {
    case 'stands':
      return 'in effect: what stands never expires';
    case 'kept':
      return `within retention, until ${day(fate.until)}`;
    case 'held':
      return fate.holds
        .map((hold) => `hold ${hold.id} by ${hold.author} (${describeHold(hold)}): ${hold.reason}`)
        .join('; ');
    case 'expired':
      return `expired on ${day(fate.since)}`;
  }
}

function firstExpiry(group: readonly PlannedVersion[]): string {
  const times = group.flatMap(({ fate }) => (fate.kind === 'kept' ? [fate.until.getTime()] : []));
  return day(new Date(Math.min(...times)));
}

function day(at: Date | null): string {
  return at ? at.toISOString().slice(0, 10) : '–';
}

function megabytes(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
