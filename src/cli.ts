/** The command line: commands, their options and exit codes (0 done, 1 not all well, 2 cannot be done as asked). */
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addChanges } from './cli/changes.ts';
import { addCheck } from './cli/check.ts';
import { addConfig } from './cli/config.ts';
import type { CommandContext } from './cli/context.ts';
import { addDemo } from './cli/demo.ts';
import { Interrupted } from './cli/interrupt.ts';
import { type Output, terminalOutput } from './cli/output.ts';
import { addPreview } from './cli/preview.ts';
import { addReplay } from './cli/replay.ts';
import { addSources } from './cli/sources.ts';
import { addStart } from './cli/start.ts';
import { addStatus } from './cli/status.ts';
import { appVersion, type World } from './compose.ts';
import { WatchError } from './domain/errors.ts';

/** Runs one command and returns the exit code; every expected failure is a message, never a stack. */
export async function runCli(
  argv: readonly string[],
  world: World,
  output: Output = terminalOutput(process.stdout, process.stderr),
): Promise<number> {
  let exitCode = 0;
  const context: CommandContext = {
    world,
    output,
    setExitCode: (code) => (exitCode = Math.max(exitCode, code)),
  };
  const program = new Command('modelwarden')
    .description(
      'Watches AI-model vendors and tells compliance contacts when a model changed without notice.',
    )
    .version(appVersion)
    .option('-c, --config <folder>', 'configuration folder', world.env['MODELWARDEN_CONFIG'] ?? 'config')
    .showHelpAfterError('(run with --help for the commands and their options)')
    .exitOverride();
  for (const add of [
    addStart,
    addDemo,
    addCheck,
    addPreview,
    addConfig,
    addSources,
    addChanges,
    addStatus,
    addReplay,
  ]) {
    add(program, context);
  }
  for (const command of program.commands) command.exitOverride();
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, world);
  }
}

function report(error: unknown, world: World): number {
  if (error instanceof Interrupted) return error.exitCode;
  const write = (text: string) => process.stderr.write(`${text}\n`);
  if (!(error instanceof WatchError)) {
    write(
      `modelwarden: unexpected error; please report it with this text:\n${error instanceof Error ? error.stack : String(error)}`,
    );
    return 70;
  }
  write(`modelwarden: ${error.message} [${error.code}]`);
  if (error.advice) write(`  what to do: ${error.advice}`);
  if (world.env['MODELWARDEN_DEBUG']) write(inspect(error.cause ?? error.stack));
  return 2;
}
