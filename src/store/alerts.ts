/** Alerts: what somebody must be told, written in the transaction that learned it. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type Finding, severities } from '../domain/change.ts';
import { StoreError } from '../domain/errors.ts';
import type { NoticeReason, SourceTrouble } from '../domain/notice.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { alertFact, routingFact } from './facts-of-telling.ts';
import { toJson } from './json.ts';
import type { Schema } from './schema.ts';
import { atomically } from './transaction.ts';

export type StoredAlert = Selectable<Schema['alerts']>;

/** What an alert about a source keeps of the trouble; the rest comes from the configuration. */
export type StoredTrouble = Omit<SourceTrouble, 'sourceId' | 'sourceTitle' | 'url' | 'actions'>;

const troubleRecord = z.object({
  finding: z.object({
    category: z.string(),
    rule: z.string(),
    base: z.enum(severities),
    modifiers: z.array(z.object({ delta: z.number(), reason: z.string() })),
    severity: z.enum(severities),
    summary: z.string(),
    edits: z.array(z.number()),
    subjects: z.array(
      z.object({ kind: z.enum(['model', 'family', 'document', 'product']), name: z.string() }),
    ),
  }) satisfies z.ZodType<Finding>,
  outcome: z.string(),
  detail: z.string(),
  lastSightedAt: z.coerce.date().nullable(),
  since: z.coerce.date(),
});

/** Reads what an alert about a source keeps. */
export function storedTrouble(alert: StoredAlert): StoredTrouble {
  const parsed = troubleRecord.safeParse(alert.trouble);
  if (parsed.success) return parsed.data;
  throw new StoreError(`the trouble stored with alert ${alert.id} cannot be read`, {
    code: 'alert_unreadable',
    retry: 'never',
    fault: 'ours',
    cause: parsed.error,
  });
}

export interface NewAlert {
  /** Two alerts with one fingerprint are the same fact; the second is a no-op. */
  readonly fingerprint: string;
  readonly reason: NoticeReason;
  readonly vendor: string;
  readonly sourceId: string;
  readonly changeId: string | null;
  /** For alerts about a source: what is wrong. */
  readonly trouble: StoredTrouble | null;
  readonly createdAt: Date;
  readonly readyAt: Date;
  /** Why nobody is to be mailed; such an alert is only kept. */
  readonly heldReason?: string;
}

/** Stores an alert once and says whether it was new. */
export async function insertAlert(db: Db, alert: NewAlert): Promise<boolean> {
  return atomically(db, (transaction) => insertNewAlert(transaction, alert));
}

async function insertNewAlert(db: Db, alert: NewAlert): Promise<boolean> {
  const trouble = alert.changeId === null ? alert.trouble : null;
  const isHeld = alert.heldReason !== undefined;
  const row = {
    fingerprint: alert.fingerprint,
    reason: alert.reason,
    vendor: alert.vendor,
    source_id: alert.sourceId,
    change_id: alert.changeId,
    created_at: alert.createdAt,
    dispatched_at: isHeld ? alert.createdAt : null,
    held_reason: alert.heldReason ?? null,
  };
  const stored = await db
    .insertInto('alerts')
    .values({ ...row, ready_at: alert.readyAt, trouble: trouble && toJson(trouble) })
    .onConflict((conflict) => conflict.column('fingerprint').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!stored) return false;
  await noteForLog(
    db,
    alertFact({ ...row, ...stored, trouble }),
    ...(isHeld ? [routingFact({ ...row, ...stored }, alert.createdAt)] : []),
  );
  return true;
}

/**
 * Takes, for this transaction, all waiting alerts of every vendor that has one ready by `now`: changes made
 * together are told together. Rows that another worker is telling are left to it.
 */
export async function takeWaitingAlerts(db: Db, now: Date): Promise<readonly StoredAlert[]> {
  return db
    .selectFrom('alerts')
    .selectAll()
    .where('dispatched_at', 'is', null)
    .where((where) =>
      where(
        'vendor',
        'in',
        where
          .selectFrom('alerts as ready')
          .select('ready.vendor')
          .where('ready.dispatched_at', 'is', null)
          .where('ready.ready_at', '<=', now),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
}

/** Records that an alert was routed, or why it goes to nobody. Part of the dispatch's transaction. */
export async function markRouted(
  db: Db,
  alertId: string,
  now: Date,
  heldReason: string | null,
): Promise<void> {
  await db
    .updateTable('alerts')
    .set({ dispatched_at: now, held_reason: heldReason })
    .where('id', '=', alertId)
    .execute();
  await noteForLog(db, routingFact({ id: alertId, dispatched_at: now, held_reason: heldReason }, now));
}

/** Every alert about a change, oldest first. */
export async function loadAlertsOf(db: Db, changeId: string): Promise<readonly StoredAlert[]> {
  return db.selectFrom('alerts').selectAll().where('change_id', '=', changeId).orderBy('id').execute();
}

/** The alert that first told of a change, if there is one; locked until the transaction ends. */
export async function lockDetectionAlert(db: Db, changeId: string): Promise<StoredAlert | null> {
  const row = await db
    .selectFrom('alerts')
    .selectAll()
    .where('change_id', '=', changeId)
    .where('reason', '=', 'detected')
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

/** Alerts by their ids. */
export async function loadAlerts(db: Db, ids: readonly string[]): Promise<readonly StoredAlert[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('alerts')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();
}

/** When the next alert is to be routed or told, or null when nothing waits. */
export async function nextReadyAt(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select least(
      (select min(ready_at) from alerts where dispatched_at is null),
      (select min(due_at) from receivers where told_at is null and lapsed_at is null)
    ) as at`.execute(db);
  return rows[0]?.at ?? null;
}

/** Mails that already told a contact of a change, oldest first: what a follow-up continues. */
export async function loadEarlierMails(db: Db, changeIds: readonly string[]) {
  if (changeIds.length === 0) return [];
  return db
    .selectFrom('deliveries')
    .innerJoin('delivery_alerts', 'delivery_alerts.delivery_id', 'deliveries.id')
    .innerJoin('alerts', 'alerts.id', 'delivery_alerts.alert_id')
    .select([
      sql<string>`alerts.change_id`.as('change_id'),
      'deliveries.contact_id',
      'deliveries.message_id',
      'deliveries.thread_root',
      'deliveries.subject',
    ])
    .where('alerts.change_id', 'in', [...changeIds])
    .orderBy('deliveries.created_at')
    .execute();
}
