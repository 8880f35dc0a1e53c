/** Finds sources that have been out of sight for too long, whatever the reason (promise P7). */
import type { Deps } from '../src/pipeline/deps.ts';
import { reportStaleSources } from '../src/pipeline/report-stale-sources.ts';

export async function sentinel(deps: Deps): Promise<void> {
  const stale = await reportStaleSources(deps);
  for (const source of stale) deps.log.warn({ source }, 'source is stale: not seen for three intervals');
  if (stale.length > 0) await deps.wake({ name: 'dispatch', payload: {}, id: 'dispatch-now' });
}
