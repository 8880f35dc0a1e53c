/** Times in which no worker ran, and the weekly mails that say that one does. */
import type { Contact } from '../domain/register.ts';
import type { Db } from './db.ts';
import { toJson } from './json.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Who joins later need not hear of what was long before. */
const tellForMs = 30 * dayMs;

export interface StoredGap {
  readonly id: string;
  readonly from: Date;
  readonly to: Date;
  /** Sources that would have been polled. */
  readonly sourceIds: readonly string[];
}

/**
 * Notes that nobody watched since the last sign of life, when that is longer ago than `toleratedMs`. To be asked before
 * this worker gives a sign itself. Returns the gap if it is a new one.
 */
export async function noteWatchGap(
  db: Db,
  request: { toleratedMs: number; watchedIds: readonly string[]; now: Date },
): Promise<StoredGap | null> {
  const { now } = request;
  const { last } = await db
    .selectFrom('workers')
    .select((worker) => worker.fn.max('seen_at').as('last'))
    .executeTakeFirstOrThrow();
  // There is nothing before the first worker, whatever the type says.
  const from: Date | null = last;
  if (from === null || now.getTime() - from.getTime() <= request.toleratedMs) return null;
  const missed = await db
    .selectFrom('source_states')
    .select('source_id')
    .where('source_id', 'in', request.watchedIds.length > 0 ? [...request.watchedIds] : [''])
    .where('due_at', '<=', now)
    .orderBy('source_id')
    .execute();
  const sourceIds = missed.map((row) => row.source_id);
  const row = await db
    .insertInto('watch_gaps')
    .values({ from_at: from, to_at: now, source_ids: toJson(sourceIds) })
    .onConflict((conflict) => conflict.column('from_at').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row ? { id: row.id, from, to: now, sourceIds } : null;
}

/** Gaps of the last month that a contact has not been told of, oldest first. */
export async function untoldGaps(db: Db, contactId: string, now: Date): Promise<readonly StoredGap[]> {
  const rows = await db
    .selectFrom('watch_gaps')
    .selectAll()
    .where('to_at', '>', new Date(now.getTime() - tellForMs))
    .where('id', 'not in', (inner) =>
      inner.selectFrom('watch_gap_tellings').select('gap_id').where('contact_id', '=', contactId),
    )
    .orderBy('from_at')
    .execute();
  return rows.map((row) => ({ id: row.id, from: row.from_at, to: row.to_at, sourceIds: row.source_ids }));
}

export async function markGapsTold(
  db: Db,
  contactId: string,
  deliveryId: string,
  gaps: readonly StoredGap[],
): Promise<void> {
  if (gaps.length === 0) return;
  await db
    .insertInto('watch_gap_tellings')
    .values(gaps.map(({ id }) => ({ gap_id: id, contact_id: contactId, delivery_id: deliveryId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** When the report of each contact is due; those who have none yet get `firstDue`. */
export async function watchReportsDue(
  db: Db,
  contacts: readonly Contact[],
  firstDue: (contact: Contact) => Date,
): Promise<ReadonlyMap<string, Date>> {
  if (contacts.length > 0) {
    await db
      .insertInto('watch_reports')
      .values(contacts.map((contact) => ({ contact_id: contact.id, due_at: firstDue(contact) })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const rows = await db.selectFrom('watch_reports').selectAll().execute();
  return new Map(rows.map((row) => [row.contact_id, row.due_at]));
}

/**
 * Takes the right to write a contact's report by moving it on, or for one that comes once, by taking it away; false
 * when another worker was first.
 */
export async function moveWatchReport(
  db: Db,
  contactId: string,
  times: { readonly from: Date; readonly to: Date | null },
): Promise<boolean> {
  const { from, to } = times;
  if (to === null) {
    const gone = await db
      .deleteFrom('watch_reports')
      .where('contact_id', '=', contactId)
      .where('due_at', '=', from)
      .executeTakeFirst();
    return gone.numDeletedRows === 1n;
  }
  const moved = await db
    .updateTable('watch_reports')
    .set({ due_at: to })
    .where('contact_id', '=', contactId)
    .where('due_at', '=', from)
    .executeTakeFirst();
  return moved.numUpdatedRows === 1n;
}

/** Has these contacts' reports written at once. */
export async function hastenWatchReports(db: Db, contactIds: readonly string[], now: Date): Promise<void> {
  for (const contactId of contactIds) {
    await db
      .insertInto('watch_reports')
      .values({ contact_id: contactId, due_at: now })
      .onConflict((conflict) => conflict.column('contact_id').doUpdateSet({ due_at: now }))
      .execute();
  }
}
