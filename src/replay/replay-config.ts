/** The configuration of a replay: the operator's own contacts, routes, register and rules, with the folder's documents as sources. */
import type { Config } from '../config/config.ts';
import { ConfigError } from '../domain/errors.ts';
import { isAnnouncing, type Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { SourceAdapter } from '../sources/adapter.ts';
import type { RevisionedDocument, RevisionFolder } from './read-folder.ts';

/** Announcing documents are looked at once a simulated day. */
export const replayIntervalMs = 24 * 60 * 60 * 1000;

/** Swaps the watched sources for the documents of a folder; the part before the first `/` is the vendor. */
export function replayConfig(
  config: Config,
  folder: RevisionFolder,
  adapters: ReadonlyMap<string, SourceAdapter>,
): Config {
  const sources = folder.documents.map((document) => sourceOf(document, adapters));
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

function sourceOf(document: RevisionedDocument, adapters: ReadonlyMap<string, SourceAdapter>): Source {
  const options = adapters.get(document.kind)?.options.safeParse({});
  if (!options?.success) {
    throw new ConfigError(`${document.id}: nothing here reads ${document.kind}`, {
      code: 'replay_folder',
      retry: 'never',
      fault: 'config',
    });
  }
  const isOwnChangelog = document.announcedBy === null || isAnnouncing({ role: document.role });
  return {
    id: document.id,
    vendor: document.id.split('/')[0] ?? document.id,
    title: document.id,
    role: document.role,
    kind: document.kind,
    url: `https://replay.invalid/${document.id}`,
    cadence: { kind: 'every', everyMs: replayIntervalMs },
    headers: {},
    allowPrivate: [],
    announcedBy: isOwnChangelog || document.announcedBy === null ? [] : [document.announcedBy],
    options: options.data,
  };
}
