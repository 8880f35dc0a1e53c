/** The configuration of a replay: the operator's own contacts, routes, register and rules, with the folder's documents as sources. */
import type { Config } from '../config/config.ts';
import { ConfigError } from '../domain/errors.ts';
import { isAnnouncing, type Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { SourceAdapter } from '../sources/adapter.ts';
import type { RevisionedDocument, RevisionFolder } from './read-folder.ts';

/** Announcing documents are looked at once a simulated day. */
export const replayIntervalMs = 24 * 60 * 60 * 1000;

type Adapters = ReadonlyMap<string, SourceAdapter>;

/** Swaps the watched sources for the documents of a folder; the part before the first `/` is the vendor. */
export function replayConfig(config: Config, folder: RevisionFolder, adapters: Adapters): Config {
  const known = new Set(folder.documents.map(({ id }) => id));
  const sources = folder.documents.map((document) => sourceOf(document, known, adapters));
  const vendors = new Map<string, Vendor>();
  for (const { vendor } of sources) {
    vendors.set(
      vendor,
      config.vendors.get(vendor) ?? {
        id: vendor,
        name: vendor,
        models: [],
        aliases: {},
        graceMs: config.settings.graceMs,
      },
    );
  }
  return { ...config, sources, vendors };
}

/** The source as a revision of that kind is read: a document may change its format in the course of time. */
export function readAs(source: Source, kind: string, adapters: Adapters): Source {
  if (source.kind === kind) return source;
  return { ...source, kind, options: defaultOptions(source.id, kind, adapters) };
}

/** The address that a document stands under in a replay. */
export function addressOf(document: string): string {
  return `https://replay.invalid/${document.split('/').map(encodeURIComponent).join('/')}`;
}

/** The document whose revisions an address of a replay stands for. */
export function documentAt(url: string): string {
  return new URL(url).pathname.slice(1).split('/').map(decodeURIComponent).join('/');
}

function sourceOf(document: RevisionedDocument, known: ReadonlySet<string>, adapters: Adapters): Source {
  const { id, role, kind, announcedBy } = document;
  const isAnnouncedElsewhere = announcedBy !== null && known.has(announcedBy) && !isAnnouncing({ role });
  return {
    id,
    vendor: id.split('/')[0] ?? id,
    title: id,
    role,
    kind,
    url: addressOf(id),
    cadence: { kind: 'every', everyMs: replayIntervalMs },
    headers: {},
    allowPrivate: [],
    announcedBy: isAnnouncedElsewhere ? [announcedBy] : [],
    options: defaultOptions(id, kind, adapters),
  };
}

function defaultOptions(id: string, kind: string, adapters: Adapters): unknown {
  const options = adapters.get(kind)?.options.safeParse({});
  if (options?.success) return options.data;
  throw new ConfigError(`${id}: nothing here reads ${kind} without further settings`, {
    code: 'replay_folder',
    retry: 'never',
    fault: 'config',
    advice: 'leave the document out of manifest.json',
  });
}
