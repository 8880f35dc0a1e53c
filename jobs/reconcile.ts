/**
 * Rebuilds the queue from the database (promise P3): schedules, due polls, open verdicts, waiting alerts,
 * unsent mail and what nobody acknowledged. Whatever the queue lost comes back here, every minute.
 */
import type { Deps } from '../src/pipeline/deps.ts';
import { reportLife } from '../src/pipeline/report-watching.ts';
import { nextReadyAt } from '../src/store/alerts.ts';
import { changesToJudge } from '../src/store/changes.ts';
import { dueDeliveries } from '../src/store/deliveries.ts';
import { isEscalationDue } from '../src/store/escalations.ts';
import { dueSources, ensureSourceStates } from '../src/store/source-states.ts';

export async function reconcile(deps: Deps): Promise<void> {
  const { db, wake } = deps;
  const now = deps.now();
  const { sources } = deps.config();
  await reportLife(deps, now);
  await ensureSourceStates(db, sources, now);
  await deps.setSchedules();
  for (const source of await dueSources(
    db,
    sources.map((item) => item.id),
    now,
  )) {
    await wake({ name: 'poll', payload: { source }, id: `poll-${source}` });
  }
  for (const change of await changesToJudge(db, now)) {
    await wake({ name: 'settle', payload: { change }, id: `settle-${change}` });
  }
  const readyAt = await nextReadyAt(db);
  if (readyAt && readyAt <= now) await wake({ name: 'dispatch', payload: {}, id: 'dispatch-now' });
  if (await isEscalationDue(db, now)) await wake({ name: 'follow-up', payload: {}, id: 'follow-up-now' });
  for (const delivery of await dueDeliveries(db, now)) {
    await wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
  }
}
