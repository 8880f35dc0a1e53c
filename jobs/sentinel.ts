/** Finds sources that have been out of sight for too long, and feeds that fell silent (promise P7). */
import type { Deps } from '../src/pipeline/deps.ts';
import { reportQuietFeeds } from '../src/pipeline/report-quiet-feeds.ts';
import { reportStaleSources } from '../src/pipeline/report-stale-sources.ts';

export async function sentinel(deps: Deps): Promise<void> {
  const stale = await reportStaleSources(deps);
  for (const source of stale) deps.log.warn({ source }, 'source is stale: not seen for three intervals');
  const quiet = await reportQuietFeeds(deps);
  for (const source of quiet)
    deps.log.warn({ source }, 'feed is stale: nothing new for longer than is usual');
  if (stale.length + quiet.length > 0) await deps.wake({ name: 'dispatch', payload: {}, id: 'dispatch-now' });
}
