/** Deliveries: rendered messages on their way to contacts, and every attempt to send them. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

export type StoredDelivery = Selectable<Schema['deliveries']>;
export type NewDelivery = Insertable<Schema['deliveries']>;

/** Stores a rendered message once; the same delivery again is a no-op that keeps the first bytes. */
export async function insertDelivery(
  db: Db,
  delivery: NewDelivery,
  alertIds: readonly string[],
): Promise<boolean> {
  const result = await db
    .insertInto('deliveries')
    .values(delivery)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  await db
    .insertInto('delivery_alerts')
    .values(alertIds.map((alertId) => ({ delivery_id: delivery.id, alert_id: alertId })))
    .execute();
  return true;
}

/** Takes the right to send a delivery for `leaseMs` of database time; null when it is not ours to send now. */
export async function leaseDelivery(
  db: Db,
  request: { id: string; worker: string; leaseMs: number; now: Date },
): Promise<StoredDelivery | null> {
  const row = await db
    .updateTable('deliveries')
    .set((delivery) => ({
      leased_until: sql<Date>`clock_timestamp() + ${request.leaseMs} * interval '1 millisecond'`,
      leased_by: request.worker,
      attempts: delivery('attempts', '+', 1),
      first_attempt_at: delivery.fn.coalesce('first_attempt_at', sql<Date>`${request.now}`),
    }))
    .where('id', '=', request.id)
    .where('state', '=', 'due')
    .where('due_at', '<=', request.now)
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`clock_timestamp()`)]),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  await db
    .insertInto('delivery_attempts')
    .values({ delivery_id: row.id, number: row.attempts, started_at: request.now })
    .execute();
  return row;
}

export interface AttemptResult {
  readonly result: 'sent' | 'deferred' | 'refused' | 'misconfigured';
  readonly code: string | null;
  readonly response: string;
  readonly possiblySent: boolean;
  readonly finishedAt: Date;
  /** When to try again; null when there is nothing more to try. */
  readonly nextAttemptAt: Date | null;
}

/** Completes an attempt and moves the delivery on. */
export async function finishAttempt(db: Db, delivery: StoredDelivery, attempt: AttemptResult): Promise<void> {
  const response = toStorableText(attempt.response).slice(0, 2000);
  await db
    .updateTable('delivery_attempts')
    .set({
      finished_at: attempt.finishedAt,
      result: attempt.result,
      code: attempt.code,
      response,
      possibly_sent: attempt.possiblySent,
    })
    .where('delivery_id', '=', delivery.id)
    .where('number', '=', delivery.attempts)
    .execute();
  await db
    .updateTable('deliveries')
    .set({
      leased_until: null,
      leased_by: null,
      response,
      ...nextState(attempt),
    })
    .where('id', '=', delivery.id)
    .where('leased_by', '=', delivery.leased_by)
    .execute();
}

function nextState(attempt: AttemptResult) {
  if (attempt.result === 'sent') return { state: 'sent' as const, sent_at: attempt.finishedAt };
  if (attempt.nextAttemptAt) return { due_at: attempt.nextAttemptAt };
  return { state: attempt.result === 'refused' ? ('refused' as const) : ('given-up' as const) };
}

/** Deliveries that are due and that nobody is sending. */
export async function dueDeliveries(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'due')
    .where('due_at', '<=', now)
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`clock_timestamp()`)]),
    )
    .orderBy('due_at')
    .limit(1000)
    .execute();
  return rows.map((row) => row.id);
}

export async function listDeliveries(db: Db, filter: { changeId?: string; limit: number }) {
  let query = db
    .selectFrom('deliveries')
    .select([
      'id',
      'contact_id',
      'address',
      'subject',
      'message_id',
      'reason',
      'state',
      'attempts',
      'sent_at',
      'response',
      'created_at',
      'due_at',
    ])
    .orderBy('created_at')
    .limit(filter.limit);
  if (filter.changeId) {
    query = query.where('id', 'in', (inner) =>
      inner
        .selectFrom('delivery_alerts')
        .innerJoin('alerts', 'alerts.id', 'delivery_alerts.alert_id')
        .select('delivery_alerts.delivery_id')
        .where('alerts.change_id', '=', filter.changeId ?? ''),
    );
  }
  return query.execute();
}
