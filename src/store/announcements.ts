/** Announcements: dated entries of announcing sources. */
import { sql } from 'kysely';
import type { Announcement } from '../domain/disclosure.ts';
import type { Db } from './db.ts';
import { toJson, toStorableText } from './json.ts';

/**
 * Stores entries; known ones keep the instant at which they were first seen and take the newest text.
 * Returns how many were new.
 */
export async function saveAnnouncements(
  db: Db,
  vendor: string,
  entries: readonly Announcement[],
): Promise<number> {
  let added = 0;
  // Several thousand rows in one statement would pass PostgreSQL's limit of 65,535 parameters.
  for (let start = 0; start < entries.length; start += 1000) {
    const rows = await db
      .insertInto('announcements')
      .values(
        entries.slice(start, start + 1000).map((entry) => ({
          source_id: entry.sourceId,
          key: entry.key,
          vendor,
          entry_date: entry.date,
          title: toStorableText(entry.title),
          body: toStorableText(entry.text),
          url: entry.url,
          subjects: toJson(entry.subjects),
          first_seen_at: entry.firstSeenAt,
          is_from_baseline: entry.isFromBaseline,
        })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['source_id', 'key'])
          .doUpdateSet((row) => ({
            title: row.ref('excluded.title'),
            body: row.ref('excluded.body'),
            subjects: row.ref('excluded.subjects'),
            url: row.ref('excluded.url'),
          }))
          // Nearly all entries come again as they were; writing them anew would fill the table with dead rows.
          .where(isReworded),
      )
      .returning('first_seen_at')
      .execute();
    const now = entries[start]?.firstSeenAt.getTime();
    added += rows.filter((row) => row.first_seen_at.getTime() === now).length;
  }
  return added;
}

const isReworded = sql<boolean>`(announcements.title, announcements.body, announcements.subjects, announcements.url)
  is distinct from (excluded.title, excluded.body, excluded.subjects, excluded.url)`;

/** Entries of these sources that were dated or first seen from `since` on, newest first, in one order always. */
export async function loadAnnouncements(
  db: Db,
  sourceIds: readonly string[],
  since: Date,
): Promise<readonly Announcement[]> {
  if (sourceIds.length === 0) return [];
  const rows = await db
    .selectFrom('announcements')
    .selectAll()
    .where('source_id', 'in', [...sourceIds])
    .where((where) =>
      where.or([
        where('entry_date', '>=', since.toISOString().slice(0, 10)),
        where.and([where('first_seen_at', '>=', since), where('is_from_baseline', '=', false)]),
      ]),
    )
    .orderBy('first_seen_at', 'desc')
    .orderBy('entry_date', (order) => order.desc().nullsLast())
    .orderBy('source_id')
    .orderBy('key')
    .limit(5000)
    .execute();
  return rows.map((row) => ({
    key: row.key,
    sourceId: row.source_id,
    date: row.entry_date,
    title: row.title,
    text: row.body,
    url: row.url,
    subjects: row.subjects,
    firstSeenAt: row.first_seen_at,
    isFromBaseline: row.is_from_baseline,
  }));
}
