/** Days to come that standing documents name. */
import type { Selectable } from 'kysely';
import type { ComingDate } from '../domain/coming-date.ts';
import type { CalendarDate } from '../domain/document.ts';
import type { Db } from './db.ts';
import { toJson, toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

export type StoredComingDate = Selectable<Schema['coming_dates']>;

/**
 * Replaces what a source names by what its new version names. A day that is no longer named before it has come is
 * marked as gone, one that is named again as there. Returns those that the source never named before.
 */
export async function saveComingDates(
  db: Db,
  version: {
    readonly sourceId: string;
    readonly vendor: string;
    readonly seq: number;
    readonly now: Date;
    readonly dates: readonly ComingDate[];
  },
): Promise<readonly ComingDate[]> {
  const { sourceId, dates, now } = version;
  const known = await db
    .selectFrom('coming_dates')
    .select(['key', 'gone_at'])
    .where('source_id', '=', sourceId)
    .execute();
  const standing = new Set(known.flatMap(({ key, gone_at }) => (gone_at === null ? [key] : [])));
  const named = new Set(dates.map(({ key }) => key));
  const gone = [...standing].filter((key) => !named.has(key));
  if (gone.length > 0) {
    await db
      .updateTable('coming_dates')
      .set({ gone_at: now })
      .where('source_id', '=', sourceId)
      .where('key', 'in', gone)
      .where('date', '>', now.toISOString().slice(0, 10))
      .execute();
  }
  const fresh = dates.filter(({ key }) => !standing.has(key));
  if (fresh.length > 0) await insertDates(db, version, fresh);
  return fresh;
}

async function insertDates(
  db: Db,
  { sourceId, vendor, seq, now }: { sourceId: string; vendor: string; seq: number; now: Date },
  dates: readonly ComingDate[],
): Promise<void> {
  await db
    .insertInto('coming_dates')
    .values(
      dates.map((item) => ({
        source_id: sourceId,
        key: item.key,
        vendor,
        date: item.date,
        meaning: item.meaning,
        is_earliest: item.isEarliest,
        subjects: toJson(item.subjects),
        passage: toStorableText(item.passage),
        announced_on: item.announcedOn,
        first_seen_at: now,
        first_seq: seq,
        gone_at: null,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['source_id', 'key']).doUpdateSet((row) => ({
        passage: row.ref('excluded.passage'),
        gone_at: null,
      })),
    )
    .execute();
}

/** Days from one to another, both included, that these sources still name; the nearest first. */
export async function listComingDates(
  db: Db,
  sourceIds: readonly string[],
  from: CalendarDate,
  to: CalendarDate,
): Promise<readonly StoredComingDate[]> {
  if (sourceIds.length === 0) return [];
  return db
    .selectFrom('coming_dates')
    .selectAll()
    .where('source_id', 'in', [...sourceIds])
    .where('gone_at', 'is', null)
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .orderBy('source_id')
    .orderBy('key')
    .execute();
}

/** The version that first named a day between two others, on which the source itself was to change. */
export async function findForetelling(
  db: Db,
  sourceId: string,
  from: CalendarDate,
  to: CalendarDate,
  before: Date,
): Promise<StoredComingDate | null> {
  const row = await db
    .selectFrom('coming_dates')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('meaning', '=', 'takes-effect')
    .where('is_earliest', '=', false)
    .where('date', '>=', from)
    .where('date', '<=', to)
    .where('first_seen_at', '<=', before)
    .orderBy('first_seen_at')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
