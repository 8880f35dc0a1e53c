/** Rows that `verify` reads one after another, so that no more than a few are in memory. */
import { sql } from 'kysely';
import { loadBody } from './bodies.ts';
import type { Db } from './db.ts';

const mailsAtOnce = 50;

export interface StoredBody {
  readonly sha256: string;
  /** Null when there are none or they cannot be unpacked. */
  readonly bytes: Uint8Array | null;
  readonly trouble: string | null;
  /** How many bodies there are in all. */
  readonly count: number;
}

/** Every body with its bytes, in the order of the hashes. */
export async function* bodyRows(db: Db): AsyncIterable<StoredBody> {
  const { rows } = await sql<{ count: string }>`select count(*) as count from bodies`.execute(db);
  const count = Number(rows[0]?.count ?? 0);
  for (let last = ''; ; ) {
    const row = await db
      .selectFrom('bodies')
      .select('sha256')
      .where('sha256', '>', last)
      .orderBy('sha256')
      .limit(1)
      .executeTakeFirst();
    if (!row) return;
    last = row.sha256;
    yield { sha256: row.sha256, count, ...(await readBody(db, row.sha256)) };
  }
}

async function readBody(db: Db, hash: string): Promise<Pick<StoredBody, 'bytes' | 'trouble'>> {
  try {
    return { bytes: await loadBody(db, hash), trouble: null };
  } catch (error) {
    return {
      bytes: null,
      trouble: `they do not unpack (${error instanceof Error ? error.message : String(error)})`,
    };
  }
}

/** Every mail as it was sent, oldest first. */
export async function* listMailTexts(db: Db): AsyncIterable<{ readonly id: string; readonly text: string }> {
  for (let last = ''; ; ) {
    const mails = await db
      .selectFrom('deliveries')
      .select(['id', 'raw'])
      .where('id', '>', last)
      .orderBy('id')
      .limit(mailsAtOnce)
      .execute();
    if (mails.length === 0) return;
    last = mails.at(-1)?.id ?? last;
    for (const { id, raw } of mails) yield { id, text: raw.toString('utf8') };
  }
}

/** Rows whose state does not follow from what was recorded of them. */
export async function contradictions(
  db: Db,
): Promise<readonly { readonly table: string; readonly id: string; readonly what: string }[]> {
  const { rows } = await sql<{ table: string; id: string; what: string }>`
    select 'changes' as table, changes.id, 'Change ' || changes.id || ' is said to be ' || changes.disclosure
             || ', and its last judgement is ' || last.state || '.' as what
      from changes cross join lateral (
        select state from verdicts where change_id = changes.id order by number desc limit 1) as last
      where last.state <> changes.disclosure
    union all
    select 'deliveries', id, 'Mail ' || id || ' is said to be sent, and no answer of a relay says so.'
      from deliveries
      where state = 'sent' and not exists (
        select from delivery_attempts where delivery_id = deliveries.id and result = 'sent')
    union all
    select 'deliveries', id, 'Mail ' || id || ' does not have the hash that is stored with it.'
      from deliveries where encode(sha256(raw), 'hex') <> raw_sha256
    order by 1, 2 limit 1000`.execute(db);
  return rows;
}
