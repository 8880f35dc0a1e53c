/** Legal holds. They are ended, never altered or forgotten. */
import type { Hold } from '../domain/hold.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { holdEndFact, holdFact } from './facts-of-retention.ts';
import { toStorableText } from './json.ts';
import { atomically } from './transaction.ts';

/** Begins a hold and returns its number. */
export async function insertHold(db: Db, hold: Omit<Hold, 'id' | 'endedAt' | 'endedBy'>): Promise<string> {
  const row = {
    vendors: hold.vendors && [...hold.vendors],
    source_id: hold.sourceId,
    tool: hold.tool,
    from_at: hold.from,
    to_at: hold.to,
    author: toStorableText(hold.author),
    reason: toStorableText(hold.reason),
    created_at: hold.createdAt,
  };
  return atomically(db, async (transaction) => {
    const { id } = await transaction
      .insertInto('holds')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow();
    await noteForLog(transaction, holdFact({ ...row, id }));
    return id;
  });
}

/** Ends a hold; false when it was over or never was. */
export async function endHold(db: Db, id: string, endedBy: string, now: Date): Promise<boolean> {
  const by = toStorableText(endedBy);
  return atomically(db, async (transaction) => {
    const ended = await transaction
      .updateTable('holds')
      .set({ ended_at: now, ended_by: by })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return false;
    await noteForLog(transaction, holdEndFact(id, now, by));
    return true;
  });
}

/** Every hold, or those that have not ended, oldest first. */
export async function loadHolds(db: Db, which: 'all' | 'standing'): Promise<readonly Hold[]> {
  let query = db.selectFrom('holds').selectAll().orderBy('id');
  if (which === 'standing') query = query.where('ended_at', 'is', null);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    vendors: row.vendors,
    sourceId: row.source_id,
    tool: row.tool,
    from: row.from_at,
    to: row.to_at,
    author: row.author,
    reason: row.reason,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
  }));
}
