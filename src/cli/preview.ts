/** `modelwarden preview`: what would be extracted from a source, an address or a file, without storing anything. */
import { stat } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { appVersion, loadConfiguration } from '../compose.ts';
import type { Config, Settings } from '../config/config.ts';
import type { Source } from '../domain/source.ts';
import { createFetch } from '../fetch/create-fetch.ts';
import { readProxies } from '../fetch/proxy-choice.ts';
import { noMemory, observeSource, type Sighting } from '../pipeline/observe-source.ts';
import { adapters } from '../sources/registry.ts';
import { hasDatabase } from '../store/data-folder.ts';
import { badArgument } from './argument-errors.ts';
import { type CommandContext, configFolder, withStore } from './context.ts';
import { interruptible } from './interrupt.ts';
import {
  adHocSource,
  isAddress,
  readAsCapture,
  type SourceOptions,
  watchedSource,
} from './preview-source.ts';
import { printDocument, printDropped, printTrouble } from './show-preview.ts';
import { findRegions, printRegions } from './show-regions.ts';

interface PreviewOptions extends SourceOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function addPreview(program: Command, context: CommandContext): void {
  program
    .command('preview')
    .description('show what would be extracted: outline, facts, blocks, what is left out; nothing is stored')
    .argument('<what>', 'id of a source, an address (https://…) or a file')
    .option('--kind <kind>', `how to read it: ${[...adapters.keys()].join(', ')}`, parseKind)
    .option('--select <selector...>', 'html: take only these parts')
    .option('--drop <selector...>', 'html: leave these parts out')
    .option('--render', 'html: as a browser shows it, for pages that are empty without scripts')
    .option('--allow-private', 'let the address be on a private network')
    .option('--all', 'show every block')
    .option('--json', 'print the document as JSON')
    .action((what: string, options: PreviewOptions, command: Command) =>
      preview(what, options, command, context),
    );
}

async function preview(
  what: string,
  options: PreviewOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const isFile = !isAddress(what) && (await isReadableFile(what));
  const isAdHoc = isFile || isAddress(what);
  const config = isAdHoc && !options.render ? null : await loadConfiguration(configFolder(command), world);
  const source = isAdHoc || !config ? adHocSource(what, options) : watchedSource(config, what, options);
  const sighting = await look(source, isFile ? what : null, config?.settings.browser ?? null, context);
  if (sighting.kind === 'document') {
    if (options.json) return output.json(sighting.document);
    printDocument(sighting.document, source.kind, options.all === true, output);
    if (source.kind === 'html') printDropped(sighting.document, sighting.captures, output);
    if (config && !isAdHoc) await showRegions(source.id, config, command, context);
    return;
  }
  context.setExitCode(1);
  if (sighting.kind === 'same') return;
  const { outcome, code, detail, evidence } = sighting;
  if (options.json) return output.json({ outcome, code, detail, evidence });
  printTrouble(sighting, output);
  if (isAdHoc && code === 'address_forbidden')
    output.line('  with --allow-private the address may be on a private network');
}

/** What earlier looks at a watched source learned, where there were any; a preview makes no database. */
async function showRegions(
  sourceId: string,
  { settings }: Config,
  command: Command,
  context: CommandContext,
): Promise<void> {
  if (settings.databaseUrl === null && !(await hasDatabase(settings.dataFolder))) return;
  const regions = await withStore(command, context, (_config, { kysely }) => findRegions(kysely, sourceId));
  if (regions.length > 0) printRegions(regions, context.output);
}

async function look(
  source: Source,
  file: string | null,
  browser: Settings['browser'],
  { world }: CommandContext,
): Promise<Sighting> {
  const adapter = adapters.get(source.kind);
  if (!adapter)
    throw badArgument(`there is no kind ${source.kind}`, 'run with --help for the kinds that there are');
  const network = createFetch({
    userAgent: `Modelwarden/${appVersion} (AI model change monitor)`,
    timeoutMs: 60_000,
    maxBytes: 20 * 1024 * 1024,
    browser,
    proxies: readProxies(world.env),
    now: world.now,
  });
  const interrupt = interruptible();
  try {
    const fetch = file === null ? network.fetch : () => readAsCapture(file, world.now());
    const deps = { fetch, fetchMail: network.fetchMail, now: world.now };
    return await observeSource(deps, source, adapter, noMemory, interrupt.signal);
  } finally {
    interrupt.release();
    await network.close();
  }
}

async function isReadableFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

function parseKind(text: string): string {
  if (adapters.has(text)) return text;
  throw new InvalidArgumentError(`expected one of ${[...adapters.keys()].join(', ')}.`);
}
