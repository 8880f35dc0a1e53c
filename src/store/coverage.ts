/** Figures for digests: how well was watched, what is open, what is to come. */
import { sql } from 'kysely';
import type { Db } from './db.ts';

export interface PollCounts {
  readonly polls: number;
  readonly unchanged: number;
  readonly changed: number;
  readonly failing: number;
  readonly longestGap: { readonly sourceId: string; readonly ms: number } | null;
}

/**
 * Counts the polls of these sources from `from` to `to`, and finds the longest time for which one of them was not
 * seen: between two sightings, before the first or since the last.
 */
export async function countPolls(
  db: Db,
  sourceIds: readonly string[],
  from: Date,
  to: Date,
): Promise<PollCounts> {
  const none = { polls: 0, unchanged: 0, changed: 0, failing: 0, longestGap: null };
  if (sourceIds.length === 0) return none;
  const ids = sql.join(sourceIds.map((id) => sql`${id}`));
  const counts = await sql<{ polls: string; unchanged: string; changed: string; failing: string }>`
    select count(*) as polls,
           count(*) filter (where outcome in ('unchanged', 'first-seen')) as unchanged,
           count(*) filter (where outcome = 'changed') as changed,
           count(*) filter (where outcome not in ('unchanged', 'first-seen', 'changed')) as failing
    from looks where source_id in (${ids}) and finished_at > ${from} and finished_at <= ${to}`.execute(db);
  const gaps = await sql<{ source_id: string; seconds: string }>`
    with bounds as (
      select source_id, greatest(watched_since, ${from}::timestamptz) as begins
      from source_states where source_id in (${ids}) and watched_since < ${to}
    ), sightings as (
      select source_id, begins as at from bounds
      union all
      select looks.source_id, finished_at from looks join bounds using (source_id)
      where outcome in ('unchanged', 'first-seen', 'changed') and finished_at > begins and finished_at <= ${to}
      union all
      select source_id, ${to}::timestamptz from bounds
    )
    select source_id, extract(epoch from max(gap)) as seconds from (
      select source_id, at - lag(at) over (partition by source_id order by at) as gap from sightings
    ) as gaps where gap is not null group by source_id order by seconds desc, source_id limit 1`.execute(db);
  const row = counts.rows[0];
  const gap = gaps.rows[0];
  return {
    polls: Number(row?.polls ?? 0),
    unchanged: Number(row?.unchanged ?? 0),
    changed: Number(row?.changed ?? 0),
    failing: Number(row?.failing ?? 0),
    longestGap: gap ? { sourceId: gap.source_id, ms: Math.round(Number(gap.seconds) * 1000) } : null,
  };
}

/** Material changes whose verdict is open, oldest first. */
export async function openVerdicts(db: Db, limit: number) {
  return db
    .selectFrom('changes')
    .select(['id', 'summary', 'judge_at'])
    .where('disclosure', '=', 'pending')
    .where('is_material', '=', true)
    .orderBy('first_seen_after')
    .limit(limit)
    .execute();
}

/** Changes that print a day still to come from which they apply, soonest first. */
export async function upcomingChanges(db: Db, today: string, limit: number) {
  const { rows } = await sql<{ id: string; summary: string; effective: string }>`
    select id, summary, understanding -> 'printed' ->> 'effective' as effective from changes
    where is_material and understanding -> 'printed' ->> 'effective' > ${today}
    order by effective, id limit ${limit}`.execute(db);
  return rows;
}

/** What is kept back from a contact, longest held first. */
export async function heldFrom(db: Db, contactId: string, limit: number) {
  return db
    .selectFrom('receivers')
    .innerJoin('alerts', 'alerts.id', 'receivers.alert_id')
    .leftJoin('changes', 'changes.id', 'alerts.change_id')
    .select(['alerts.source_id', 'changes.summary', 'receivers.held_reason', 'receivers.held_until'])
    .where('receivers.contact_id', '=', contactId)
    .where('receivers.told_at', 'is', null)
    .where('receivers.lapsed_at', 'is', null)
    .where('receivers.held_by', 'is not', null)
    .orderBy('receivers.held_since')
    .limit(limit)
    .execute();
}
