/** Mail that came back. */
import { type Insertable, sql } from 'kysely';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

/** Records returned mail once and says whether it was new. */
export async function insertBounce(db: Db, bounce: Insertable<Schema['bounces']>): Promise<boolean> {
  const result = await db
    .insertInto('bounces')
    .values({ ...bounce, detail: toStorableText(bounce.detail).slice(0, 1000) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Permanent failures that came back for an address since `since`, and since it was last let through again. */
export async function countPermanentBounces(db: Db, address: string, since: Date): Promise<number> {
  const row = await db
    .selectFrom('bounces')
    .select((bounce) => bounce.fn.countAll<string>().as('count'))
    .where('address', '=', address.toLowerCase())
    .where('status', 'like', '5.%')
    .where('received_at', '>=', since)
    .where(
      'received_at',
      '>',
      sql<Date>`coalesce((select max(lifted_at) from suppressed_addresses where address = ${address.toLowerCase()}), '-infinity')`,
    )
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
