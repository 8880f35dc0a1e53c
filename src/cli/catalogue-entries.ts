/** The catalogue as commands show it: vendors with their sources, by id. */
import type { KnownSource } from '../config/catalogue.ts';
import { formatDuration } from '../config/duration.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Commitment } from '../domain/commitment.ts';
import { type Cadence, isAnnouncing } from '../domain/source.ts';
import type { ModelPattern, VendorSector } from '../domain/vendor.ts';

export interface CatalogueSource {
  /** Full id. */
  readonly id: string;
  readonly title: string;
  readonly role: string;
  readonly announces: boolean;
  readonly kind: string;
  readonly url: string;
  /** How often it is polled: as watched, else as the catalogue proposes; null leaves it to the watch list. */
  readonly every: string | null;
  readonly changesEvery: string | null;
  /** Why the catalogue has it disabled; null when it is enabled. */
  readonly reason: string | null;
}

export interface CatalogueEntry {
  readonly id: string;
  readonly name: string;
  readonly sector: VendorSector | null;
  readonly noAnnouncements: string | null;
  readonly isWatched: boolean;
  readonly sources: readonly CatalogueSource[];
  readonly models: readonly ModelPattern[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly commitments: readonly Commitment[];
}

/** All vendors, in the order of their ids. Sources of the operator's own are not part of the catalogue. */
export function catalogueEntries(config: LoadedConfig): readonly CatalogueEntry[] {
  const watched = new Set(config.sources.map((source) => source.vendor));
  const cadences = new Map(config.sources.map((source) => [source.id, source.cadence]));
  return [...config.vendors.values()]
    .toSorted((a, b) => a.id.localeCompare(b.id, 'en'))
    .map((vendor) => ({
      id: vendor.id,
      name: vendor.name,
      sector: vendor.sector ?? null,
      noAnnouncements: vendor.noAnnouncements ?? null,
      isWatched: watched.has(vendor.id),
      sources: config.known
        .filter(({ source, isOwn }) => source.vendor === vendor.id && !isOwn)
        .map((known) => describeSource(known, cadences.get(known.source.id) ?? known.ownCadence)),
      models: vendor.models.map(({ pattern, family }) => ({ pattern, family })),
      aliases: vendor.aliases,
      commitments: vendor.commitments ?? [],
    }));
}

function describeSource({ source, disabledReason }: KnownSource, cadence: Cadence | null): CatalogueSource {
  const { id, title, role, kind, url, changesEveryMs } = source;
  return {
    id,
    title,
    role,
    announces: isAnnouncing(source),
    kind,
    url,
    every: cadence && cadenceWords(cadence),
    changesEvery: changesEveryMs === undefined ? null : formatDuration(changesEveryMs),
    reason: disabledReason,
  };
}

function cadenceWords(cadence: Cadence): string {
  return cadence.kind === 'every'
    ? formatDuration(cadence.everyMs)
    : `${cadence.expression} (${cadence.timeZone})`;
}
