/** Vendors most of whose sources are out of sight, from when to when. */
import type { Db } from './db.ts';
import { releaseHeldBy } from './receivers.ts';

/** How many of these sources are in trouble now. */
export async function countInTrouble(db: Db, sourceIds: readonly string[]): Promise<number> {
  if (sourceIds.length === 0) return 0;
  const { count } = await db
    .selectFrom('source_states')
    .select((state) => state.fn.countAll<string>().as('count'))
    .where('source_id', 'in', [...sourceIds])
    .where('trouble_outcome', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Begins an outage; false when one of the vendor goes on already. */
export async function beginOutage(db: Db, vendor: string, now: Date): Promise<boolean> {
  const result = await db
    .insertInto('vendor_outages')
    .values({ vendor, since: now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Ends a vendor's outage; what it held is looked at again. Null when there was none. */
export async function endOutage(db: Db, vendor: string, now: Date): Promise<number | null> {
  const result = await db
    .updateTable('vendor_outages')
    .set({ ended_at: now })
    .where('vendor', '=', vendor)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 0n ? null : releaseHeldBy(db, `outage:${vendor}`, now);
}

/** Outages that go on, by vendor. */
export async function openOutages(db: Db): Promise<ReadonlyMap<string, Date>> {
  const rows = await db
    .selectFrom('vendor_outages')
    .select(['vendor', 'since'])
    .where('ended_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.vendor, row.since]));
}
