/** Decides whether a change that was just recorded is mailed by itself, and writes its first alert. */
import { flappingPolls, flappingSince, isFlapping as judgeFlapping, whyHeld } from '../alerts/flapping.ts';
import { insertAlert } from '../store/alerts.ts';
import { holdChange } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { countFlaps, loadMaking } from '../store/source-history.ts';
import type { TellingPlan } from './plan-telling.ts';
import type { Poll } from './poll.ts';

/**
 * Writes the alert of a new change, held where its source goes back and forth. Returns when it is ready to be
 * mailed; null when nobody is told now. Part of the poll's transaction.
 */
export async function tellChange(
  db: Db,
  poll: Poll,
  change: { readonly id: string; readonly beforeSeq: number; readonly returnedTo: number | null },
  plan: TellingPlan,
  now: Date,
): Promise<Date | null> {
  if (plan.telling === 'nobody') return null;
  const { source, vendor, state } = poll;
  const isReturn = change.returnedTo !== null;
  const heldReason = whyHeld({
    isReturn,
    isReturnBefore: (await loadMaking(db, source.id, change.beforeSeq))?.returned_to != null,
    isFlapping: judgeFlapping(
      await countFlaps(db, source.id, flappingPolls, flappingSince(source.cadence, now)),
      state.flapping_since !== null,
    ),
    severity: plan.assessment.severity,
  });
  if (heldReason === null && plan.telling === 'wait-for-verdict') return null;
  const readyAt = new Date(now.getTime() + plan.groupWaitMs);
  await insertAlert(db, {
    fingerprint: `change:${change.id}:detected`,
    reason: isReturn ? 'returned' : 'detected',
    vendor: vendor.id,
    sourceId: source.id,
    changeId: change.id,
    trouble: null,
    createdAt: now,
    readyAt,
    ...(heldReason !== null && { heldReason }),
  });
  if (heldReason === null) return readyAt;
  await holdChange(db, change.id, heldReason);
  return null;
}
