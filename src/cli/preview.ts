/** `modelwarden preview`: what would be extracted from a source, an address or a file, without storing anything. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import { appVersion, loadConfiguration } from '../compose.ts';
import type { Capture, Fetch } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { ConfigError } from '../domain/errors.ts';
import type { Source } from '../domain/source.ts';
import { decodeText } from '../extract/decode-text.ts';
import { listDroppedText } from '../extract/dropped-text.ts';
import { outlineDocument } from '../extract/outline.ts';
import { findDates } from '../facts/dates.ts';
import { findModelIdentifiers } from '../facts/model-identifiers.ts';
import { createFetch } from '../fetch/create-fetch.ts';
import { readProxies } from '../fetch/proxy-choice.ts';
import { observeSource } from '../pipeline/observe-source.ts';
import { kindOfAddress, kindOfFile } from '../sources/kind-of-file.ts';
import { adapters } from '../sources/registry.ts';
import { type CommandContext, configFolder } from './context.ts';
import type { Output } from './output.ts';

interface PreviewOptions {
  readonly kind?: string;
  readonly select?: readonly string[];
  readonly drop?: readonly string[];
  readonly allowPrivate?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function addPreview(program: Command, context: CommandContext): void {
  program
    .command('preview')
    .description('show what would be extracted: outline, facts, blocks, what is left out; nothing is stored')
    .argument('<what>', 'id of a source, an address (https://…) or a file')
    .option('--kind <kind>', `how to read an address or file: ${[...adapters.keys()].join(', ')}`, parseKind)
    .option('--select <selector...>', 'html: take only these parts')
    .option('--drop <selector...>', 'html: leave these parts out')
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
  const network = createFetch({
    userAgent: `Modelwarden/${appVersion} (AI model change monitor)`,
    timeoutMs: 60_000,
    maxBytes: 20 * 1024 * 1024,
    proxies: readProxies(world.env),
    now: world.now,
  });
  try {
    const isFile = await stat(what).then(
      (found) => found.isFile(),
      () => false,
    );
    const source =
      /^https?:/i.test(what) || isFile
        ? adHocSource(what, options)
        : await configuredSource(what, command, context);
    const adapter = adapters.get(source.kind);
    if (!adapter) throw new InvalidArgumentError(`unknown kind ${source.kind}`);
    const fetch: Fetch = isFile ? () => readAsCapture(what, world.now()) : network.fetch;
    const memory = { validators: {}, lastFullFetchAt: null, bodyHashes: null };
    const sighting = await observeSource(
      { fetch, now: world.now },
      source,
      adapter,
      memory,
      AbortSignal.timeout(120_000),
    );
    if (sighting.kind === 'document')
      return print(sighting.document, sighting.captures, source, options, context);
    context.setExitCode(1);
    if (sighting.kind === 'same') return;
    if (options.json)
      return output.json({
        outcome: sighting.outcome,
        code: sighting.code,
        detail: sighting.detail,
        evidence: sighting.evidence,
      });
    output.line(`${output.style('red', sighting.outcome)} [${sighting.code}]: ${sighting.detail}`);
    for (const item of sighting.evidence) output.line(`  ${item.sign}: ${item.excerpt}`);
  } finally {
    await network.close();
  }
}

function print(
  document: Document,
  captures: readonly Capture[],
  source: Source,
  options: PreviewOptions,
  { output }: CommandContext,
): void {
  if (options.json) return output.json(document);
  output.line(outlineDocument(document));
  const texts = document.blocks.map((block) => block.text);
  const models = new Set(
    texts.flatMap((text) => findModelIdentifiers(text, { models: [], aliases: {} }).map((found) => found.id)),
  );
  const dates = new Set(texts.flatMap((text) => findDates(text).map((found) => found.date)));
  output.line();
  output.line(`models named   ${listed(models)}`);
  output.line(`dates named    ${listed([...dates].sort())}`);
  output.line(`read as        ${source.kind}; ${document.blocks.length} blocks`);
  for (const remark of document.remarks) output.line(`remark         ${remark}`);
  printBlocks(document, options, output);
  if (source.kind === 'html') printDropped(document, captures, output);
}

/** So many blocks are shown unless all are wanted. */
const shownBlocks = 20;

function printBlocks({ blocks }: Document, options: PreviewOptions, output: Output): void {
  output.line(output.style('bold', '\nBlocks'));
  const shown = options.all ? blocks : blocks.slice(0, shownBlocks);
  for (const block of shown) output.line(`  ${block.kind.padEnd(10)} ${shorten(block.text)}`);
  if (shown.length < blocks.length)
    output.line(`  and ${blocks.length - shown.length} more (--all shows them)`);
}

function printDropped(document: Document, captures: readonly Capture[], output: Output): void {
  const dropped = captures.flatMap((capture) =>
    listDroppedText(decodeText(capture.body, capture.headers['content-type'] ?? null).text, document),
  );
  output.line(output.style('bold', '\nLeft out'));
  if (dropped.length === 0) output.line('  nothing');
  for (const text of dropped) output.line(`  ${text}`);
}

function shorten(text: string): string {
  return text.length > 110 ? `${text.slice(0, 109)}…` : text;
}

function listed(items: Iterable<string>): string {
  const all = [...items];
  return all.length === 0
    ? 'none'
    : all.slice(0, 20).join(', ') + (all.length > 20 ? ` and ${all.length - 20} more` : '');
}

async function configuredSource(id: string, command: Command, context: CommandContext): Promise<Source> {
  const config = await loadConfiguration(configFolder(command), context.world);
  const source = config.sources.find((candidate) => candidate.id === id);
  if (source) return source;
  throw new ConfigError(`${id} is neither a watched source, an address nor a file`, {
    code: 'unknown_source',
    retry: 'never',
    fault: 'config',
    advice: 'run `npx modelwarden sources` for the ids that are watched, or give a full https:// address',
  });
}

function adHocSource(what: string, options: PreviewOptions): Source {
  const isAddress = /^https?:/i.test(what);
  const kind = options.kind ?? (isAddress ? kindOfAddress(what) : kindOfFile(what));
  const chosen = {
    ...(options.select && { select: options.select }),
    ...(options.drop && { drop: options.drop }),
  };
  const parsed = adapters.get(kind)?.options.safeParse(chosen);
  if (!parsed?.success) throw new InvalidArgumentError(`--select and --drop do not fit the kind ${kind}`);
  return {
    id: `preview/${basename(what)}`,
    vendor: 'preview',
    title: what,
    role: 'docs',
    kind,
    url: isAddress ? what : pathToFileURL(what).href,
    cadence: { kind: 'every', everyMs: 86_400_000 },
    headers: {},
    allowPrivate: options.allowPrivate && isAddress ? [new URL(what).host] : [],
    announcedBy: [],
    options: parsed.data,
  };
}

function parseKind(text: string): string {
  if (adapters.has(text)) return text;
  throw new InvalidArgumentError(`expected one of ${[...adapters.keys()].join(', ')}.`);
}

async function readAsCapture(path: string, now: Date): Promise<{ kind: 'ok'; capture: Capture }> {
  const url = pathToFileURL(path).href;
  const body = await readFile(path);
  return {
    kind: 'ok',
    capture: {
      url,
      finalUrl: url,
      redirects: [],
      status: 200,
      headers: {},
      body,
      startedAt: now,
      finishedAt: now,
      remoteAddress: null,
      certificate: null,
    },
  };
}
