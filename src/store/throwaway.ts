/** For databases that are thrown away after use. */
import { sql } from 'kysely';
import type { Db } from './db.ts';

/** Lets commits return before they are on disk: fit for a replay, never for a record. */
export async function relaxDurability(db: Db): Promise<void> {
  await sql`do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`.execute(
    db,
  );
  await sql`set synchronous_commit = off`.execute(db);
}
