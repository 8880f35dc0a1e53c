/** Signed states of the evidence log, what the next one is grown from, and the keys that the log names. */
import { z } from 'zod';
import type { Db } from './db.ts';

export interface StoredCheckpoint {
  readonly size: number;
  /** As published: a C2SP tlog-checkpoint. */
  readonly note: string;
  readonly signedAt: Date;
}

/** The newest checkpoint; null before the first. */
export async function newestCheckpoint(db: Db): Promise<StoredCheckpoint | null> {
  const row = await db
    .selectFrom('log_checkpoints')
    .selectAll()
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { size: Number(row.size), note: row.note, signedAt: row.signed_at } : null;
}

/** Checkpoints of more entries than that, smallest first. */
export async function loadCheckpoints(
  db: Db,
  beyond: number,
  limit: number,
): Promise<readonly StoredCheckpoint[]> {
  const rows = await db
    .selectFrom('log_checkpoints')
    .selectAll()
    .where('size', '>', String(beyond))
    .orderBy('size')
    .limit(limit)
    .execute();
  return rows.map(({ size, note, signed_at: signedAt }) => ({ size: Number(size), note, signedAt }));
}

export async function insertCheckpoint(db: Db, { size, note, signedAt }: StoredCheckpoint): Promise<void> {
  await db.insertInto('log_checkpoints').values({ size, note, signed_at: signedAt }).execute();
}

/** How far the tree was hashed; null before the first time. */
export async function loadTree(db: Db): Promise<{ readonly size: number; readonly edge: Uint8Array } | null> {
  const row = await db.selectFrom('log_tree').select(['size', 'edge']).executeTakeFirst();
  return row ? { size: Number(row.size), edge: row.edge } : null;
}

export async function saveTree(
  db: Db,
  tree: { readonly size: number; readonly edge: Uint8Array },
): Promise<void> {
  const row = { size: tree.size, edge: Buffer.from(tree.edge) };
  await db
    .insertInto('log_tree')
    .values(row)
    .onConflict((conflict) => conflict.column('is_only').doUpdateSet(row))
    .execute();
}

/** A key that the log names. The newest one signs. */
export interface LoggedKey {
  /** `name+id+…` */
  readonly key: string;
  /** Id of the key that it replaces; null for the first. */
  readonly replaces: string | null;
  /** Whether the key that it replaces was lost, and so did not sign for it. */
  readonly isBreak: boolean;
}

const keyRecord = z.object({
  key: z.string(),
  replaces: z.string().nullish(),
  isBreak: z.boolean().optional(),
});

/** Reads what an entry of kind `key` records. */
export function readKeyRecord(record: unknown): LoggedKey | null {
  const parsed = keyRecord.safeParse(record);
  if (!parsed.success) return null;
  const { key, replaces = null, isBreak = false } = parsed.data;
  return { key, replaces, isBreak };
}

/** The key that signs, whether its place in the log is given or still waited for; null when the log names none. */
export async function signingKey(db: Db): Promise<LoggedKey | null> {
  const waiting = await db
    .selectFrom('log_queue')
    .select('record')
    .where('kind', '=', 'key')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (waiting) return readKeyRecord(JSON.parse(waiting.record));
  const logged = await db
    .selectFrom('log_entries')
    .select('record')
    .where('kind', '=', 'key')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return logged
    ? readKeyRecord(z.object({ record: z.unknown() }).parse(JSON.parse(logged.record)).record)
    : null;
}
