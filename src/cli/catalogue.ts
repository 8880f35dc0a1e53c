/** `modelwarden catalogue`: the vendors and sources that are known, watched or not. */
import { type Command, InvalidArgumentError } from 'commander';
import { loadConfiguration } from '../compose.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { type VendorSector, vendorSectors } from '../domain/vendor.ts';
import { unknownName } from './argument-errors.ts';
import { type CatalogueEntry, catalogueEntries } from './catalogue-entries.ts';
import { cataloguePage } from './catalogue-page.ts';
import { type CommandContext, configFolder } from './context.ts';
import { counted, type Output, table } from './output.ts';
import { sayCommitment } from './say-commitment.ts';

interface ListOptions {
  readonly sector?: VendorSector;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export function addCatalogue(program: Command, context: CommandContext): void {
  const { output } = context;
  const load = (command: Command) => loadConfiguration(configFolder(command), context.world);
  const catalogue = program
    .command('catalogue')
    .description('look at the vendors and sources that are known, watched or not');
  catalogue
    .command('list', { isDefault: true })
    .description('list the vendors: how many sources, what announces for them, whether they are watched')
    .option('--sector <sector>', `only: ${vendorSectors.join(', ')}`, parseSector)
    .option('--json', 'print as JSON, with every source')
    .option('--markdown', 'print a page with every source')
    .action(async (options: ListOptions, command: Command) => {
      const entries = catalogueEntries(await load(command)).filter(
        ({ sector }) => options.sector === undefined || sector === options.sector,
      );
      if (options.json) output.json(entries);
      else if (options.markdown) output.line(cataloguePage(entries));
      else listVendors(entries, output);
    });
  catalogue
    .command('show')
    .description(
      'show one vendor: its sources, why some are disabled, how its models are named, what it promised',
    )
    .argument('<vendor>', 'as printed by list, e.g. openai')
    .option('--json', 'print as JSON')
    .action(async (id: string, options: { json?: boolean }, command: Command) => {
      const entry = chooseVendor(await load(command), id);
      if (options.json) output.json(entry);
      else showVendor(entry, output);
    });
}

/** @throws ConfigError when no vendor of the catalogue has this id */
function chooseVendor(config: LoadedConfig, id: string): CatalogueEntry {
  const found = catalogueEntries(config).find((entry) => entry.id === id);
  if (found) return found;
  throw unknownName(`no vendor of the catalogue is called ${id}`, {
    code: 'unknown_vendor',
    name: id,
    known: config.vendors.keys(),
    advice: 'run `npx modelwarden catalogue list` for the vendors, or describe it in config/vendors/',
  });
}

function listVendors(entries: readonly CatalogueEntry[], output: Output): void {
  const rows = entries.map(({ id, name, sector, sources, commitments, isWatched }) => {
    const enabled = sources.filter((source) => source.reason === null);
    const announcing = enabled.filter((source) => source.announces).length;
    return [
      id,
      name,
      sector ?? '–',
      `${enabled.length} of ${sources.length}`,
      announcing === 0 ? 'nothing' : counted(announcing, 'source'),
      String(commitments.length),
      isWatched ? output.style('green', 'yes') : 'no',
    ];
  });
  const headers = ['VENDOR', 'NAME', 'SECTOR', 'ENABLED', 'ANNOUNCED BY', 'PROMISES', 'WATCHED'];
  for (const line of table(headers, rows)) output.line(line);
  const sources = entries.reduce((sum, entry) => sum + entry.sources.length, 0);
  output.line();
  output.line(`${counted(entries.length, 'vendor')}, ${counted(sources, 'source')}`);
}

function showVendor(entry: CatalogueEntry, output: Output): void {
  const { name, id, sector, models, aliases, commitments, noAnnouncements } = entry;
  output.line(output.style('bold', `${name} (${id}${sector ? `, ${sector}` : ''})`));
  output.line(
    entry.isWatched ? 'watched' : `not watched: add \`- vendor: ${id}\` to \`watch\` in watchlist.yaml`,
  );
  if (noAnnouncements) output.line(noAnnouncements);
  for (const [title, sources] of [
    ['Sources', entry.sources.filter((source) => source.reason === null)],
    ['Disabled', entry.sources.filter((source) => source.reason !== null)],
  ] as const) {
    if (sources.length === 0) continue;
    output.line(output.style('bold', `\n${title}`));
    for (const source of sources) {
      const announces = source.announces ? 'announces' : 'artefact';
      const pace = source.every === null ? '' : `, polled every ${source.every}`;
      const rhythm = source.changesEvery === null ? '' : `, something new about every ${source.changesEvery}`;
      output.line(`  ${source.id}: ${source.title}`);
      output.line(`    ${source.role} (${announces}), ${source.kind}${pace}${rhythm}`);
      output.line(`    ${source.url}`);
      if (source.reason !== null) output.line(output.style('yellow', `    disabled: ${source.reason}`));
    }
  }
  if (models.length > 0 || Object.keys(aliases).length > 0) output.line(output.style('bold', '\nNames'));
  for (const { family, pattern } of models) output.line(`  ${family}: ${pattern}`);
  for (const [alias, name] of Object.entries(aliases)) output.line(`  ${alias} means ${name}`);
  if (commitments.length > 0) output.line(output.style('bold', '\nPromised'));
  for (const commitment of commitments) {
    output.line(`  ${sayCommitment(commitment)}`);
    output.line(`    ${commitment.note}`);
    output.line(`    read on ${commitment.readOn} at ${commitment.source}`);
  }
}

function parseSector(text: string): VendorSector {
  const sector = vendorSectors.find((candidate) => candidate === text);
  if (sector) return sector;
  throw new InvalidArgumentError(`expected one of ${vendorSectors.join(', ')}.`);
}
