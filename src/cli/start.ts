/** `modelwarden start`: runs the worker until SIGTERM or Ctrl-C. */
import type { Command } from 'commander';
import { loadConfiguration } from '../compose.ts';
import { createLog } from '../observe/log.ts';
import { startWorker } from '../worker.ts';
import { type CommandContext, configFolder } from './context.ts';

/** Whatever hangs, the process ends by then: an orchestrator would kill it soon after. */
const stopDeadlineMs = 24_000;

export function addStart(program: Command, context: CommandContext): void {
  program
    .command('start')
    .description(
      'run the worker until SIGTERM or Ctrl-C (twice: stop at once); SIGHUP reads the configuration again',
    )
    .option('--json', 'write the log as JSON lines (the default unless on a terminal)')
    .action(async (options: { json?: boolean }, command: Command) => {
      const folder = configFolder(command);
      const config = await loadConfiguration(folder, context.world);
      const isPretty = !options.json && process.stdout.isTTY;
      const log = createLog({ level: config.settings.logLevel, isPretty });
      const stopRequested = Promise.withResolvers<void>();
      const onSignal = (signal: NodeJS.Signals) => {
        log.info({ signal }, 'asked to stop; once more stops at once');
        stopRequested.resolve();
        for (const name of ['SIGINT', 'SIGTERM'] as const) {
          process.removeListener(name, onSignal);
          process.once(name, () => process.exit(130));
        }
      };
      process.on('SIGINT', onSignal);
      process.on('SIGTERM', onSignal);
      const worker = await startWorker(folder, config, context.world, log);
      process.on('SIGHUP', () => void worker.reload());
      await stopRequested.promise;
      const overdue = setTimeout(() => {
        log.fatal(
          { afterMs: stopDeadlineMs },
          'not stopped in time; what was under way is taken up at the next start',
        );
        process.exit(1);
      }, stopDeadlineMs);
      await worker.stop();
      clearTimeout(overdue);
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeAllListeners(name);
    });
}
