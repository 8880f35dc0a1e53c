/** Chains of reminders and escalations: which are due, what was done, how they ended. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { severities } from '../domain/change.ts';
import { StoreError } from '../domain/errors.ts';
import type { EscalationEnd, EscalationEvent, EscalationPlan } from '../domain/escalation.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { escalationFact } from './facts-of-telling.ts';
import { toJson, toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

const storedPlan = z.object({
  severity: z.enum(severities),
  remindEveryMs: z.number().nullable(),
  steps: z.array(z.object({ afterMs: z.number(), contacts: z.array(z.string()) })),
});

/** A chain that is not over. */
export interface Escalation {
  readonly id: string;
  readonly groupId: string;
  readonly startedAt: Date;
  readonly nextAt: Date;
}

/** One event of a chain. */
export interface EscalationRecord {
  readonly event: EscalationEvent;
  readonly contactId: string | null;
  readonly deliveryId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/**
 * Begins the chain of a group. One that is under way goes on, by the new plan if that is of something graver; one that
 * had ended begins anew, since something new was told. Part of the transaction that writes the mail.
 */
export async function startEscalation(
  db: Db,
  groupId: string,
  plan: EscalationPlan,
  now: Date,
  event: 'started' | 'mended' = 'started',
): Promise<void> {
  const known = await db
    .selectFrom('escalations')
    .selectAll()
    .where('group_id', '=', groupId)
    .forUpdate()
    .executeTakeFirst();
  if (known && known.ended_at === null) {
    const { severity } = planOf(known.id, await eventsOf(db, known.id));
    if (severities.indexOf(plan.severity) <= severities.indexOf(severity)) return;
  }
  const chain =
    known ??
    (await db
      .insertInto('escalations')
      .values({
        group_id: groupId,
        started_at: now,
        next_at: now,
        ended_at: null,
        failed_at: null,
        error: null,
      })
      .returning(['id'])
      .executeTakeFirstOrThrow());
  if (known)
    await db
      .updateTable('escalations')
      .set({
        next_at: now,
        ended_at: null,
        ...(known.ended_at !== null && { started_at: now }),
      })
      .where('id', '=', known.id)
      .execute();
  await noteEvent(db, chain.id, { event, contactId: null, deliveryId: null, detail: { plan }, at: now });
}

/** Takes a chain that is due, for this transaction; null when none is that another worker has not got. */
export async function takeDueEscalation(db: Db, now: Date): Promise<Escalation | null> {
  const row = await db
    .selectFrom('escalations')
    .selectAll()
    .where('ended_at', 'is', null)
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
  return row?.next_at
    ? { id: row.id, groupId: row.group_id, startedAt: row.started_at, nextAt: row.next_at }
    : null;
}

/** Whether a chain is due. */
export async function isEscalationDue(db: Db, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('escalations')
    .select('id')
    .where('ended_at', 'is', null)
    .where('next_at', '<=', now)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets the chains of these alerts be looked at now. */
export async function hastenEscalations(db: Db, alertIds: readonly string[], now: Date): Promise<void> {
  if (alertIds.length === 0) return;
  await db
    .updateTable('escalations')
    .set({ next_at: sql<Date>`least(next_at, ${now}::timestamptz)` })
    .where('ended_at', 'is', null)
    .where('group_id', 'in', (inner) =>
      inner
        .selectFrom('receivers')
        .select('group_id')
        .where('alert_id', 'in', [...alertIds]),
    )
    .execute();
}

/** Says when a chain that was looked at is to be looked at next. */
export async function moveEscalation(db: Db, id: string, nextAt: Date): Promise<void> {
  await db
    .updateTable('escalations')
    .set({ next_at: nextAt, failed_at: null, error: null })
    .where('id', '=', id)
    .execute();
}

/** Puts a chain off that could not be followed up, so that it does not keep the others waiting. */
export async function noteEscalationFailure(
  db: Db,
  id: string,
  failure: { readonly error: string; readonly nextAt: Date; readonly now: Date },
): Promise<void> {
  await db
    .updateTable('escalations')
    .set({
      next_at: failure.nextAt,
      failed_at: sql<Date>`coalesce(failed_at, ${failure.now}::timestamptz)`,
      error: toStorableText(failure.error).slice(0, 1000),
    })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
}

/** How the chains stand that are not over: how many there are, and those that stopped. */
export async function standOfEscalations(
  db: Db,
  overdueBefore: Date,
): Promise<{
  readonly running: number;
  readonly stopped: readonly { readonly groupId: string; readonly since: Date; readonly why: string }[];
}> {
  const rows = await db
    .selectFrom('escalations')
    .select(['group_id', 'next_at', 'failed_at', 'error'])
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute();
  return {
    running: rows.length,
    stopped: rows.flatMap(({ group_id: groupId, next_at: nextAt, failed_at: failedAt, error }) => {
      if (failedAt !== null) return [{ groupId, since: failedAt, why: error ?? 'it failed' }];
      return nextAt !== null && nextAt < overdueBefore
        ? [{ groupId, since: nextAt, why: 'no worker looked at it when it was due' }]
        : [];
    }),
  };
}

/** Ends a chain. */
export async function closeEscalation(db: Db, id: string, end: EscalationEnd, now: Date): Promise<void> {
  await db.updateTable('escalations').set({ next_at: null, ended_at: now }).where('id', '=', id).execute();
  await noteEvent(db, id, { event: 'closed', contactId: null, deliveryId: null, detail: { end }, at: now });
}

/** Adds an event to a chain, and notes it for the log. Part of a transaction. */
export async function noteEvent(db: Db, escalationId: string, record: EscalationRecord): Promise<void> {
  const row = await db
    .insertInto('escalation_events')
    .values({
      escalation_id: escalationId,
      event: record.event,
      contact_id: record.contactId,
      delivery_id: record.deliveryId,
      detail: toJson(record.detail),
      at: record.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await noteForLog(db, escalationFact(row));
}

/** The events of a chain since it began for the last time, oldest first. */
export async function eventsOf(db: Db, escalationId: string): Promise<readonly EscalationRecord[]> {
  const rows = await db
    .selectFrom('escalation_events')
    .selectAll()
    .where('escalation_id', '=', escalationId)
    .orderBy('id')
    .execute();
  const all = rows.map(
    (row): EscalationRecord => ({
      event: row.event,
      contactId: row.contact_id,
      deliveryId: row.delivery_id,
      detail: row.detail,
      at: row.at,
    }),
  );
  return all.slice(all.findLastIndex(({ event }) => event === 'closed') + 1);
}

/** Every event of the chains that follow these alerts up, oldest first. */
export async function listEscalationEvents(
  db: Db,
  alertIds: readonly string[],
): Promise<readonly Selectable<Schema['escalation_events']>[]> {
  return db
    .selectFrom('escalation_events')
    .selectAll()
    .where('escalation_id', 'in', (inner) =>
      inner
        .selectFrom('escalations')
        .innerJoin('receivers', 'receivers.group_id', 'escalations.group_id')
        .select('escalations.id')
        .where('receivers.alert_id', 'in', ['-1', ...alertIds]),
    )
    .orderBy('id')
    .execute();
}

/** The plan that a chain keeps to. @throws StoreError when what is stored cannot be read */
export function planOf(escalationId: string, events: readonly EscalationRecord[]): EscalationPlan {
  const started = events.findLast(({ event }) => isBeginning(event));
  const parsed = storedPlan.safeParse(started?.detail['plan']);
  if (parsed.success) return parsed.data;
  throw new StoreError(`the plan of escalation ${escalationId} cannot be read`, {
    code: 'escalation_unreadable',
    retry: 'never',
    fault: 'ours',
    cause: parsed.error,
  });
}

/** Whether an event lays down a plan. */
export function isBeginning(event: EscalationEvent): boolean {
  return event === 'started' || event === 'mended';
}
