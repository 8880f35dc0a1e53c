/** `modelwarden as-of`: what stood on a day, as far as it is known. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { appVersion } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { type AsOf, askAsOf } from '../evidence/as-of.ts';
import { asOfPage } from '../evidence/as-of-html.ts';
import { asOfSections, doubts, utc } from '../evidence/as-of-text.ts';
import { checkVendor, unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import type { Output } from './output.ts';
import { parseInstant } from './parse-instant.ts';

interface AsOfOptions {
  readonly vendor?: string;
  readonly model?: string;
  readonly tool?: string;
  readonly html?: string;
  readonly json?: boolean;
}

export function addAsOf(program: Command, context: CommandContext): void {
  program
    .command('as-of')
    .description(
      'say what stood on a day: documents in force, models, the register, what was known to be coming, changes and who had been told, and what is not known',
    )
    .argument('<date>', 'a day (taken at its end, UTC), or an instant: 2026-03-04 or 2026-03-04T10:00-06:00')
    .option('--vendor <id>', 'only what is of this vendor')
    .option('--model <name>', 'what was said of this model')
    .option('--tool <id>', 'what this tool of the register rested on')
    .option('--html <file>', 'write a page to print')
    .option('--json', 'print as JSON')
    .action(async (date: string, options: AsOfOptions, command: Command) => {
      const { output, world } = context;
      const askedAt = world.now();
      const at = parseInstant(date, 'end', askedAt);
      const answer = await withStore(command, context, async (config, database) => {
        checkVendor(options.vendor, config);
        checkTool(options.tool, config);
        const { vendor = null, model = null, tool = null } = options;
        return askAsOf(database.kysely, config, { at, vendor, model, tool }, askedAt);
      });
      if (options.html !== undefined) {
        const path = resolve(options.html);
        await writeFile(path, asOfPage(answer, `Modelwarden ${appVersion}`));
        output.remark(`written to ${path}`);
      }
      if (options.json) output.json(answer);
      else if (options.html === undefined) print(answer, output);
    });
}

function checkTool(tool: string | undefined, { tools }: Config): void {
  if (tool === undefined || tools.some(({ id }) => id === tool)) return;
  throw unknownName(`there is no tool called ${tool} in register.yaml`, {
    code: 'unknown_tool',
    name: tool,
    known: tools.map(({ id }) => id),
    advice: 'give the id of a tool in register.yaml',
  });
}

function print(answer: AsOf, output: Output): void {
  output.line(output.style('bold', `What stood on ${utc(answer.question.at)}`));
  for (const doubt of doubts(answer)) output.line(output.style('yellow', `! ${doubt}`));
  for (const { title, lead, entries } of asOfSections(answer)) {
    output.line();
    output.line(output.style('bold', title));
    if (lead !== '') output.line(`  ${lead}`);
    for (const { head, lines } of entries) {
      output.line(`  ${head}`);
      for (const line of lines) output.line(`      ${line}`);
    }
  }
}
