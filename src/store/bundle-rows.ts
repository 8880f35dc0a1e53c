/** Rows of evidence about one matter, for a bundle that somebody takes away: looks, documents, decisions, mails. */
import type { Selectable } from 'kysely';
import type { Db } from './db.ts';
import { type LoggedLook, loadLoggedLooks } from './logged-looks.ts';
import type { Schema } from './schema.ts';

/** A row as it is stored. */
export type Row<Table extends keyof Schema> = Selectable<Schema[Table]>;

/** Looks at a source that ended between two instants, both included, by their ids; no more than `limit`. */
export async function listLooks(
  db: Db,
  sourceId: string,
  between: { readonly from: Date; readonly to: Date },
  limit: number,
): Promise<readonly LoggedLook[]> {
  const rows = await db
    .selectFrom('looks')
    .select('id')
    .where('source_id', '=', sourceId)
    .where('finished_at', '>=', between.from)
    .where('finished_at', '<=', between.to)
    .limit(limit)
    .execute();
  return loadLooks(
    db,
    rows.map(({ id }) => id),
  );
}

/** Looks by their ids, in the order of the ids. */
export async function loadLooks(db: Db, ids: readonly string[]): Promise<readonly LoggedLook[]> {
  const found: LoggedLook[] = [];
  const atOnce = 5_000;
  for (let start = 0; start < ids.length; start += atOnce)
    found.push(...(await loadLoggedLooks(db, ids.slice(start, start + atOnce))).values());
  return found.sort((a, b) => Number(a.observation.id) - Number(b.observation.id));
}

/** Sources that are or were watched, also those that the configuration no longer names. */
export async function everWatched(db: Db, vendor: string | null): Promise<readonly string[]> {
  let query = db.selectFrom('source_states').select('source_id').orderBy('source_id');
  if (vendor !== null) query = query.where('vendor', '=', vendor);
  return (await query.execute()).map((row) => row.source_id);
}

/** What was removed of a source when its retention ended. */
export async function listRemovals(db: Db, sourceId: string): Promise<readonly Row<'removals'>[]> {
  return db.selectFrom('removals').selectAll().where('source_id', '=', sourceId).orderBy('seq').execute();
}

/** Numbers of the versions of a source that stood at some time between two instants. */
export async function versionsStanding(
  db: Db,
  sourceId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('versions')
    .select(['seq', 'first_seen_at'])
    .where('source_id', '=', sourceId)
    .where('first_seen_at', '<=', to)
    .orderBy('seq')
    .execute();
  // A version stands until the next one was seen.
  return rows.flatMap(({ seq }, index) => {
    const next = rows[index + 1];
    return next && next.first_seen_at <= from ? [] : [seq];
  });
}

/** Ids of the changes that were seen between two instants. */
export async function changesBetween(
  db: Db,
  { from, to }: { readonly from: Date; readonly to: Date },
  vendor: string | null,
): Promise<readonly string[]> {
  let query = db
    .selectFrom('changes')
    .select('id')
    .where('first_seen_after', '>=', from)
    .where('first_seen_after', '<=', to)
    .orderBy('first_seen_after')
    .orderBy('id');
  if (vendor !== null) query = query.where('vendor', '=', vendor);
  return (await query.execute()).map(({ id }) => id);
}

/** Judgements of a change, oldest first, as stored. */
export async function listVerdicts(db: Db, changeId: string): Promise<readonly Row<'verdicts'>[]> {
  return db.selectFrom('verdicts').selectAll().where('change_id', '=', changeId).orderBy('number').execute();
}

/** Alerts about these changes, or by their ids, or about trouble with a source in a time. */
export async function listAlerts(
  db: Db,
  about: {
    readonly changeIds: readonly string[];
    readonly ids: readonly string[];
    readonly between: {
      readonly from: Date;
      readonly to: Date;
      readonly sourceIds: readonly string[];
    } | null;
  },
): Promise<readonly Row<'alerts'>[]> {
  const { changeIds, ids, between } = about;
  return db
    .selectFrom('alerts')
    .selectAll()
    .where((where) =>
      where.or([
        where('change_id', 'in', ['', ...changeIds]),
        where('id', 'in', ['-1', ...ids]),
        ...(between
          ? [
              where.and([
                where('created_at', '>=', between.from),
                where('created_at', '<=', between.to),
                where('source_id', 'in', ['', ...between.sourceIds]),
              ]),
            ]
          : []),
      ]),
    )
    .orderBy('id')
    .execute();
}

/** Mails that tell of these alerts, with those that stand in for them, oldest first. */
export async function listMails(db: Db, alertIds: readonly string[]): Promise<readonly Row<'deliveries'>[]> {
  if (alertIds.length === 0) return [];
  return db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', 'in', (mail) =>
      mail
        .selectFrom('delivery_alerts')
        .select('delivery_id')
        .where('alert_id', 'in', [...alertIds]),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

/** What was said with relays about these mails, and what came back. */
export async function listAttempts(db: Db, deliveryIds: readonly string[]) {
  if (deliveryIds.length === 0) return { attempts: [], bounces: [] };
  const attempts = await db
    .selectFrom('delivery_attempts')
    .selectAll()
    .where('delivery_id', 'in', [...deliveryIds])
    .orderBy('started_at')
    .orderBy('delivery_id')
    .execute();
  const bounces = await db
    .selectFrom('bounces')
    .selectAll()
    .where('delivery_id', 'in', [...deliveryIds])
    .orderBy('received_at')
    .execute();
  return { attempts, bounces };
}

/** Configurations that were in force at some time between two instants, oldest first. */
export async function configurationsBetween(
  db: Db,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<readonly Row<'config_loads'>[]> {
  const rows = await db
    .selectFrom('config_loads')
    .selectAll()
    .where('loaded_at', '<=', to)
    .orderBy('loaded_at')
    .orderBy('id')
    .execute();
  const firstWithin = rows.findIndex(({ loaded_at: at }) => at > from);
  return firstWithin < 0 ? rows.slice(-1) : rows.slice(Math.max(0, firstWithin - 1));
}

/** Those of these hashes under which nothing is stored. */
export async function missingBodies(db: Db, hashes: readonly string[]): Promise<readonly string[]> {
  if (hashes.length === 0) return [];
  const rows = await db
    .selectFrom('bodies')
    .select('sha256')
    .where('sha256', 'in', [...hashes])
    .execute();
  const known = new Set(rows.map((row) => row.sha256));
  return hashes.filter((hash) => !known.has(hash));
}
