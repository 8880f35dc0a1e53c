/** Removes captures whose retention has ended, and forgets passages that have not been restless for a year. */
import { planRetention, removeExpired } from '../src/evidence/retention.ts';
import type { Deps } from '../src/pipeline/deps.ts';
import { versionId } from '../src/store/versions.ts';
import { forgetRegions } from '../src/store/volatile-regions.ts';

/** A passage that was steady for so long is read like any other again. */
const restlessForMs = 365 * 24 * 60 * 60 * 1000;

export async function prune(deps: Deps, _payload: unknown, signal: AbortSignal): Promise<void> {
  const { db, log } = deps;
  const now = deps.now();
  const { vendors, tools, settings } = deps.config();
  const years = settings.retentionYears;
  const planned = await planRetention(db, { vendors, tools, years, now });
  await removeExpired(
    db,
    planned,
    { years, at: now, by: deps.worker.id },
    {
      signal,
      onRemoved: ({ source_id, seq, looks }) =>
        log.info({ version: versionId(source_id, seq), looks }, 'retention ended: captures removed'),
    },
  );
  const forgotten = await forgetRegions(db, new Date(now.getTime() - restlessForMs));
  if (forgotten > 0) log.info({ passages: forgotten }, 'passages that became steady are read again');
}
