/** `modelwarden replay`: what would this configuration have told us about these dated revisions? */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { loadConfiguration, openStore } from '../compose.ts';
import { createFolderTransport } from '../mail/folder-transport.ts';
import type { MailTransport } from '../mail/transport.ts';
import { createSilentLog } from '../observe/log.ts';
import { readRevisionFolder } from '../replay/read-folder.ts';
import { type ReplayEvent, replay } from '../replay/replay.ts';
import { replayConfig } from '../replay/replay-config.ts';
import { adapters } from '../sources/registry.ts';
import { type CommandContext, configFolder } from './context.ts';
import { interruptible } from './interrupt.ts';
import { type Output, shortTime } from './output.ts';

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
  const dataFolder = await mkdtemp(join(tmpdir(), 'modelwarden-replay-'));
  const interrupt = interruptible();
  try {
    // Never the operator's own database: a replay is history that we did not witness.
    const database = await openStore(
      { ...config.settings, databaseUrl: null, dataFolder },
      createSilentLog(),
      'reader',
    );
    try {
      const totals = await replay({
        folder,
        config,
        db: database.kysely,
        adapters,
        log: createSilentLog(),
        transport: options.mails ? createFolderTransport(options.mails) : discarding,
        onEvent: (event) => {
          if (options.json) output.line(JSON.stringify(event));
          else if (!options.summary) for (const line of describe(event, output)) output.line(line);
        },
        onProgress: (done, total, at) =>
          output.progress(done, total, `revisions, ${shortTime(at).slice(0, 10)}`),
        signal: interrupt.signal,
      });
      const seconds = (world.now().getTime() - started) / 1000;
      if (options.json)
        return output.line(
          JSON.stringify({ kind: 'totals', documents: folder.documents.length, ...totals, seconds }),
        );
      output.line();
      output.line(
        `${totals.revisions} revisions of ${folder.documents.length} documents: ${totals.versions} versions, ` +
          `${totals.changes} changes (${totals.material} material), ${totals.mails} mails, ` +
          `${totals.troubles} doubtful captures; ${seconds.toFixed(1)} s`,
      );
    } finally {
      await database.close();
    }
  } finally {
    interrupt.release();
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const discarding: MailTransport = {
  description: 'counted and discarded',
  send: async () => ({ kind: 'sent', response: 'replayed, not sent' }),
  close: async () => {},
};

function describe(event: ReplayEvent, output: Output): readonly string[] {
  const time = output.style('dim', shortTime(event.at));
  switch (event.kind) {
    case 'first-seen':
      return [`${time}  first seen  ${event.source}`];
    case 'change':
      return [
        `${time}  ${output.style(event.isMaterial ? 'yellow' : 'dim', 'change')}      ${event.change}  [${event.severity}] ${event.summary}`,
        output.style('dim', `                              ${event.categories.join(', ')}`),
      ];
    case 'verdict':
      return [
        `${time}  verdict     ${event.change}  ${output.style(event.state === 'unannounced' ? 'red' : 'cyan', event.state)}`,
      ];
    case 'mail':
      return [`${time}  ${output.style('green', 'mail')}        to ${event.to}: ${event.subject}`];
    case 'trouble':
      return [`${time}  ${output.style('red', event.outcome)}  ${event.source}: ${event.detail}`];
  }
}
