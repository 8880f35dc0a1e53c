/** `modelwarden register`: the AI tools in use, how they were registered before, and what a committee should mend. */
import type { Command } from 'commander';
import { affectedTools } from '../alerts/affected-tools.ts';
import { checkRegister, type ToolChange } from '../alerts/check-register.ts';
import type { Config } from '../config/config.ts';
import type { Tool } from '../domain/register.ts';
import { listChanges } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { listRegisters } from '../store/register-versions.ts';
import { unknownName } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { counted, type Output, shortTime, table } from './output.ts';

/** Changes further back than any approval that still counts are not asked for. */
const maxChanges = 5_000;

export function addRegister(program: Command, context: CommandContext): void {
  const register = program.command('register').description('look at the register of AI tools');
  register
    .command('list', { isDefault: true })
    .description('list the tools of register.yaml')
    .option('--json', 'print as JSON')
    .action((options: { json?: boolean }, command: Command) => list(options, command, context));
  register
    .command('show')
    .description('show a tool with all that is kept of it, and the registers that were in force before')
    .argument('<tool>', 'id of a tool')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: boolean }, command: Command) =>
      show(id, options, command, context),
    );
  register
    .command('check')
    .description(
      'find tools that nobody watches, names that may move, approvals older than the last change, reviews that are overdue; exit code 1 when there is a problem',
    )
    .option('--json', 'print as JSON')
    .action((options: { json?: boolean }, command: Command) => check(options, command, context));
}

async function list(options: { json?: boolean }, command: Command, context: CommandContext): Promise<void> {
  const { output } = context;
  const tools = await withStore(command, context, async (config) => config.tools);
  if (options.json) return output.json(tools);
  if (tools.length === 0) return output.line('no tool is registered in register.yaml');
  const rows = tools.map((tool) => [
    tool.id,
    tool.vendor,
    tool.models.join(', '),
    [tool.isClinical ? 'clinical' : '', tool.handlesPhi ? 'PHI' : '']
      .filter((word) => word !== '')
      .join(', ') || '–',
    tool.lastApproved ? `${tool.lastApproved.version}, ${tool.lastApproved.on}` : '–',
    tool.owner ?? '–',
  ]);
  for (const line of table(['TOOL', 'VENDOR', 'MODELS', 'USE', 'APPROVED', 'OWNER'], rows)) output.line(line);
}

async function show(
  id: string,
  options: { json?: boolean },
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const { tool, history } = await withStore(command, context, async (config, database) => ({
    tool: toolOf(config, id),
    history: (await listRegisters(database.kysely)).map(({ since, until, sha256, tools }) => ({
      since,
      until,
      sha256,
      tool: tools?.find((candidate) => candidate.id === id) ?? null,
    })),
  }));
  if (options.json) return output.json({ tool, history });
  for (const line of describe(tool)) output.line(line);
  output.line(output.style('bold', '\nAs it was registered'));
  let before: string | null = null;
  for (const entry of history) {
    const now = JSON.stringify(entry.tool);
    const what =
      entry.tool === null
        ? 'not registered'
        : before === null
          ? 'registered'
          : now === before
            ? 'as before'
            : 'changed';
    output.line(`  from ${shortTime(entry.since)} UTC  ${what}  (register ${entry.sha256.slice(0, 12)})`);
    before = now;
  }
  if (history.length === 0) output.line('  no worker has loaded it yet');
}

function toolOf(config: Config, id: string): Tool {
  const tool = config.tools.find((candidate) => candidate.id === id);
  if (tool) return tool;
  throw unknownName(`there is no tool called ${id} in register.yaml`, {
    code: 'unknown_tool',
    name: id,
    known: config.tools.map((candidate) => candidate.id),
    advice: 'run `npx modelwarden register` for the tools that exist',
  });
}

/** Every key with its value, as far as it says something. */
function describe(tool: Tool): readonly string[] {
  const lines = (value: object, indent: string): readonly string[] =>
    Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
      if (item === null || item === undefined || (Array.isArray(item) && item.length === 0)) return [];
      if (typeof item === 'object' && !Array.isArray(item))
        return [`${indent}${key}`, ...lines(item, `${indent}  `)];
      return [
        `${indent}${key.padEnd(20)} ${Array.isArray(item) ? item.join(', ') : JSON.stringify(item).replaceAll(/^"|"$/g, '')}`,
      ];
    });
  return lines(tool, '');
}

async function check(options: { json?: boolean }, command: Command, context: CommandContext): Promise<void> {
  const { output, world } = context;
  const { tools, remarks } = await withStore(command, context, async (config, database) => {
    const changes = await changesOf(database.kysely, config);
    const today = world.now().toISOString().slice(0, 10);
    const input = { tools: config.tools, vendors: config.vendors, sources: config.sources, today };
    return {
      tools: config.tools,
      remarks: checkRegister({ ...input, changesOf: (tool) => changes.get(tool.id) ?? [] }),
    };
  });
  const problems = remarks.filter(({ grade }) => grade === 'problem').length;
  if (problems > 0) context.setExitCode(1);
  if (options.json) return output.json({ tools: tools.length, problems, remarks });
  print(tools, remarks, output);
}

function print(tools: readonly Tool[], remarks: ReturnType<typeof checkRegister>, output: Output): void {
  for (const tool of tools) {
    const own = remarks.filter((remark) => remark.tool === tool.id);
    output.line(
      `${output.style('bold', tool.name)} (${tool.id})${own.length === 0 ? ': nothing to mend' : ''}`,
    );
    for (const { grade, says } of own)
      output.line(
        `  ${grade === 'problem' ? output.style('red', 'mend') : output.style('yellow', 'note')}  ${says}`,
      );
  }
  const problems = remarks.filter(({ grade }) => grade === 'problem').length;
  output.line(
    `\n${counted(tools.length, 'tool')}, ${counted(problems, 'problem')}, ${counted(remarks.length - problems, 'note')}`,
  );
}

/** Material changes that touch each tool, newest first. */
async function changesOf(db: Db, config: Config): Promise<ReadonlyMap<string, readonly ToolChange[]>> {
  const found = new Map<string, ToolChange[]>();
  for (const change of await listChanges(db, { limit: maxChanges })) {
    const vendor = config.vendors.get(change.vendor);
    const source = config.sources.find(({ id }) => id === change.source_id);
    if (!vendor || !source || !change.is_material) continue;
    const concern = { vendor, role: source.role, subjects: change.understanding.subjects };
    for (const tool of affectedTools(config.tools, concern, config.vendors)) {
      const seenOn = change.first_seen_after.toISOString().slice(0, 10);
      found.set(tool.id, [...(found.get(tool.id) ?? []), { id: change.id, seenOn, summary: change.summary }]);
    }
  }
  return found;
}
