/** Polls one source that is due and wakes what follows from it. */

import type { Cadence } from '../src/domain/source.ts';
import type { Deps } from '../src/pipeline/deps.ts';
import { earliestTickMs } from '../src/pipeline/next-due.ts';
import { pollSource } from '../src/pipeline/poll-source.ts';

/** A scheduled tick may come a little before the due time that the last poll set. */
function toleranceMs(cadence: Cadence): number {
  return cadence.kind === 'every' ? Math.min(cadence.everyMs / 10, earliestTickMs) : earliestTickMs;
}

export async function poll(
  deps: Deps,
  payload: { readonly source: string },
  signal: AbortSignal,
): Promise<void> {
  const source = deps.config().sources.find((candidate) => candidate.id === payload.source);
  if (!source) {
    deps.log.info({ source: payload.source }, 'poll skipped: the source is no longer in the watch list');
    return;
  }
  const dueBy = new Date(deps.now().getTime() + toleranceMs(source.cadence));
  const record = await pollSource(deps, source, { dueBy }, signal);
  if (!record) return;
  const { outcome, detail, changeId, summary, newAnnouncements, noise } = record;
  const fields = {
    source: source.id,
    outcome,
    ...(changeId && { change: changeId, summary }),
    ...(noise && { noise }),
  };
  if (detail !== null) deps.log.warn({ ...fields, detail }, 'source not seen');
  else deps.log.info({ ...fields, ...(newAnnouncements && { newAnnouncements }) }, 'polled');
  // Waking `reconcile` is enough for what may concern many changes: it asks the database what is due.
  if (changeId) await deps.wake({ name: 'settle', payload: { change: changeId }, id: `settle-${changeId}` });
  if (newAnnouncements > 0 || record.verdictsDue > 0)
    await deps.wake({ name: 'reconcile', payload: {}, id: 'reconcile-now' });
  if (record.alertReadyAt) {
    const delayMs = Math.max(0, record.alertReadyAt.getTime() - deps.now().getTime());
    await deps.wake({ name: 'dispatch', payload: {}, delayMs });
  }
}
