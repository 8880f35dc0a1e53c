/** Every vendor and source that the files describe, watched or not, with their references checked. */
import type { z } from 'zod';
import type { Cadence, Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import { cadenceFaults, toCadence } from './cadence-keys.ts';
import { commitmentFaults, toCommitment } from './commitment-keys.ts';
import { hasVariable } from './environment.ts';
import { exampleFaults } from './model-examples.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { checkSchema } from './schema-problems.ts';
import type { VendorFile } from './vendor-file.ts';
import type { WatchlistFile } from './watchlist-file.ts';
import type { Path, YamlFile } from './yaml-file.ts';

export type AdapterOptions = ReadonlyMap<string, { readonly options: z.ZodType }>;

export interface KnownSource {
  /** Its cadence is not settled yet: see `ownCadence`. */
  readonly source: Omit<Source, 'cadence'>;
  /** Name within the vendor. */
  readonly name: string;
  /** Whether the watch list, rather than the catalogue, describes it. */
  readonly isOwn: boolean;
  readonly ownCadence: Cadence | null;
  /** Null when it is enabled. */
  readonly disabledReason: string | null;
}

export interface Catalogue {
  readonly vendors: ReadonlyMap<string, Vendor>;
  /** Also those whose file has other faults, so that one fault does not cause a second message elsewhere. */
  readonly vendorIds: ReadonlySet<string>;
  readonly sources: readonly KnownSource[];
  /** Whether every vendor's id is known. */
  readonly isComplete: boolean;
}

export interface CatalogueInput {
  readonly vendorFiles: readonly { readonly file: YamlFile; readonly value: VendorFile | null }[];
  readonly watchlist: { readonly file: YamlFile; readonly value: WatchlistFile } | null;
  readonly adapters: AdapterOptions;
  readonly graceMs: number;
}

type WrittenSource = VendorFile['sources'][number];

/** Builds the catalogue; what is wrong with single vendors or sources comes back as problems. */
export function buildCatalogue(input: CatalogueInput): {
  readonly catalogue: Catalogue;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const vendors = new Map<string, Vendor>();
  const vendorIds = new Set<string>();
  const sources = new Map<string, KnownSource>();
  const promises: { file: YamlFile; vendor: string }[] = [];
  const places: { file: YamlFile; path: Path; known: KnownSource }[] = [];
  let isComplete = true;

  for (const { file, value } of input.vendorFiles) {
    const id = file.valueAt(['vendor', 'id']);
    if (typeof id !== 'string') {
      isComplete = false;
      continue;
    }
    if (vendorIds.has(id))
      problems.push(file.problem(['vendor', 'id'], 'another file describes this vendor already'));
    else if (file.name !== `vendors/${id}.yaml`) {
      problems.push(
        file.problem(['vendor', 'id'], `the file of this vendor must be called vendors/${id}.yaml`),
      );
    }
    vendorIds.add(id);
    if (value === null) continue;
    problems.push(...aliasFaults(file, value.vendor.aliases));
    vendors.set(id, {
      ...value.vendor,
      aliases: lowerKeys(value.vendor.aliases),
      graceMs: value.vendor.grace ?? input.graceMs,
      commitments: value.vendor.commitments.map((written) => toCommitment(written, id)),
    });
    problems.push(...exampleFaults(file, value), ...commitmentProblems(file, value));
    promises.push({ file, vendor: id });
    for (const [index, written] of value.sources.entries())
      addSource(file, ['sources', index], written, id, written.id);
  }

  for (const [index, written] of input.watchlist?.value.sources.entries() ?? []) {
    const file = input.watchlist?.file;
    if (file === undefined) continue;
    const path = ['sources', index];
    const [vendor = '', name] = written.id.split('/');
    if (name === undefined) {
      problems.push(file.problem([...path, 'id'], 'expected a full id, vendor/name'));
    } else if (isComplete && !vendorIds.has(vendor)) {
      const suggestion = nearest(vendor, vendorIds);
      problems.push(
        file.problem([...path, 'id'], `no file in vendors/ describes the vendor ${vendor}`, { suggestion }),
      );
    } else addSource(file, path, written, vendor, name, true);
  }
  if (isComplete)
    problems.push(...input.vendorFiles.flatMap(({ file, value }) => hostFaults(file, value, vendorIds)));
  for (const { file, path, known } of places) problems.push(...announcerFaults(file, path, known));
  for (const { file, vendor } of promises) problems.push(...unreadSources(file, vendor));
  return { catalogue: { vendors, vendorIds, sources: [...sources.values()], isComplete }, problems };

  function addSource(
    file: YamlFile,
    path: Path,
    written: WrittenSource,
    vendor: string,
    name: string,
    isOwn = false,
  ) {
    const id = `${vendor}/${name}`;
    if (sources.has(id)) problems.push(file.problem([...path, 'id'], 'another source has this id already'));
    problems.push(...sourceFaults(file, path, written));
    const options = checkOptions(file, path, written, input.adapters);
    problems.push(...options.problems);
    const known: KnownSource = {
      source: {
        id,
        vendor,
        title: written.title,
        role: written.role,
        kind: written.kind,
        url: written.url,
        changesEveryMs: written.changesEvery,
        headers: lowerKeys(written.headers),
        allowPrivate: written.allowPrivate,
        redirectsTo: written.redirectsTo,
        expect: written.expect,
        robotsPermission: written.robots === 'ignore' ? written.permission : undefined,
        announcedBy: written.announcedBy.map((other) => (other.includes('/') ? other : `${vendor}/${other}`)),
        options: options.value,
      },
      name,
      isOwn,
      ownCadence: toCadence(written),
      disabledReason: written.enabled ? null : (written.reason ?? 'no reason given'),
    };
    sources.set(id, known);
    places.push({ file, path, known });
  }

  function announcerFaults(file: YamlFile, path: Path, known: KnownSource): readonly ConfigProblem[] {
    return known.source.announcedBy.flatMap((id, index) =>
      unknownSource(file, [...path, 'announcedBy', index], id),
    );
  }

  function unreadSources(file: YamlFile, vendor: string): readonly ConfigProblem[] {
    return (vendors.get(vendor)?.commitments ?? []).flatMap(({ source }, index) =>
      source.includes('://') ? [] : unknownSource(file, ['vendor', 'commitments', index, 'source'], source),
    );
  }

  function unknownSource(file: YamlFile, path: Path, id: string): readonly ConfigProblem[] {
    const vendor = id.split('/')[0] ?? '';
    const isBrokenVendor = !vendors.has(vendor) && (!isComplete || vendorIds.has(vendor));
    if (sources.has(id) || isBrokenVendor) return [];
    return [file.problem(path, 'unknown source', { suggestion: nearest(id, sources.keys()) })];
  }
}

function sourceFaults(file: YamlFile, path: Path, written: WrittenSource): readonly ConfigProblem[] {
  const faults = [...cadenceFaults(written)];
  if (!written.enabled && written.reason === undefined) {
    faults.push({ key: 'reason', message: 'missing: a source that is not enabled needs a reason' });
  }
  if ((written.robots === 'ignore') !== (written.permission !== undefined)) {
    faults.push(
      written.permission === undefined
        ? { key: 'permission', message: "missing: ignoring robots.txt needs the vendor's permission" }
        : { key: 'permission', message: 'says nothing without `robots: ignore`' },
    );
  }
  const query =
    file
      .writtenAt([...path, 'url'])
      ?.split('?')
      .slice(1)
      .join('?') ?? '';
  if (hasVariable(query)) {
    faults.push({
      key: 'url',
      message: 'an address is shown in e-mails and must not hold secrets: use `headers`',
    });
  }
  return faults.map((fault) => file.problem([...path, fault.key], fault.message));
}

/** The kind's own schema judges the options, so that a mistake shows before the first poll. */
function checkOptions(file: YamlFile, path: Path, written: WrittenSource, adapters: AdapterOptions) {
  const adapter = adapters.get(written.kind);
  if (adapter !== undefined) return checkSchema(file, adapter.options, [...path, 'options']);
  const kinds = [...adapters.keys()];
  const suggestion = nearest(written.kind, kinds);
  const problem = file.problem([...path, 'kind'], `unknown kind: expected one of ${kinds.join(', ')}`, {
    suggestion,
  });
  return { value: null, problems: [problem] };
}

/** Aliases are looked up once, so one that leads to another would stop half way. */
function aliasFaults(file: YamlFile, aliases: Readonly<Record<string, string>>): readonly ConfigProblem[] {
  const names = new Set(Object.keys(aliases).map((name) => name.toLowerCase()));
  return Object.entries(aliases)
    .filter(([, target]) => names.has(target))
    .map(([name]) =>
      file.problem(['vendor', 'aliases', name], 'this is an alias itself: give the name that it stands for'),
    );
}

function commitmentProblems(file: YamlFile, { vendor }: VendorFile): readonly ConfigProblem[] {
  return vendor.commitments.flatMap((written, index) =>
    commitmentFaults(written).map(({ key, message }) =>
      file.problem(['vendor', 'commitments', index, key], message),
    ),
  );
}

/** A vendor that no file describes hosts nothing that we could ever hear of. */
function hostFaults(
  file: YamlFile,
  value: VendorFile | null,
  vendorIds: ReadonlySet<string>,
): readonly ConfigProblem[] {
  return (value?.vendor.hosts ?? []).flatMap((id, index) => {
    if (vendorIds.has(id)) return [];
    const suggestion = nearest(id, vendorIds);
    return [
      file.problem(['vendor', 'hosts', index], 'no file in vendors/ describes this vendor', { suggestion }),
    ];
  });
}

function lowerKeys<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
}
