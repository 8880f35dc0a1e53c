/** `modelwarden demo`: the main job in under a minute, on loopback. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import type { CommandContext } from './context.ts';

export function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description(
      'run the main job on a made-up vendor; ends by itself, exit code 0 only if all of it happened',
    )
    .option(
      '--folder <folder>',
      'where to keep its files; emptied first',
      join(context.world.env['MODELWARDEN_DATA'] ?? 'data', 'demo'),
    )
    .action(async (options: { folder: string }) => {
      if (!(await runDemo(options.folder, context.world, context.output))) context.setExitCode(1);
    });
}
