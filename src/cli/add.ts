/** `modelwarden add`: finds out how a document can be watched, and prints or writes the lines for it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { loadConfiguration, userAgent } from '../compose.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { replaceFile } from '../config/replace-file.ts';
import { addToWatchlist, entryText, type WrittenEntry } from '../config/watchlist-edit.ts';
import type { Found } from '../discover/find-candidate.ts';
import { guessVendor, nameSource, vendorOfDomain } from '../discover/name-source.ts';
import { type Proposal, proposeSource } from '../discover/propose-source.ts';
import { ConfigError } from '../domain/errors.ts';
import { type SourceRole, sourceRoles } from '../domain/source.ts';
import { createFetch, type Fetcher } from '../fetch/create-fetch.ts';
import { readProxies } from '../fetch/proxy-choice.ts';
import { createRobotsMemory } from '../fetch/robots-memory.ts';
import { adapters } from '../sources/registry.ts';
import { badArgument } from './argument-errors.ts';
import { type CommandContext, configFolder } from './context.ts';
import { interruptible } from './interrupt.ts';

interface AddOptions {
  readonly id?: string;
  readonly role?: SourceRole;
  readonly allowPrivate?: boolean;
  readonly write?: boolean;
  readonly json?: boolean;
}

export function addAdd(program: Command, context: CommandContext): void {
  program
    .command('add')
    .description(
      'find out how a document can be watched: feed, Markdown twin, repository … or the page itself',
    )
    .argument('<url>', 'address of the document, https://…')
    .option('--id <vendor/name>', 'what the source is to be called')
    .option('--role <role>', `what the document is for: ${sourceRoles.join(', ')}`, parseRole)
    .option('--allow-private', 'let the address be on a private network')
    .option('--write', 'put it into watchlist.yaml, unless the id is taken')
    .option('--json', 'print as JSON')
    .action((url: string, options: AddOptions, command: Command) => add(url, options, command, context));
}

async function add(
  url: string,
  options: AddOptions,
  command: Command,
  context: CommandContext,
): Promise<void> {
  const { output, world } = context;
  const { host } = checkAddress(url);
  const folder = configFolder(command);
  const config = await loadConfiguration(folder, world);
  if (options.id !== undefined) checkId(options.id, config);
  const allowPrivate = options.allowPrivate ? [host] : [];
  output.progress(0, 2, `looking at ${url}`);
  const found = await discover(url, allowPrivate, options.role ?? null, config, context);
  output.progress(2, 2, '');
  if (found.kind === 'nothing') {
    context.setExitCode(1);
    const { condition, detail } = found.diagnosis;
    const advice = adviceFor(found);
    if (options.json) return output.json({ url, condition, detail, advice, tried: found.tried });
    output.line(`${output.style('red', condition)}: ${detail}`);
    for (const attempt of found.tried) output.line(`  tried ${attempt}`);
    output.line(`  what to do: ${advice}`);
    return;
  }
  const entry = entryOf(found, options.id ?? freeId(found, config), allowPrivate);
  if (options.json) output.json({ entry, reasons: found.reasons, remarks: found.remarks });
  else {
    for (const reason of found.reasons) output.line(`# ${reason}`);
    for (const remark of found.remarks) output.line(`# note: ${remark}`);
    output.line('sources:');
    output.line(entryText(entry).trimEnd());
  }
  if (options.write) {
    await writeEntry(entry, folder, context);
    output.remark(`written into ${join(folder, 'watchlist.yaml')}; a running worker takes it at once`);
  } else sayHow(entry, url, config, context);
}

/** What doctor would advise, in words that fit an address that nobody watches yet. */
function adviceFor({ code, diagnosis }: Extract<Found, { kind: 'nothing' }>): string {
  if (code === 'address_forbidden') {
    return 'if the address is on your own network and meant, run it again with --allow-private';
  }
  if (diagnosis.condition === 'gone' || diagnosis.condition === 'moved') {
    return 'look for the new address at the vendor, and add that';
  }
  return diagnosis.advice ?? 'look at it with `npx modelwarden preview`';
}

/** Two networks that share what robots.txt said and nothing else, closed whatever comes. */
async function discover(
  url: string,
  allowPrivate: readonly string[],
  role: SourceRole | null,
  { settings }: LoadedConfig,
  { world }: CommandContext,
) {
  const robots = createRobotsMemory();
  const open = (): Fetcher =>
    createFetch({
      userAgent: userAgent(settings),
      timeoutMs: settings.fetch.timeoutMs,
      maxBytes: settings.fetch.maxBytes,
      spacingMs: settings.fetch.spacingMs,
      proxies: readProxies(world.env),
      robots,
      now: world.now,
    });
  const networks = [open(), open()] as const;
  const interrupt = interruptible();
  try {
    const [first, second] = networks.map(({ fetch, fetchMail }) => ({
      fetch,
      fetchMail,
      now: world.now,
      adapters,
      allowPrivate,
      signal: interrupt.signal,
    }));
    if (first === undefined || second === undefined) throw new Error('two networks were opened');
    return await proposeSource(url, { first, second, pauseMs: settings.fetch.spacingMs, role });
  } finally {
    interrupt.release();
    await Promise.all(networks.map((network) => network.close()));
  }
}

function entryOf(
  { title, role, source }: Proposal,
  id: string,
  allowPrivate: readonly string[],
): WrittenEntry {
  const { kind, url, options } = source;
  const line = title.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return {
    id,
    title: (line || url).slice(0, 200).toWellFormed(),
    role,
    kind,
    url,
    ...(allowPrivate.length > 0 && { allowPrivate }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

function freeId({ source }: Proposal, { known }: LoadedConfig): string {
  const vendor = guessVendor(source, known) ?? vendorOfDomain(source.url);
  return `${vendor}/${nameSource(source, vendor, new Set(known.map((one) => one.source.id)))}`;
}

/** Where the lines go, and what else is needed first. */
function sayHow(
  { id, kind, url }: WrittenEntry,
  asked: string,
  config: LoadedConfig,
  { output }: CommandContext,
) {
  const same = config.known.find(({ source }) => [url, asked].includes(source.url) && source.kind === kind);
  if (same) output.remark(`the catalogue reads this already: ${same.source.id}`);
  const vendor = id.split('/')[0] ?? '';
  output.remark(
    config.vendors.has(vendor)
      ? 'put it into watchlist.yaml, or run it again with --write'
      : `no file in vendors/ describes ${vendor}: put it into a new vendors/${vendor}.yaml beneath \`vendor: {id: ${vendor}, name: …}\` with the id ${id.split('/')[1] ?? id}, or give another with --id`,
  );
}

/** The file is tried with its new text before anything is written. */
async function writeEntry(entry: WrittenEntry, folder: string, { world }: CommandContext): Promise<void> {
  const path = join(folder, 'watchlist.yaml');
  const text = addToWatchlist(await readFile(path, 'utf8'), entry);
  await loadConfiguration(folder, world, new Map([['watchlist.yaml', text]]));
  await replaceFile(path, text);
}

/** @throws ConfigError when it is not an address that could be watched */
function checkAddress(url: string): URL {
  const address = URL.parse(url);
  if (address === null || !/^https?:$/.test(address.protocol)) {
    throw badArgument(`${url} is not a web address`, 'give a full address, https://…');
  }
  if (address.username !== '' || address.password !== '') {
    throw badArgument('an address must not hold credentials', 'give them in `headers`, from the environment');
  }
  return address;
}

function checkId(id: string, { known }: LoadedConfig): void {
  if (!/^[a-z0-9]+(?:[.-][a-z0-9]+)*\/[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(id)) {
    throw badArgument(`${id} is not an id`, 'write it as vendor/name in lower-case letters, digits, - and .');
  }
  if (!known.some(({ source }) => source.id === id)) return;
  throw new ConfigError(`there is a source called ${id} already`, {
    code: 'source_exists',
    retry: 'never',
    fault: 'config',
    advice: 'give another id, or look at that one: `npx modelwarden preview`',
  });
}

function parseRole(text: string): SourceRole {
  const role = sourceRoles.find((candidate) => candidate === text);
  if (role) return role;
  throw new InvalidArgumentError(`expected one of ${sourceRoles.join(', ')}.`);
}
