/** Reports feeds that are seen, but have shown nothing new for longer than is usual for them. */
import { findQuiet, quietFinding } from '../alerts/quiet-feed.ts';
import { insertAlert } from '../store/alerts.ts';
import { loadSourceStates } from '../store/source-states.ts';
import { loadEntryDates } from '../store/versions.ts';
import type { Deps } from './deps.ts';

/**
 * Writes one alert per silence and returns the sources' ids. Feeds of status pages are left out: that nothing
 * happens is what they are hoped to tell.
 */
export async function reportQuietFeeds(deps: Deps): Promise<readonly string[]> {
  const now = deps.now();
  const states = new Map((await loadSourceStates(deps.db)).map((state) => [state.source_id, state]));
  const reported: string[] = [];
  for (const source of deps.config().sources) {
    const seq = states.get(source.id)?.current_seq ?? null;
    if (source.kind !== 'feed' || source.role === 'status' || seq === null) continue;
    const quiet = findQuiet(await loadEntryDates(deps.db, source.id, seq), now);
    if (!quiet) continue;
    const isNew = await insertAlert(deps.db, {
      fingerprint: `quiet:${source.id}:${quiet.since.toISOString()}`,
      reason: 'source-trouble',
      vendor: source.vendor,
      sourceId: source.id,
      changeId: null,
      trouble: {
        finding: quietFinding(source, quiet),
        outcome: 'stale',
        detail: `its newest entry is of ${quiet.since.toISOString().slice(0, 10)}`,
        lastSightedAt: states.get(source.id)?.last_sighted_at ?? null,
        since: quiet.since,
      },
      createdAt: now,
      readyAt: now,
    });
    if (isNew) reported.push(source.id);
  }
  return reported;
}
