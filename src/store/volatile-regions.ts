/** Passages of a source that differ from look to look, and how often they did. */
import { sql } from 'kysely';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';

/** Places of a source that differed at least `times` times. */
export async function loadLearned(db: Db, sourceId: string, times: number): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('volatile_regions')
    .select('place')
    .where('source_id', '=', sourceId)
    .where('times', '>=', times)
    .execute();
  return new Set(rows.map(({ place }) => place));
}

/** Every region of a source, the most restless first. */
export async function listRegions(db: Db, sourceId: string) {
  return db
    .selectFrom('volatile_regions')
    .selectAll()
    .where('source_id', '=', sourceId)
    .orderBy('times', 'desc')
    .orderBy('place')
    .execute();
}

/** Counts that regions differed, `times` times over. */
export async function countRegions(
  db: Db,
  sourceId: string,
  regions: readonly {
    readonly place: string;
    readonly shows: string;
    readonly before: string;
    readonly after: string;
  }[],
  times: number,
  now: Date,
): Promise<void> {
  if (regions.length === 0) return;
  await db
    .insertInto('volatile_regions')
    .values(
      regions.map(({ place, shows, before, after }) => ({
        source_id: sourceId,
        place,
        shows: toStorableText(shows),
        sample_before: toStorableText(before),
        sample_after: toStorableText(after),
        times,
        first_seen_at: now,
        last_seen_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['source_id', 'place']).doUpdateSet((row) => ({
        times: sql<number>`volatile_regions.times + excluded.times`,
        sample_before: row.ref('excluded.sample_before'),
        sample_after: row.ref('excluded.sample_after'),
        last_seen_at: now,
      })),
    )
    .execute();
}

/** Forgets regions that have not differed since an instant, and returns how many. */
export async function forgetRegions(db: Db, since: Date): Promise<number> {
  const result = await db.deleteFrom('volatile_regions').where('last_seen_at', '<', since).executeTakeFirst();
  return Number(result.numDeletedRows);
}
