/** Looks at many sources once each, without memory and without storing anything. */
import type { Source } from '../domain/source.ts';
import type { Deps } from './deps.ts';
import { type Diagnosis, diagnoseSighting } from './diagnose-sighting.ts';
import { noMemory, observeSource, type Sighting } from './observe-source.ts';

export interface Examination extends Diagnosis {
  readonly source: Source;
  readonly sighting: Sighting;
}

/** Hosts that are asked at the same time; each of them sees one request after the other. */
const hostsAtOnce = 6;

/**
 * Examines each source; `onDone` hears of each as it is known. The results come in the order of the sources.
 * Throws only for faults of ours, and the signal's reason.
 */
export async function examineSources(
  deps: Pick<Deps, 'fetch' | 'fetchMail' | 'now' | 'adapters'>,
  sources: readonly Source[],
  signal: AbortSignal,
  onDone: (examination: Examination, done: number) => void,
): Promise<readonly Examination[]> {
  const results = new Map<string, Examination>();
  // By host, so that no source waits in vain for a turn that its neighbours take.
  const hosts = [...Map.groupBy(sources, ({ url }) => URL.parse(url)?.host ?? '').values()];
  const workers = Array.from({ length: Math.min(hostsAtOnce, hosts.length) }, async () => {
    for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) {
      for (const source of host) {
        const examination = await examine(deps, source, signal);
        results.set(source.id, examination);
        onDone(examination, results.size);
      }
    }
  });
  await Promise.all(workers);
  return sources.flatMap(({ id }) => results.get(id) ?? []);
}

async function examine(
  deps: Pick<Deps, 'fetch' | 'fetchMail' | 'now' | 'adapters'>,
  source: Source,
  signal: AbortSignal,
): Promise<Examination> {
  signal.throwIfAborted();
  const adapter = deps.adapters.get(source.kind);
  // Loading the configuration has refused kinds that there are not.
  if (adapter === undefined) throw new Error(`no adapter reads the kind ${source.kind}`);
  const sighting = await observeSource(deps, source, adapter, noMemory, signal);
  return { source, sighting, ...diagnoseSighting(sighting, source, deps.now()) };
}
