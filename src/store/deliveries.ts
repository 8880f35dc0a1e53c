/** Deliveries: rendered messages on their way to contacts, and every attempt to send them. */
import { type ExpressionBuilder, type Insertable, type Selectable, sql } from 'kysely';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { answerFact, attemptFact, deliveryFact } from './facts-of-telling.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';
import { atomically } from './transaction.ts';

export type StoredDelivery = Selectable<Schema['deliveries']>;
export type NewDelivery = Insertable<Schema['deliveries']>;

/**
 * Stores a rendered message once; the same delivery again is a no-op that keeps the first bytes. Part of a transaction.
 */
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
  if (alertIds.length > 0) {
    await db
      .insertInto('delivery_alerts')
      .values(alertIds.map((alertId) => ({ delivery_id: delivery.id, alert_id: alertId })))
      .execute();
  }
  const { derived_from = null, derivation = null, ...mail } = delivery;
  await noteForLog(db, () => deliveryFact({ ...mail, derived_from, derivation }, alertIds));
  return true;
}

/** Takes the right to send a delivery for `leaseMs` of database time; null when it is not ours to send now. */
export async function leaseDelivery(db: Db, request: LeaseRequest): Promise<StoredDelivery | null> {
  return atomically(db, (transaction) => leaseAndNote(transaction, request));
}

interface LeaseRequest {
  readonly id: string;
  readonly worker: string;
  readonly leaseMs: number;
  readonly now: Date;
}

async function leaseAndNote(db: Db, request: LeaseRequest): Promise<StoredDelivery | null> {
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
    .where((where) => isDue(where, request.now))
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`clock_timestamp()`)]),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  const attempt = { delivery_id: row.id, number: row.attempts, started_at: request.now };
  await db.insertInto('delivery_attempts').values(attempt).execute();
  await noteForLog(db, attemptFact(attempt));
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

/** Completes an attempt and moves the delivery on. Part of a transaction. */
export async function finishAttempt(db: Db, delivery: StoredDelivery, attempt: AttemptResult): Promise<void> {
  const response = toStorableText(attempt.response).slice(0, 2000);
  const answer = {
    finished_at: attempt.finishedAt,
    result: attempt.result,
    code: attempt.code,
    response,
    possibly_sent: attempt.possiblySent,
  };
  const key = { delivery_id: delivery.id, number: delivery.attempts };
  await db
    .updateTable('delivery_attempts')
    .set(answer)
    .where('delivery_id', '=', key.delivery_id)
    .where('number', '=', key.number)
    .execute();
  await noteForLog(db, answerFact({ ...key, ...answer }));
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

/** Nothing is put off for longer than this: a time further ahead was set by a clock that ran wrong. */
const furthestAheadMs = 6 * 3_600_000;

function isDue(where: ExpressionBuilder<Schema, 'deliveries'>, now: Date) {
  return where.or([
    where('due_at', '<=', now),
    where('due_at', '>', new Date(now.getTime() + furthestAheadMs)),
  ]);
}

/** Puts a delivery off that nobody has tried yet this time. */
export async function postponeDelivery(db: Db, id: string, until: Date): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ due_at: until })
    .where('id', '=', id)
    .where('state', '=', 'due')
    .execute();
}

/**
 * When a contact may get another mail, if not now: mails handed over within the last hour are counted. Null when
 * it may go now; urgent mail may always.
 */
export async function contactRateEnds(
  db: Db,
  id: string,
  rate: { readonly maxPerHour: number; readonly now: Date },
): Promise<Date | null> {
  const hourMs = 3_600_000;
  const rows = await db
    .selectFrom('deliveries as mail')
    .innerJoin('deliveries as earlier', 'earlier.contact_id', 'mail.contact_id')
    .select('earlier.sent_at')
    .where('mail.id', '=', id)
    .where('mail.is_urgent', '=', false)
    .where('earlier.sent_at', '>', new Date(rate.now.getTime() - hourMs))
    .where('earlier.sent_at', '<=', rate.now)
    .orderBy('earlier.sent_at', 'desc')
    .limit(rate.maxPerHour)
    .execute();
  const oldest = rows.at(-1)?.sent_at;
  return rows.length < rate.maxPerHour || !oldest ? null : new Date(oldest.getTime() + hourMs);
}

export async function loadDelivery(db: Db, id: string): Promise<StoredDelivery | null> {
  return (await db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/** Contacts that have, or were to have, a mail or what stands in for it. */
export async function contactsOfDelivery(db: Db, originId: string): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('deliveries')
    .select('contact_id')
    .where((where) => where.or([where('id', '=', originId), where('derived_from', '=', originId)]))
    .execute();
  return new Set(rows.map((row) => row.contact_id));
}

/** The alerts that a delivery tells of. */
export async function alertsOfDelivery(db: Db, id: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('delivery_alerts')
    .select('alert_id')
    .where('delivery_id', '=', id)
    .execute();
  return rows.map((row) => row.alert_id);
}

/** The newest mail to a contact about any of these alerts: what a follow-up continues. */
export async function lastMailAbout(
  db: Db,
  alertIds: readonly string[],
  contactId: string,
): Promise<Pick<StoredDelivery, 'message_id' | 'thread_root' | 'subject'> | null> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('delivery_alerts', 'delivery_alerts.delivery_id', 'deliveries.id')
    .select(['deliveries.message_id', 'deliveries.thread_root', 'deliveries.subject'])
    .where('delivery_alerts.alert_id', 'in', ['-1', ...alertIds])
    .where('deliveries.contact_id', '=', contactId)
    .where('deliveries.derivation', 'is', null)
    .orderBy('deliveries.created_at', 'desc')
    .orderBy('deliveries.id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Notes that a mail that was sent came back. */
export async function markBounced(db: Db, id: string, now: Date): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ bounced_at: now })
    .where('id', '=', id)
    .where('bounced_at', 'is', null)
    .execute();
}

/** Deliveries that are due and that nobody is sending. */
export async function dueDeliveries(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'due')
    .where((where) => isDue(where, now))
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`clock_timestamp()`)]),
    )
    .orderBy('due_at')
    .limit(1000)
    .execute();
  return rows.map((row) => row.id);
}

/** Mails that a contact got since then, one row for each mail and vendor, oldest first. */
export async function recentMails(
  db: Db,
  contactId: string,
  since: Date,
): Promise<readonly { readonly id: string; readonly vendor: string; readonly at: Date }[]> {
  return db
    .selectFrom('deliveries')
    .innerJoin('delivery_alerts', 'delivery_alerts.delivery_id', 'deliveries.id')
    .innerJoin('alerts', 'alerts.id', 'delivery_alerts.alert_id')
    .select(['deliveries.id', 'alerts.vendor', 'deliveries.created_at as at'])
    .distinct()
    .where('deliveries.contact_id', '=', contactId)
    .where('deliveries.created_at', '>', since)
    .orderBy('deliveries.created_at')
    .execute();
}

/** An attempt whose outcome is not known was followed by another: the reader may have the same mail twice. */
const isPossibleDuplicate = sql<boolean>`exists (
  select 1 from delivery_attempts
  where delivery_id = deliveries.id and number < deliveries.attempts
    and (possibly_sent or finished_at is null))`;

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
      'derivation',
      'bounced_at',
      isPossibleDuplicate.as('is_possible_duplicate'),
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
