/** The catalogue and the watch list together: which sources are polled, how often, and which are not and why. */
import type { Cadence, Source } from '../domain/source.ts';
import { cadenceFaults, toCadence, type WrittenCadence } from './cadence-keys.ts';
import type { Catalogue, KnownSource } from './catalogue.ts';
import { type DisabledSource, vendorNotWatched } from './config.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import type { WatchlistFile } from './watchlist-file.ts';
import type { Path, YamlFile } from './yaml-file.ts';

type WatchEntry = WatchlistFile['watch'][number];

export interface ResolvedSources {
  readonly sources: readonly Source[];
  readonly disabled: readonly DisabledSource[];
  readonly problems: readonly ConfigProblem[];
}

/**
 * Applies the watch list to the catalogue. How often: what the watch list says of the vendor, else what the
 * source says of itself, else the watch list's `defaults`.
 */
export function resolveSources(
  file: YamlFile,
  watchlist: WatchlistFile,
  catalogue: Catalogue,
): ResolvedSources {
  const problems: ConfigProblem[] = [...faultsOf(file, watchlist.defaults, ['defaults'])];
  const fallback = toCadence(watchlist.defaults) ?? { kind: 'every', everyMs: 6 * 3_600_000 };
  const entries = new Map<string, WatchEntry>();

  for (const [index, entry] of watchlist.watch.entries()) {
    const path = ['watch', index];
    problems.push(...faultsOf(file, entry, path), ...checkEntry(file, path, entry, catalogue));
    if (entries.has(entry.vendor))
      problems.push(file.problem([...path, 'vendor'], 'this vendor is listed twice'));
    entries.set(entry.vendor, entry);
  }

  const sources: Source[] = [];
  const disabled: DisabledSource[] = [];
  for (const known of catalogue.sources) {
    // A source of one's own is there to be watched; no entry for its vendor is needed.
    const entry = entries.get(known.source.vendor);
    const reason = known.isOwn ? known.disabledReason : whyNotWatched(known, entry);
    if (reason !== null) {
      const { id, vendor, title, url } = known.source;
      disabled.push({ id, vendor, title, url, reason });
    } else {
      sources.push({ ...known.source, cadence: cadenceOf(known, entry, fallback) });
    }
  }
  return { sources, disabled, problems };
}

function cadenceOf(known: KnownSource, entry: WatchEntry | undefined, fallback: Cadence): Cadence {
  return (entry && !known.isOwn ? toCadence(entry) : null) ?? known.ownCadence ?? fallback;
}

function whyNotWatched(known: KnownSource, entry: WatchEntry | undefined): string | null {
  if (entry === undefined) return vendorNotWatched;
  if (entry.except?.includes(known.name) === true) return 'left out by `except` in watchlist.yaml';
  if (entry.only !== undefined && !entry.only.includes(known.name))
    return 'not among `only` in watchlist.yaml';
  return entry.enable?.includes(known.name) === true ? null : known.disabledReason;
}

function faultsOf(file: YamlFile, written: WrittenCadence, path: Path): readonly ConfigProblem[] {
  return cadenceFaults(written).map((fault) => file.problem([...path, fault.key], fault.message));
}

/** Names must exist: a misspelt one would leave a source unwatched in silence. */
function checkEntry(
  file: YamlFile,
  path: Path,
  entry: WatchEntry,
  catalogue: Catalogue,
): readonly ConfigProblem[] {
  if (!catalogue.vendorIds.has(entry.vendor)) {
    if (!catalogue.isComplete) return [];
    const suggestion = nearest(entry.vendor, catalogue.vendorIds);
    return [file.problem([...path, 'vendor'], 'no file in vendors/ describes this vendor', { suggestion })];
  }
  if (!catalogue.vendors.has(entry.vendor)) return []; // Its file is broken, which is reported already.
  const names = catalogue.sources
    .filter((known) => known.source.vendor === entry.vendor && !known.isOwn)
    .map((known) => known.name);
  return (['only', 'except', 'enable'] as const).flatMap((key) =>
    (entry[key] ?? []).flatMap((name, index) => {
      if (names.includes(name)) return [];
      const message = `unknown source: ${entry.vendor} has ${names.join(', ')}`;
      return [file.problem([...path, key, index], message, { suggestion: nearest(name, names) })];
    }),
  );
}
