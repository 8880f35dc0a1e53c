/** Answers by mail, and how far their mailbox was read. */
import { type Selectable, sql } from 'kysely';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

/** Records an answer once and says whether it was new. Part of a transaction. */
export async function insertAnswer(db: Db, answer: Selectable<Schema['answers']>): Promise<boolean> {
  const result = await db
    .insertInto('answers')
    .values({ ...answer, sender: toStorableText(answer.sender) })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export type InboxState = Pick<
  Selectable<Schema['inbox_state']>,
  'uid_validity' | 'failed_since' | 'error'
> & {
  readonly last_uid: number;
};

/** How far the mailbox was read; null before the first time. */
export async function loadInboxState(db: Db): Promise<InboxState | null> {
  const row = await db.selectFrom('inbox_state').selectAll().executeTakeFirst();
  return row ? { ...row, last_uid: Number(row.last_uid) } : null;
}

/** Says up to which mail the mailbox was read. */
export async function saveInboxState(db: Db, uidValidity: string, lastUid: number): Promise<void> {
  const row = { uid_validity: uidValidity, last_uid: lastUid, failed_since: null, error: null };
  await db
    .insertInto('inbox_state')
    .values({ id: 1, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
}

/** Notes that the mailbox cannot be read, and says whether that is news. */
export async function noteInboxFailure(db: Db, error: string, now: Date): Promise<boolean> {
  const known = await loadInboxState(db);
  const text = toStorableText(error).slice(0, 1000);
  await db
    .insertInto('inbox_state')
    .values({ id: 1, last_uid: 0, failed_since: now, error: text })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        failed_since: sql<Date>`coalesce(inbox_state.failed_since, ${now}::timestamptz)`,
        error: text,
      }),
    )
    .execute();
  return known === null || known.failed_since === null;
}
