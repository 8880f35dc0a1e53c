/** How verifying the evidence went. */
import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';
import type { LogSchema } from './schema-log.ts';

export async function recordVerification(
  db: Db,
  outcome: {
    readonly at: Date;
    readonly entries: number;
    readonly problems: number;
    readonly detail: string | null;
  },
): Promise<void> {
  const { at, entries, problems, detail } = outcome;
  await db
    .insertInto('verifications')
    .values({ verified_at: at, entries, problems, detail: detail === null ? null : toStorableText(detail) })
    .execute();
}

/** How it went last; null before the first time. */
export async function lastVerification(db: Db): Promise<Selectable<LogSchema['verifications']> | null> {
  const row = await db
    .selectFrom('verifications')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
