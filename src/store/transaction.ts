/** Transactions that are tried again when PostgreSQL asks for it. */
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import { errorCode, explainDatabaseError } from './database-errors.ts';
import type { Db } from './db.ts';
import type { Schema } from './schema.ts';

const maxTries = 5;
/** serialization_failure, deadlock_detected: nothing was kept, and trying again is the documented answer. */
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01']);

/**
 * Runs `work` in a transaction; everything it wrote is kept, or nothing. After a conflict with another
 * transaction it runs again from the start (up to 5 times), so it must do nothing but query: no HTTP, SMTP or
 * queue call.
 * @throws StoreError for trouble that an operator can mend; anything else as `work` or PostgreSQL threw it
 */
export async function withTransaction<Result>(
  database: Pick<Database, 'kysely' | 'describe'>,
  work: (transaction: Transaction<Schema>) => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await database.kysely.transaction().execute(work);
    } catch (error) {
      const mayTryAgain = conflicts.has(errorCode(error) ?? '') && tries < maxTries;
      if (!mayTryAgain) throw explainDatabaseError(error, database.describe()) ?? error;
    }
  }
}

/** Runs `work` in the transaction that the caller is in, or in one of its own: all of it is kept, or nothing. */
export async function atomically<Result>(db: Db, work: (db: Db) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}
