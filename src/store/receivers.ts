/** Receivers: one contact's share of one alert, from its routing to the mail that tells it. */
import { type Selectable, sql } from 'kysely';
import type { RouteCadence } from '../domain/register.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { routingFact } from './facts-of-telling.ts';
import { toJson, toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

export type StoredReceiver = Selectable<Schema['receivers']>;

/** Which receiver: an alert and a contact. */
export type ReceiverKey = Pick<StoredReceiver, 'alert_id' | 'contact_id'>;

/** What one contact is owed of an alert. */
export interface NewReceiver {
  readonly alertId: string;
  readonly contactId: string;
  readonly groupId: string;
  readonly route: readonly string[];
  readonly cadence: RouteCadence;
  readonly dueAt: Date;
}

/** The open group of a key, made when there is none: what is gathered until its first mail is written. */
export async function openGroup(
  db: Db,
  group: { key: string; route: readonly string[]; vendor: string | null; cadence: RouteCadence; now: Date },
): Promise<string> {
  const row = await db
    .insertInto('alert_groups')
    .values({
      key: group.key,
      route: toJson(group.route),
      vendor: group.vendor,
      cadence: group.cadence,
      opened_at: group.now,
    })
    // Setting what stands already returns the row that is there.
    .onConflict((conflict) =>
      conflict.column('key').where('closed_at', 'is', null).doUpdateSet({ key: group.key }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

/** The group in which a contact was told of a change, so that what follows is answered for with it. */
export async function groupOfChange(db: Db, changeId: string, contactId: string): Promise<string | null> {
  const row = await db
    .selectFrom('receivers')
    .innerJoin('alerts', 'alerts.id', 'receivers.alert_id')
    .select('receivers.group_id')
    .where('alerts.change_id', '=', changeId)
    .where('receivers.contact_id', '=', contactId)
    .orderBy('alerts.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.group_id ?? null;
}

/** Adds receivers; one that is there already stays as it is. */
export async function addReceiver(db: Db, receiver: NewReceiver): Promise<void> {
  await db
    .insertInto('receivers')
    .values({
      alert_id: receiver.alertId,
      contact_id: receiver.contactId,
      group_id: receiver.groupId,
      route: toJson(receiver.route),
      cadence: receiver.cadence,
      due_at: receiver.dueAt,
    })
    .onConflict((conflict) => conflict.columns(['alert_id', 'contact_id']).doNothing())
    .execute();
}

/** What a contact is still owed of a change's first alert is told by `dueAt` at the latest. True when there is such. */
export async function hastenFirstTelling(
  db: Db,
  request: { changeId: string; contactId: string; dueAt: Date; cadence: RouteCadence },
): Promise<boolean> {
  const result = await db
    .updateTable('receivers')
    .set({
      due_at: sql<Date>`least(due_at, ${request.dueAt}::timestamptz)`,
      cadence: sql<RouteCadence>`case when due_at > ${request.dueAt}::timestamptz then ${request.cadence} else cadence end`,
    })
    .where('contact_id', '=', request.contactId)
    .where('told_at', 'is', null)
    .where('lapsed_at', 'is', null)
    .where('alert_id', 'in', (inner) =>
      inner
        .selectFrom('alerts')
        .select('id')
        .where('change_id', '=', request.changeId)
        .where('reason', '=', 'detected'),
    )
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/**
 * Takes, for this transaction, what is due, and with it what else waits for the same contacts and is not held, so
 * that it can go in the same mail. Rows that another worker is telling or judging are left to it; their alerts are
 * locked with them, since a verdict takes both.
 */
export async function takeOwed(db: Db, now: Date): Promise<readonly StoredReceiver[]> {
  return db
    .selectFrom('receivers')
    .innerJoin('alerts', 'alerts.id', 'receivers.alert_id')
    .selectAll('receivers')
    .where('receivers.told_at', 'is', null)
    .where('receivers.lapsed_at', 'is', null)
    .where((where) =>
      where.or([where('receivers.due_at', '<=', now), where('receivers.held_by', 'is', null)]),
    )
    .where('receivers.contact_id', 'in', (inner) =>
      inner
        .selectFrom('receivers as due')
        .select('due.contact_id')
        .where('due.told_at', 'is', null)
        .where('due.lapsed_at', 'is', null)
        .where('due.due_at', '<=', now),
    )
    .orderBy('receivers.alert_id')
    .forUpdate(['receivers', 'alerts'])
    .skipLocked()
    .execute();
}

/** Holds a receiver: it is looked at again at `lookAgainAt`, and told by `until` unless something else holds it. */
export async function holdReceiver(
  db: Db,
  receiver: ReceiverKey,
  hold: { by: string; reason: string; until: Date; lookAgainAt: Date; now: Date },
): Promise<void> {
  await keyed(db, receiver)
    .set({
      held_by: hold.by,
      held_reason: toStorableText(hold.reason),
      held_since: sql<Date>`coalesce(held_since, ${hold.now}::timestamptz)`,
      held_until: hold.until,
      due_at: hold.lookAgainAt,
    })
    .execute();
}

/** Ends what one thing holds: it is told with the next dispatch, unless something else holds it. */
export async function releaseHeldBy(db: Db, by: string, now: Date): Promise<number> {
  const result = await db
    .updateTable('receivers')
    .set({ due_at: now, held_until: now })
    .where('held_by', '=', by)
    .where('told_at', 'is', null)
    .where('lapsed_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Records which mail told a receiver. */
export async function markTold(db: Db, receiver: ReceiverKey, deliveryId: string, now: Date): Promise<void> {
  await keyed(db, receiver).set({ told_at: now, delivery_id: deliveryId }).execute();
}

/** Records that what was held came to an end before it was told, and why. */
export async function markLapsed(db: Db, receiver: ReceiverKey, reason: string, now: Date): Promise<void> {
  await keyed(db, receiver)
    .set({ lapsed_at: now, held_reason: toStorableText(reason) })
    .execute();
}

/** Closes groups: what comes from now on is gathered anew. */
export async function closeGroups(db: Db, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('alert_groups')
    .set({ closed_at: now })
    .where('id', 'in', [...ids])
    .where('closed_at', 'is', null)
    .execute();
}

/** Whether any contact was told of an alert. */
export async function isTold(db: Db, alertId: string): Promise<boolean> {
  const row = await db
    .selectFrom('receivers')
    .select('contact_id')
    .where('alert_id', '=', alertId)
    .where('told_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets an alert that nobody was told of be routed anew: its verdict, and so its severity, may be another now. */
export async function routeAnew(db: Db, alertId: string, readyAt: Date, now: Date): Promise<void> {
  await db.deleteFrom('receivers').where('alert_id', '=', alertId).where('told_at', 'is', null).execute();
  await db
    .updateTable('alerts')
    .set({ dispatched_at: null, held_reason: null, ready_at: readyAt })
    .where('id', '=', alertId)
    .execute();
  await noteForLog(db, routingFact({ id: alertId, dispatched_at: null, held_reason: null }, now));
}

function keyed(db: Db, { alert_id, contact_id }: ReceiverKey) {
  return db.updateTable('receivers').where('alert_id', '=', alert_id).where('contact_id', '=', contact_id);
}
