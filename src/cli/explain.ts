/** `modelwarden explain`: how the verdict on a change came about, step by step. */
import type { Command } from 'commander';
import { explainChange } from '../pipeline/explain-change.ts';
import { unknownChange } from './argument-errors.ts';
import { type CommandContext, withStore } from './context.ts';
import { explainInWords } from './show-explanation.ts';

export function addExplain(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .description(
      'explain a change: what was seen and when, which rule on which passage, the arithmetic, where announcements were searched, the notice, who was told',
    )
    .argument('<change>', 'as printed by `changes list`, e.g. openai/deprecations@12')
    .option('--json', 'print as JSON')
    .action(async (id: string, options: { json?: boolean }, command: Command) => {
      const { output } = context;
      const explanation = await withStore(command, context, async (config, database) => {
        const found = await explainChange(database.kysely, config, id);
        if (!found) throw unknownChange(id);
        return found;
      });
      if (options.json) return output.json(explanation);
      for (const line of explainInWords(explanation, output)) output.line(line);
    });
}
