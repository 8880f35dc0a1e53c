/** Leases left behind by workers that died. */
import { sql } from 'kysely';
import type { Db } from './db.ts';

/** A worker that reported within this time may still be at work. */
const aliveForMs = 3 * 60 * 1000;

/**
 * Frees what dead workers held. On a data folder of its own a starting worker is the only one, so every lease
 * is an orphan; on a shared database only those of workers that stopped reporting are.
 */
export async function clearOrphanedLeases(
  db: Db,
  options: { isOnlyWorker: boolean; now: Date },
): Promise<void> {
  const aliveSince = new Date(options.now.getTime() - aliveForMs);
  const isOrphaned = options.isOnlyWorker
    ? sql<boolean>`leased_by is not null`
    : sql<boolean>`leased_by is not null and leased_by not in (select id from workers where seen_at >= ${aliveSince})`;
  await db
    .updateTable('source_states')
    .set({ leased_until: null, leased_by: null })
    .where(isOrphaned)
    .execute();
  await db.updateTable('deliveries').set({ leased_until: null, leased_by: null }).where(isOrphaned).execute();
}
