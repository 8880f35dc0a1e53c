/** `modelwarden replay`: what would this configuration have told us about these dated revisions? */
import type { Command } from 'commander';
import { loadConfiguration, openStore } from '../compose.ts';
import type { Settings } from '../config/config.ts';
import { createFolderTransport } from '../mail/folder-transport.ts';
import type { MailTransport } from '../mail/transport.ts';
import { createSilentLog } from '../observe/log.ts';
import { readRevisionFolder } from '../replay/read-folder.ts';
import { replay } from '../replay/replay.ts';
import { replayConfig } from '../replay/replay-config.ts';
import type { ReplayEvent } from '../replay/replay-event.ts';
import { adapters } from '../sources/registry.ts';
import type { Database } from '../store/database.ts';
import { withoutLog } from '../store/evidence-log.ts';
import { withPreparedStatements } from '../store/prepared-statements.ts';
import { makeThrowawayFolder, relaxDurability } from '../store/throwaway.ts';
import { type CommandContext, configFolder } from './context.ts';
import { interruptible } from './interrupt.ts';
import { shortTime } from './output.ts';
import { describeEvent, describeTotals, VerdictTally } from './show-replay.ts';

interface ReplayOptions {
  readonly mails?: string;
  readonly summary?: boolean;
  readonly json?: boolean;
}

export function addReplay(program: Command, context: CommandContext): void {
  program
    .command('replay')
    .description(
      'feed dated revisions of documents through the pipeline with simulated time and print the timeline',
    )
    .argument('<folder>', 'folder with a manifest.json that lists the revisions')
    .option('--mails <folder>', 'write the mails that would have been sent as .eml files')
    .option('--summary', 'print only the totals')
    .option('--json', 'print each event as one JSON line, then the totals')
    .addHelpText(
      'after',
      "\nContacts, routes, register and rules come from --config. Between two revisions a document is taken to have\nstood unchanged only for announcing documents; a change's window reaches from one revision to the next.",
    )
    .action((folder: string, options: ReplayOptions, command: Command) =>
      run(folder, options, command, context),
    );
}

async function run(
  path: string,
  options: ReplayOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const started = world.now().getTime();
  const folder = await readRevisionFolder(path);
  const config = replayConfig(await loadConfiguration(configFolder(command), world), folder, adapters);
  for (const remark of folder.remarks) output.remark(`note: ${remark}`);
  const verdicts = new VerdictTally();
  const onEvent = (event: ReplayEvent): void => {
    verdicts.add(event);
    if (options.summary) return;
    const line = options.json ? JSON.stringify(event) : describeEvent(event, output);
    if (line !== null) output.line(options.json ? line : output.clip(line));
  };
  const totals = await withTemporaryStore(config.settings, (database, signal) =>
    replay({
      folder,
      config,
      db: withoutLog(withPreparedStatements(database.pool)),
      adapters,
      log: createSilentLog(),
      transport: options.mails ? createFolderTransport(options.mails) : discarding,
      onEvent,
      onProgress: (done, total, at) =>
        output.progress(done, total, `revisions, ${shortTime(at).slice(0, 10)}`),
      signal,
    }),
  );
  const seconds = (world.now().getTime() - started) / 1000;
  const documents = folder.documents.length;
  if (options.json) {
    const verdictCounts = Object.fromEntries(verdicts.counts());
    output.line(JSON.stringify({ kind: 'totals', documents, ...totals, verdicts: verdictCounts, seconds }));
    return;
  }
  if (!options.summary) output.line();
  for (const line of describeTotals(totals, documents, verdicts.counts(), seconds)) output.line(line);
}

/** Never the operator's own database: a replay is history that we did not witness. */
async function withTemporaryStore<Result>(
  settings: Settings,
  use: (database: Database, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupt = interruptible();
  const folder = await makeThrowawayFolder();
  try {
    const database = await openStore(
      { ...settings, databaseUrl: null, dataFolder: folder.path },
      createSilentLog(),
      'owner',
    );
    try {
      await relaxDurability(database.kysely);
      return await use(database, interrupt.signal);
    } finally {
      await database.close();
    }
  } finally {
    await folder.remove();
    interrupt.release();
  }
}

const discarding: MailTransport = {
  description: 'counted and discarded',
  send: async () => ({ kind: 'sent', response: 'replayed, not sent' }),
  close: async () => {},
};
