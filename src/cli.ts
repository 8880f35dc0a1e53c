/** The command line: commands, their options and exit codes (0 done, 1 not all well, 2 cannot be done as asked, 70 a fault of ours). */
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { addAck } from './cli/ack.ts';
import { addAdd } from './cli/add.ts';
import { addAlerts } from './cli/alerts.ts';
import { addAsOf } from './cli/as-of.ts';
import { addBackfill } from './cli/backfill.ts';
import { addCalendar } from './cli/calendar.ts';
import { addCatalogue } from './cli/catalogue.ts';
import { addChanges } from './cli/changes.ts';
import { addCheck } from './cli/check.ts';
import { addConfig } from './cli/config.ts';
import { addContacts } from './cli/contacts.ts';
import type { CommandContext } from './cli/context.ts';
import { addDemo } from './cli/demo.ts';
import { addDoctor } from './cli/doctor.ts';
import { addEvidence } from './cli/evidence.ts';
import { addExplain } from './cli/explain.ts';
import { addHold } from './cli/hold.ts';
import { Interrupted } from './cli/interrupt.ts';
import { addMail } from './cli/mail.ts';
import { type Output, terminalOutput } from './cli/output.ts';
import { addPreview } from './cli/preview.ts';
import { addPrune } from './cli/prune.ts';
import { addRegister } from './cli/register.ts';
import { addReplay } from './cli/replay.ts';
import { addReport } from './cli/report.ts';
import { addRoute } from './cli/route.ts';
import { addSilence } from './cli/silence.ts';
import { addSources } from './cli/sources.ts';
import { addStart } from './cli/start.ts';
import { addStatus } from './cli/status.ts';
import { addVerify } from './cli/verify.ts';
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
    .configureOutput({
      writeOut: (text) => output.line(text.trimEnd()),
      writeErr: (text) => output.remark(text.trimEnd()),
    })
    .exitOverride();
  for (const add of [
    addStart,
    addDemo,
    addCheck,
    addPreview,
    addConfig,
    addCatalogue,
    addDoctor,
    addAdd,
    addSources,
    addChanges,
    addAlerts,
    addRoute,
    addContacts,
    addMail,
    addEvidence,
    addExplain,
    addCalendar,
    addSilence,
    addBackfill,
    addHold,
    addPrune,
    addStatus,
    addAck,
    addAsOf,
    addVerify,
    addRegister,
    addReplay,
    addReport,
  ]) {
    add(program, context);
  }
  program.addHelpText(
    'after',
    '\nExit codes: 0 done; 1 something is not well; 2 it cannot be done as asked; 70 a fault of the program.',
  );
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    return report(error, world, output);
  }
}

function report(error: unknown, world: World, output: Output): number {
  if (error instanceof Interrupted) return error.exitCode;
  if (!(error instanceof WatchError)) {
    output.remark(
      `modelwarden: unexpected error; please report it with this text:\n${error instanceof Error ? error.stack : String(error)}`,
    );
    return 70;
  }
  output.remark(`modelwarden: ${error.message} [${error.code}]`);
  if (error.advice) output.remark(`  what to do: ${error.advice}`);
  if (world.env['MODELWARDEN_DEBUG']) output.remark(inspect(error.cause ?? error.stack));
  return error.fault === 'ours' ? 70 : 2;
}
