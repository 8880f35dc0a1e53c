/** Answers of time-stamp authorities (RFC 3161) about checkpoints, and how it goes with the authorities. */
import { sql } from 'kysely';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';
import { atomically } from './transaction.ts';

export interface StoredTimestamp {
  readonly authority: string;
  /** The time that the authority states. */
  readonly statedAt: Date;
  /** The whole answer, DER. */
  readonly token: Uint8Array;
}

/** The time stamps over the checkpoint of that size. */
export async function loadTimestamps(db: Db, size: number): Promise<readonly StoredTimestamp[]> {
  const rows = await db
    .selectFrom('log_timestamps')
    .selectAll()
    .where('size', '=', String(size))
    .orderBy('authority')
    .execute();
  return rows.map(({ authority, stated_at: statedAt, token }) => ({ authority, statedAt, token }));
}

/** Time stamps with the checkpoints that they are over, of more entries than `after`, smallest first: `limit`, and what is over the same as the last. */
export async function loadStampedCheckpoints(
  db: Db,
  after: number,
  limit: number,
): Promise<
  readonly (StoredTimestamp & { readonly size: number; readonly note: string; readonly signedAt: Date })[]
> {
  const rows = await db
    .selectFrom('log_timestamps')
    .innerJoin('log_checkpoints', 'log_checkpoints.size', 'log_timestamps.size')
    .select([
      'log_timestamps.size',
      'log_timestamps.authority',
      'log_timestamps.stated_at',
      'log_timestamps.token',
      'log_checkpoints.note',
      'log_checkpoints.signed_at',
    ])
    .where('log_timestamps.size', '>', String(after))
    .orderBy('log_timestamps.size')
    .modifyEnd(sql`fetch first ${sql.lit(limit)} rows with ties`)
    .execute();
  return rows.map((row) => ({
    size: Number(row.size),
    authority: row.authority,
    statedAt: row.stated_at,
    token: row.token,
    note: row.note,
    signedAt: row.signed_at,
  }));
}

/** Stores a time stamp, and that the authority works. */
export async function insertTimestamp(
  db: Db,
  stamp: StoredTimestamp & { readonly size: number },
  now: Date,
): Promise<void> {
  const { size, authority, statedAt, token } = stamp;
  await atomically(db, async (transaction) => {
    await transaction
      .insertInto('log_timestamps')
      .values({ size, authority, stated_at: statedAt, token: Buffer.from(token) })
      .onConflict((conflict) => conflict.columns(['size', 'authority']).doNothing())
      .execute();
    const row = {
      stamped_at: now,
      stamped_size: size,
      failed_since: null,
      failures: 0,
      error: null,
      next_at: null,
    };
    await transaction
      .insertInto('time_authorities')
      .values({ authority, ...row })
      .onConflict((conflict) => conflict.column('authority').doUpdateSet(row))
      .execute();
  });
}

export interface StampingState {
  readonly stampedAt: Date | null;
  readonly stampedSize: number | null;
  readonly failedSince: Date | null;
  readonly failures: number;
  readonly error: string | null;
  /** When it is asked again after a failure; null while it works. */
  readonly nextAt: Date | null;
}

/** How it goes with an authority; null before it was asked. */
export async function loadAuthority(db: Db, authority: string): Promise<StampingState | null> {
  const row = await db
    .selectFrom('time_authorities')
    .selectAll()
    .where('authority', '=', authority)
    .executeTakeFirst();
  return row
    ? {
        stampedAt: row.stamped_at,
        stampedSize: row.stamped_size === null ? null : Number(row.stamped_size),
        failedSince: row.failed_since,
        failures: row.failures,
        error: row.error,
        nextAt: row.next_at,
      }
    : null;
}

/** Notes that an authority gave no usable answer, and when it is asked again. */
export async function noteAuthorityFailure(
  db: Db,
  authority: string,
  failure: { readonly error: string; readonly now: Date; readonly nextAt: Date },
): Promise<void> {
  const error = toStorableText(failure.error).slice(0, 1000);
  await db
    .insertInto('time_authorities')
    .values({ authority, failed_since: failure.now, failures: 1, error, next_at: failure.nextAt })
    .onConflict((conflict) =>
      conflict.column('authority').doUpdateSet({
        failed_since: sql<Date>`coalesce(time_authorities.failed_since, ${failure.now}::timestamptz)`,
        failures: sql<number>`time_authorities.failures + 1`,
        error,
        next_at: failure.nextAt,
      }),
    )
    .execute();
}
