/** What is remembered of a source over time: the states it was in, how often it changed, what was held of it. */
import { sql } from 'kysely';
import { sightedOutcomes } from '../domain/observation.ts';
import type { Db } from './db.ts';

/** The hashes of a source's latest versions, newest first. */
export async function loadStates(
  db: Db,
  sourceId: string,
  limit: number,
): Promise<readonly { readonly seq: number; readonly hash: string }[]> {
  return db
    .selectFrom('versions')
    .select(['seq', 'document_hash as hash'])
    .where('source_id', '=', sourceId)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}

/** When a version was last seen standing, or null while it stands. */
export async function stoodUntil(db: Db, sourceId: string, seq: number): Promise<Date | null> {
  const row = await db
    .selectFrom('changes')
    .select('last_seen_before')
    .where('source_id', '=', sourceId)
    .where('before_seq', '=', seq)
    .executeTakeFirst();
  return row?.last_seen_before ?? null;
}

/** The change that made a version, as far as later ones ask about it. */
export async function loadMaking(db: Db, sourceId: string, afterSeq: number) {
  return db
    .selectFrom('changes')
    .select(['id', 'returned_to', 'understanding'])
    .where('source_id', '=', sourceId)
    .where('after_seq', '=', afterSeq)
    .executeTakeFirst();
}

/**
 * How many of a source's latest `polls` sightings found text that matters changed or gone, rather than only added.
 * Those before `since` are not counted: looks that lie months apart tell of no going back and forth.
 */
export async function countFlaps(db: Db, sourceId: string, polls: number, since: Date): Promise<number> {
  const { rows } = await sql<{ flaps: string }>`
    select count(*) filter (where c.is_material and not c.is_addition) as flaps
      from (select seq, outcome from looks
             where source_id = ${sourceId} and outcome in (${sql.join([...sightedOutcomes])})
               and finished_at >= ${since}
             order by finished_at desc, id desc limit ${polls}) o
      left join changes c on o.outcome = 'changed' and c.source_id = ${sourceId} and c.after_seq = o.seq`.execute(
    db,
  );
  return Number(rows[0]?.flaps ?? 0);
}

/** Marks since when a source goes back and forth, and when its readers were last told; null when it is steady. */
export async function markFlapping(
  db: Db,
  sourceId: string,
  flapping: { readonly since: Date; readonly toldAt: Date } | null,
): Promise<void> {
  await db
    .updateTable('source_states')
    .set({ flapping_since: flapping?.since ?? null, flapping_told_at: flapping?.toldAt ?? null })
    .where('source_id', '=', sourceId)
    .execute();
}

/** Changes of a source that were held since an instant, oldest first. */
export async function listHeld(db: Db, sourceId: string, since: Date) {
  return db
    .selectFrom('changes')
    .select(['id', 'first_seen_after', 'summary'])
    .where('source_id', '=', sourceId)
    .where('hold_reason', 'is not', null)
    .where('first_seen_after', '>', since)
    .orderBy('after_seq')
    .execute();
}
