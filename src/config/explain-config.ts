/** The configuration in plain words, for `modelwarden config check`: what is watched, who is told, what is not. */
import type { Route, RouteMatch } from '../domain/register.ts';
import { type Cadence, isAnnouncing, type Source } from '../domain/source.ts';
import { type Config, vendorNotWatched } from './config.ts';
import { formatDuration } from './duration.ts';

/** A page of plain text that ends in a line break. Holds no header, password or other secret. */
export function explainConfig(config: Config): string {
  const vendors = new Set(config.sources.map((source) => source.vendor));
  const parts = [
    `Configuration ${config.version.slice(0, 12)}, rules ${config.rules.version}, ${count(config.files.length, 'file')}.`,
    heading(`Watched: ${count(config.sources.length, 'source')} of ${count(vendors.size, 'vendor')}`),
    ...[...vendors].flatMap((vendor) => explainVendor(config, vendor)),
    heading('Told'),
    ...explainRoute(config, config.route, 0),
    `  trouble with sources → ${names(config, config.operators)}`,
    ...unusedContacts(config),
    heading(`Tools in use: ${config.tools.length}`),
    ...config.tools.map((tool) => explainTool(tool, vendors)),
    heading(`Not watched: ${count(config.disabled.length, 'source')}`),
    ...config.disabled
      .filter((source) => source.reason !== vendorNotWatched)
      .map((source) => `  ${source.id}: ${source.reason}`),
    ...explainOtherVendors(config),
    heading('How it runs'),
    ...explainSettings(config),
  ];
  return `${parts.join('\n')}\n`;
}

function explainVendor(config: Config, vendor: string): readonly string[] {
  const sources = config.sources.filter((source) => source.vendor === vendor);
  const idWidth = Math.max(...sources.map((source) => source.id.length));
  const isHeard = sources.some(isAnnouncing);
  const silence = config.vendors.get(vendor)?.noAnnouncements;
  return [
    `  ${config.vendors.get(vendor)?.name ?? vendor}`,
    ...sources.map((source) => `    ${source.id.padEnd(idWidth)}  ${explainSource(source)}`),
    ...sources.flatMap((source) => deafTo(config, source)),
    ...(isHeard ? [] : [`    ! no announcing source is watched: verdicts on changes will be "unknown"`]),
    ...(isHeard || silence === undefined ? [] : [`      ${silence}`]),
  ];
}

/** The rest of the catalogue, by vendor: its sources are what `catalogue show` is for. */
function explainOtherVendors({ disabled, vendors }: Config): readonly string[] {
  const others = disabled.filter((source) => source.reason === vendorNotWatched);
  const ids = [...new Set(others.map((source) => source.vendor))];
  if (ids.length === 0) return [];
  return [
    `  ${count(others.length, 'source')} of vendors that watchlist.yaml does not name:`,
    ...ids.map((id) => `    ${id} (${vendors.get(id)?.name ?? id})`),
  ];
}

function explainSource(source: Source): string {
  return `${source.role.padEnd(12)}  ${source.kind.padEnd(8)}  ${explainCadence(source.cadence)}`;
}

/** An announcer that is named but not watched makes every verdict `unknown`, which the operator should know. */
function deafTo(config: Config, source: Source): readonly string[] {
  const watched = new Set(config.sources.map(({ id }) => id));
  return source.announcedBy
    .filter((id) => !watched.has(id))
    .map((id) => `    ! ${source.id} is announced by ${id}, which is not watched`);
}

function explainCadence(cadence: Cadence): string {
  if (cadence.kind === 'every') return `every ${formatDuration(cadence.everyMs)}`;
  return `at ${cadence.expression} (${cadence.timeZone})`;
}

function explainRoute(config: Config, route: Route, depth: number): readonly string[] {
  const goesOn = route.goesOn ? ', then the routes below' : '';
  const wait =
    route.cadence === 'immediate'
      ? `gathered for ${formatDuration(route.groupWaitMs)}`
      : `${route.cadence} digest`;
  const line = `${route.name}: ${explainMatch(route.match)} → ${names(config, route.contacts)} (${wait}${goesOn})`;
  return [
    `${'  '.repeat(depth + 1)}${line}`,
    ...route.routes.flatMap((child) => explainRoute(config, child, depth + 1)),
  ];
}

function explainMatch(match: RouteMatch): string {
  const lists = [
    ['vendor', match.vendors],
    ['model', match.models],
    ['tool', match.tools],
    ['department', match.departments],
    ['category', match.categories],
    ['role', match.roles],
    ['disclosure', match.disclosures],
    ['jurisdiction', match.jurisdictions],
  ] as const;
  const conditions = [
    ...lists.flatMap(([name, words]) => (words === undefined ? [] : [`${name} ${words.join(' or ')}`])),
    ...(match.minSeverity === undefined ? [] : [`severity ${match.minSeverity} or higher`]),
  ];
  return conditions.length === 0 ? 'everything' : conditions.join(', ');
}

function unusedContacts(config: Config): readonly string[] {
  const told = new Set([...config.operators, ...receiversOf(config.route)]);
  return [...config.contacts.keys()]
    .filter((id) => !told.has(id))
    .map((id) => `  ! ${id} is never told anything`);
}

function receiversOf(route: Route): readonly string[] {
  return [...route.contacts, ...route.routes.flatMap(receiversOf)];
}

function explainTool(tool: Config['tools'][number], watched: ReadonlySet<string>): string {
  const marks = [...(tool.isClinical ? ['clinical'] : []), ...(tool.handlesPhi ? ['PHI'] : [])];
  const note = watched.has(tool.vendor) ? '' : ' ! its vendor is not watched';
  const suffix = marks.length === 0 ? '' : ` (${marks.join(', ')})`;
  return `  ${tool.id}: ${tool.models.join(', ')} of ${tool.vendor}${suffix}${note}`;
}

function explainSettings({ settings }: Config): readonly string[] {
  const { smtp, redis } = settings;
  const queue =
    redis === null
      ? 'the database'
      : `Redis${redis.cluster ? ' cluster' : ''}${redis.sentinels ? ' through sentinels' : ''}`;
  return [
    `  database: ${settings.databaseUrl === null ? `built in, in ${settings.dataFolder}` : 'PostgreSQL (databaseUrl)'}`,
    `  queue:    ${queue}`,
    `  mail:     ${smtp === null ? `written into ${settings.dataFolder}` : `${smtp.host}:${smtp.port}, ${smtp.security}, from ${settings.mail.from}`}`,
    `  grace:    ${formatDuration(settings.graceMs)}`,
  ];
}

function names(config: Config, ids: readonly string[]): string {
  return ids
    .map((id) => config.contacts.get(id))
    .map((contact) => (contact ? `${contact.name} <${contact.email}>` : '?'))
    .join(', ');
}

function heading(text: string): string {
  return `\n${text}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
