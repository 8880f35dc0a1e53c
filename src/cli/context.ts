/** What every command is given, and what most of them need first. */
import type { Command } from 'commander';
import { loadConfiguration, openStore, type World } from '../compose.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { createSilentLog } from '../observe/log.ts';
import type { Database } from '../store/database.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';

export interface CommandContext {
  readonly world: World;
  readonly output: Output;
  /** The highest code that was set is the exit code. */
  readonly setExitCode: (code: number) => void;
}

/** The configuration folder from the program's own options. */
export function configFolder(command: Command): string {
  return String(command.optsWithGlobals()['config']);
}

/**
 * Loads the configuration and opens the database beside a running worker, closing it afterwards, also when the
 * operator interrupts: an embedded server that we started never stays behind.
 */
export async function withStore<Result>(
  command: Command,
  context: CommandContext,
  use: (config: LoadedConfig, database: Database, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const config = await loadConfiguration(configFolder(command), context.world);
  const interrupt = interruptible();
  try {
    const database = await openStore(config.settings, createSilentLog(), 'reader');
    try {
      interrupt.signal.throwIfAborted();
      return await use(config, database, interrupt.signal);
    } finally {
      await database.close();
    }
  } finally {
    interrupt.release();
  }
}
