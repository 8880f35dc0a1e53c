/** Reports sources that nobody has really seen for three of their intervals. */
import { isStale, troubleFinding } from '../alerts/source-trouble.ts';
import { longestGapMs } from '../domain/source.ts';
import { insertAlert } from '../store/alerts.ts';
import { loadSourceStates, markTroubleReported } from '../store/source-states.ts';
import type { Deps } from './deps.ts';

/** After a start everything may look stale until it has had its turn; so long, or three short intervals, it gets. */
const settlingMs = 15 * 60 * 1000;

/** Writes one alert per episode of blindness that was not reported yet and returns the sources' ids. */
export async function reportStaleSources(deps: Deps): Promise<readonly string[]> {
  const now = deps.now();
  const states = new Map((await loadSourceStates(deps.db)).map((state) => [state.source_id, state]));
  const stale: string[] = [];
  for (const source of deps.config().sources) {
    const state = states.get(source.id);
    if (!state || state.trouble_reported) continue;
    const upMs = now.getTime() - deps.worker.startedAt.getTime();
    if (upMs < Math.min(settlingMs, 3 * longestGapMs(source.cadence))) continue;
    if (!isStale(source, state.last_sighted_at, state.watched_since, now)) continue;
    const since = state.trouble_since ?? state.last_sighted_at ?? state.watched_since;
    await deps.db.transaction().execute(async (db) => {
      await insertAlert(db, {
        fingerprint: `trouble:${source.id}:${since.toISOString()}`,
        reason: 'source-trouble',
        vendor: source.vendor,
        sourceId: source.id,
        changeId: null,
        trouble: {
          finding: troubleFinding(source, 'stale'),
          outcome: 'stale',
          detail: state.trouble_outcome
            ? `the latest polls ended as ${state.trouble_outcome}`
            : 'it has not been polled; is the worker overloaded, or was it stopped?',
          lastSightedAt: state.last_sighted_at,
          since,
        },
        createdAt: now,
        readyAt: now,
      });
      await markTroubleReported(db, source.id, since);
    });
    stale.push(source.id);
  }
  return stale;
}
