/**
 * Whether all is followed up that ought to be: what is told, open and grave enough has a chain, and chains move on. A chain can
 * be missing after an upgrade or a change of the routes, or because a chain was closed by hand.
 */
import { planFollowUp } from '../alerts/follow-up.ts';
import { toldSharesOf, unfollowedGroups } from '../store/acknowledgements.ts';
import { loadAlerts } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { standOfEscalations, startEscalation } from '../store/escalations.ts';
import type { Deps } from './deps.ts';
import { gatherTelling, type Telling } from './gather-telling.ts';
import { gravestOf } from './write-mail.ts';

/** Chains are looked at every minute; one that waits for longer has stopped. */
export const overdueMs = 60 * 60 * 1000;

/** What was told before that was audited often enough. */
const lookBackMs = 30 * 24 * 60 * 60 * 1000;

export interface FollowUpAudit {
  /** Groups whose chain was begun now. */
  readonly begun: readonly string[];
  readonly stopped: Awaited<ReturnType<typeof standOfEscalations>>['stopped'];
}

/** Begins the chains that are missing, and tells of those that stopped. */
export async function auditFollowUps(deps: Deps): Promise<FollowUpAudit> {
  const now = deps.now();
  const begun: string[] = [];
  for (const { groupId, route } of await unfollowedGroups(deps.db, new Date(now.getTime() - lookBackMs))) {
    const isBegun = await deps.db.transaction().execute(async (db) => {
      const told = await toldOf(deps, db, groupId);
      const plan = told.length === 0 ? null : planFollowUp(deps.config().route, route, gravestOf(told));
      if (plan !== null) await startEscalation(db, groupId, plan, now, 'mended');
      return plan !== null;
    });
    if (isBegun) begun.push(groupId);
  }
  const { stopped } = await standOfEscalations(deps.db, new Date(now.getTime() - overdueMs));
  return { begun, stopped };
}

/** What is open of a group and would still be told to somebody. */
async function toldOf(deps: Deps, db: Db, groupId: string): Promise<readonly Telling[]> {
  const shares = (await toldSharesOf(db, groupId)).filter((share) => share.is_open);
  const alerts = await loadAlerts(db, [...new Set(shares.map((share) => share.alert_id))]);
  const tellings: Telling[] = [];
  for (const alert of alerts) tellings.push(await gatherTelling(db, deps.config(), alert));
  return tellings.filter(({ heldReason }) => heldReason === null);
}
