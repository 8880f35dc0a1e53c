/** `modelwarden config check`: validates every file and says what is watched and who is told. */
import type { Command } from 'commander';
import { loadConfiguration } from '../compose.ts';
import { explainConfig } from '../config/explain-config.ts';
import { type CommandContext, configFolder } from './context.ts';

export function addConfig(program: Command, context: CommandContext): void {
  const config = program.command('config').description('work with the configuration files');
  config
    .command('check')
    .description('validate everything; print what is watched and who is told (exit code 2 when invalid)')
    .option('--json', 'print the summary as JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const loaded = await loadConfiguration(configFolder(command), context.world);
      if (!options.json) {
        context.output.line(explainConfig(loaded));
        return;
      }
      context.output.json({
        version: loaded.version,
        sources: loaded.sources.map(({ id, vendor, role, kind, url, cadence }) => ({
          id,
          vendor,
          role,
          kind,
          url,
          cadence,
        })),
        disabled: loaded.disabled,
        contacts: [...loaded.contacts.values()],
        operators: loaded.operators,
        route: loaded.route,
        tools: loaded.tools.map(({ id, name, vendor, models }) => ({ id, name, vendor, models })),
      });
    });
}
