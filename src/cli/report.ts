/** `modelwarden report`: what the governance committee sees of a quarter. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { appVersion } from '../compose.ts';
import { csvLines } from '../evidence/csv.ts';
import { type CommitteeReport, gatherReport } from '../report/gather-report.ts';
import { reportHtml } from '../report/report-html.ts';
import { reportTables, summaryLines } from '../report/report-tables.ts';
import { badArgument } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { type Output, table } from './output.ts';
import { parseInstant } from './parse-instant.ts';

interface ReportOptions {
  readonly from: string;
  readonly to?: string;
  readonly html?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

export function addReport(program: Command, context: CommandContext): void {
  program
    .command('report')
    .description(
      'report on a time for the governance committee: changes by vendor, category and disclosure, notice given against promised, cadence, coverage, what is open and what is to come',
    )
    .requiredOption('--from <date>', 'first day, for example 2026-01-01')
    .option('--to <date>', 'last day, included; until now when absent')
    .option('--html <file>', 'write a page to print, with a chart')
    .option('--csv', 'print the changes for a spreadsheet')
    .option('--json', 'print everything as JSON')
    .action(async (options: ReportOptions, command: Command) => {
      const { output, world } = context;
      const askedAt = world.now();
      const from = parseInstant(options.from, 'start', askedAt);
      const to = options.to === undefined ? askedAt : parseInstant(options.to, 'end', askedAt);
      if (to <= from)
        throw badArgument(
          `--to ${options.to} is not after --from ${options.from}`,
          'give the earlier day first',
        );
      const report = await withStore(command, context, (config, database) =>
        gatherReport(database.kysely, config, { from, to, askedAt }),
      );
      if (options.html !== undefined) {
        const path = resolve(options.html);
        await writeFile(path, reportHtml(report, `Modelwarden ${appVersion}`));
        output.remark(`written to ${path}`);
      }
      if (options.json) output.json(report);
      else if (options.csv) for (const line of csvOf(report)) output.line(line);
      else if (options.html === undefined) print(report, output);
    });
}

function csvOf({ changes }: CommitteeReport): readonly string[] {
  const header = [
    'change',
    'vendor',
    'source',
    'role',
    'after',
    'by',
    'severity',
    'disclosure',
    'categories',
    'tools',
    'summary',
  ];
  const rows = changes.map((change) => [
    change.id,
    change.vendor,
    change.source,
    change.role,
    change.lastSeenBefore.toISOString(),
    change.firstSeenAfter.toISOString(),
    change.severity,
    change.disclosure,
    change.categories.join(' '),
    change.tools.join('; '),
    change.summary,
  ]);
  return csvLines([header, ...rows]);
}

function print(report: CommitteeReport, output: Output): void {
  for (const line of summaryLines(report)) output.line(line);
  for (const { title, header, rows, none } of reportTables(report)) {
    output.line(`\n${output.style('bold', title)}`);
    if (rows.length === 0) output.line(none);
    else for (const line of table(header, rows)) output.line(output.clip(line));
  }
}
