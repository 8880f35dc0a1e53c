/** Alerts with their receivers, for looking at: what was told to whom, what waits, and why. */
import { sql } from 'kysely';
import { isAcknowledged } from './acknowledgements.ts';
import type { Db } from './db.ts';

export interface AlertFilter {
  /** Only what is owed: waiting for its group, its digest or the end of a hold. */
  readonly isOwed: boolean;
  readonly isHeld: boolean;
  readonly vendor?: string | undefined;
  readonly contact?: string | undefined;
  readonly id?: string | undefined;
  readonly limit: number;
}

/** Where a contact's share of an alert stands; closed is what was told and acknowledged. */
export type ShareState = 'routing' | 'nobody' | 'waiting' | 'held' | 'told' | 'closed' | 'lapsed';

/** Lists alerts by contact, newest first; one that goes to nobody, or is not routed yet, has no contact. */
export async function listAlerts(db: Db, filter: AlertFilter) {
  let query = db
    .selectFrom('alerts')
    .leftJoin('receivers', 'receivers.alert_id', 'alerts.id')
    .leftJoin('changes', 'changes.id', 'alerts.change_id')
    .select([
      'alerts.id',
      'alerts.reason',
      'alerts.vendor',
      'alerts.source_id',
      'alerts.change_id',
      'alerts.created_at',
      'alerts.ready_at',
      'alerts.held_reason as nobody_reason',
      sql<string | null>`coalesce(changes.summary, alerts.trouble -> 'finding' ->> 'summary')`.as('summary'),
      'receivers.contact_id',
      'receivers.group_id',
      'receivers.route',
      'receivers.cadence',
      'receivers.due_at',
      'receivers.held_by',
      'receivers.held_reason',
      'receivers.held_since',
      'receivers.held_until',
      'receivers.told_at',
      'receivers.lapsed_at',
      'receivers.delivery_id',
      sql<ShareState>`case
        when receivers.told_at is not null and ${isAcknowledged} then 'closed'
        when receivers.told_at is not null then 'told'
        when receivers.lapsed_at is not null then 'lapsed'
        when receivers.held_by is not null then 'held'
        when receivers.alert_id is not null then 'waiting'
        when alerts.dispatched_at is null then 'routing'
        else 'nobody' end`.as('state'),
    ])
    .orderBy('alerts.id', 'desc')
    .orderBy('receivers.contact_id')
    .limit(filter.limit);
  if (filter.id !== undefined) query = query.where(sql`alerts.id::text`, '=', filter.id);
  if (filter.vendor !== undefined) query = query.where('alerts.vendor', '=', filter.vendor);
  if (filter.contact !== undefined) query = query.where('receivers.contact_id', '=', filter.contact);
  if (filter.isOwed || filter.isHeld)
    query = query.where('receivers.told_at', 'is', null).where('receivers.lapsed_at', 'is', null);
  if (filter.isOwed)
    query = query.where((where) =>
      where.or([where('receivers.alert_id', 'is not', null), where('alerts.dispatched_at', 'is', null)]),
    );
  if (filter.isHeld) query = query.where('receivers.held_by', 'is not', null);
  return query.execute();
}
