/** Answers of time-stamp authorities (RFC 3161) about checkpoints. */
import type { Db } from './db.ts';

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
