/** Looks at a candidate as the worker would, without memory, to see whether it can be read. */

import type { Source } from '../domain/source.ts';
import type { Fetcher } from '../fetch/create-fetch.ts';
import { noMemory, observeSource, type Sighting } from '../pipeline/observe-source.ts';
import type { SourceAdapter } from '../sources/adapter.ts';
import type { Candidate } from './recognise-address.ts';

export interface Looker extends Pick<Fetcher, 'fetch' | 'fetchMail'> {
  readonly now: () => Date;
  readonly adapters: ReadonlyMap<string, SourceAdapter>;
  /** `host:port` of private addresses that may be reached. */
  readonly allowPrivate: readonly string[];
  readonly signal: AbortSignal;
}

export interface Look {
  readonly candidate: Candidate;
  readonly source: Source;
  readonly sighting: Sighting;
}

/** Null when no adapter has the kind, or its options do not fit. Throws the signal's reason. */
export async function look(candidate: Candidate, looker: Looker): Promise<Look | null> {
  const { adapters, signal } = looker;
  signal.throwIfAborted();
  const adapter = adapters.get(candidate.kind);
  const options = adapter?.options.safeParse(candidate.options);
  if (adapter === undefined || !options?.success) return null;
  const source = sourceOf(candidate, options.data, looker.allowPrivate);
  return { candidate, source, sighting: await observeSource(looker, source, adapter, noMemory, signal) };
}

function sourceOf({ kind, url }: Candidate, options: unknown, allowPrivate: readonly string[]): Source {
  return {
    id: 'add/candidate',
    vendor: 'add',
    title: url,
    role: 'docs',
    kind,
    url,
    cadence: { kind: 'every', everyMs: 86_400_000 },
    headers: {},
    allowPrivate,
    announcedBy: [],
    options,
  };
}
