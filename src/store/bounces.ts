/** Mail that came back. */
import { type Selectable, sql } from 'kysely';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { bounceFact } from './facts-of-telling.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

/** Records returned mail once and says whether it was new. Part of a transaction. */
export async function insertBounce(db: Db, bounce: Selectable<Schema['bounces']>): Promise<boolean> {
  const row = { ...bounce, detail: toStorableText(bounce.detail).slice(0, 1000) };
  const result = await db
    .insertInto('bounces')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  await noteForLog(db, bounceFact(row));
  return true;
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
