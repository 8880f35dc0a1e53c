/** Addresses that get no mail, since it was refused for them or came back. */
import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { restorationFact, suppressionFact } from './facts-of-telling.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';
import { atomically } from './transaction.ts';

export type Suppression = Selectable<Schema['suppressed_addresses']>;

/**
 * Suppresses an address once; one that is suppressed already keeps its first reason. Says whether it is new. Part of a
 * transaction.
 */
export async function suppressAddress(
  db: Db,
  suppression: {
    readonly address: string;
    readonly contactId: string;
    readonly reason: Suppression['reason'];
    readonly detail: string;
    readonly deliveryId: string;
    readonly now: Date;
  },
): Promise<boolean> {
  const row = {
    address: suppression.address.toLowerCase(),
    contact_id: suppression.contactId,
    reason: suppression.reason,
    detail: toStorableText(suppression.detail).slice(0, 500),
    delivery_id: suppression.deliveryId,
    suppressed_at: suppression.now,
  };
  const stored = await db
    .insertInto('suppressed_addresses')
    .values(row)
    .onConflict((conflict) => conflict.column('address').where('lifted_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!stored) return false;
  await noteForLog(db, suppressionFact({ ...row, ...stored }));
  return true;
}

/** Why an address gets no mail; null when it does. */
export async function findSuppression(db: Db, address: string): Promise<Suppression | null> {
  const row = await db
    .selectFrom('suppressed_addresses')
    .selectAll()
    .where('address', '=', address.toLowerCase())
    .where('lifted_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

export async function listSuppressions(db: Db): Promise<readonly Suppression[]> {
  return db
    .selectFrom('suppressed_addresses')
    .selectAll()
    .where('lifted_at', 'is', null)
    .orderBy('suppressed_at')
    .execute();
}

/** Lets an address get mail again, and says whether it was suppressed. */
export async function liftSuppression(
  db: Db,
  address: string,
  by: { readonly who: string; readonly now: Date },
): Promise<boolean> {
  const lifted = { lifted_at: by.now, lifted_by: by.who };
  return atomically(db, async (transaction) => {
    const row = await transaction
      .updateTable('suppressed_addresses')
      .set(lifted)
      .where('address', '=', address.toLowerCase())
      .where('lifted_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (row) await noteForLog(transaction, restorationFact({ ...row, ...lifted }));
    return row !== undefined;
  });
}
