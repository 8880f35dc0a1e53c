/** The secret that tokens in mails are made with, shared by all workers on a database. */
import { randomBytes } from 'node:crypto';
import type { Db } from './db.ts';

/** The key, made when it is first asked for. */
export async function acknowledgeKey(db: Db): Promise<Uint8Array> {
  const known = await db.selectFrom('acknowledge_keys').select('key').executeTakeFirst();
  if (known) return known.key;
  await db
    .insertInto('acknowledge_keys')
    .values({ id: 1, key: randomBytes(32) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return (await db.selectFrom('acknowledge_keys').select('key').executeTakeFirstOrThrow()).key;
}
