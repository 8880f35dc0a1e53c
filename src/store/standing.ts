/** What stood at a source at an instant, as far as looks tell: which version, between which sights. */
import { sql } from 'kysely';
import { sightedOutcomes } from '../domain/observation.ts';
import type { Db } from './db.ts';

/** A version and when it came: after the last sight of the one before, by its own first sight. */
export interface VersionArrival {
  readonly seq: number;
  /** Null for the first version: nothing is known of before. */
  readonly lastSeenBefore: Date | null;
  readonly firstSeenAt: Date;
}

export interface Standing {
  /** The newest version that had been seen by then; null before the first sight. */
  readonly version: VersionArrival | null;
  /** The version that took its place later; null when none has. */
  readonly next: VersionArrival | null;
  /** The last sight of the document by then, and the next one after. */
  readonly lastSightBy: Date | null;
  readonly nextSightAfter: Date | null;
  /** How the last look by then went, also one that did not see the document. */
  readonly lastOutcome: string | null;
}

export async function standingAt(db: Db, sourceId: string, at: Date): Promise<Standing> {
  const sighted = sql.join([...sightedOutcomes]);
  const { rows } = await sql<{
    last_sight: Date | null;
    next_sight: Date | null;
    last_outcome: string | null;
  }>`select
      (select max(finished_at) from looks where source_id = ${sourceId} and finished_at <= ${at}
         and outcome in (${sighted})) as last_sight,
      (select min(finished_at) from looks where source_id = ${sourceId} and finished_at > ${at}
         and outcome in (${sighted})) as next_sight,
      (select outcome from looks where source_id = ${sourceId} and finished_at <= ${at}
         order by finished_at desc limit 1) as last_outcome`.execute(db);
  const arrivals = await sql<{ seq: number; first_seen_at: Date; last_seen_before: Date | null }>`
    select versions.seq, versions.first_seen_at, changes.last_seen_before
    from versions left join changes on changes.source_id = versions.source_id and changes.after_seq = versions.seq
    where versions.source_id = ${sourceId} order by versions.seq`.execute(db);
  const versions = arrivals.rows.map(
    ({ seq, first_seen_at: firstSeenAt, last_seen_before: lastSeenBefore }) => ({
      seq,
      firstSeenAt,
      lastSeenBefore,
    }),
  );
  return {
    version: versions.findLast(({ firstSeenAt }) => firstSeenAt <= at) ?? null,
    next: versions.find(({ firstSeenAt }) => firstSeenAt > at) ?? null,
    lastSightBy: rows[0]?.last_sight ?? null,
    nextSightAfter: rows[0]?.next_sight ?? null,
    lastOutcome: rows[0]?.last_outcome ?? null,
  };
}

/** Changes that these sources had undergone by an instant, newest first, with the verdict that stood then. */
export async function changesBy(db: Db, sourceIds: readonly string[], at: Date, limit: number) {
  const { rows } = await sql<{
    id: string;
    source_id: string;
    summary: string;
    last_seen_before: Date;
    first_seen_after: Date;
    state: string | null;
    judged_at: Date | null;
  }>`
    select changes.id, source_id, summary, last_seen_before, first_seen_after, verdict.state, verdict.judged_at
    from changes left join lateral (
      select state, judged_at from verdicts where change_id = changes.id and judged_at <= ${at}
      order by number desc limit 1) as verdict on true
    where source_id = any (${[...sourceIds]}::text[]) and first_seen_after <= ${at} and is_material
    order by first_seen_after desc, id limit ${limit}`.execute(db);
  return rows;
}

/** Alerts about these sources that had been told by an instant, with whom they were told to, newest first. */
export async function alertsBy(db: Db, sourceIds: readonly string[], at: Date, since: Date, limit: number) {
  const { rows } = await sql<{
    id: string;
    source_id: string;
    change_id: string | null;
    reason: string;
    created_at: Date;
    told: readonly { readonly contact: string; readonly at: string }[];
    acknowledged: readonly { readonly name: string; readonly meaning: string; readonly at: string }[];
  }>`
    select alerts.id, source_id, change_id, alerts.reason, alerts.created_at,
           coalesce(jsonb_agg(jsonb_build_object('contact', mail.contact_id, 'at', mail.sent_at) order by mail.sent_at)
             filter (where mail.id is not null), '[]') as told,
           (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'meaning', meaning, 'at', acknowledged_at)
                    order by id), '[]')
              from acknowledgements where alert_id = alerts.id and acknowledged_at <= ${at}) as acknowledged
    from alerts
    left join delivery_alerts on delivery_alerts.alert_id = alerts.id
    left join deliveries as mail on mail.id = delivery_alerts.delivery_id and mail.sent_at <= ${at}
    where source_id = any (${[...sourceIds]}::text[]) and alerts.created_at <= ${at} and alerts.created_at >= ${since}
    group by alerts.id order by alerts.created_at desc, alerts.id desc limit ${limit}`.execute(db);
  return rows;
}

/** Days to come that documents named at an instant, the nearest first. */
export async function comingDatesAt(db: Db, sourceIds: readonly string[], at: Date, limit: number) {
  return db
    .selectFrom('coming_dates')
    .selectAll()
    .where('source_id', 'in', ['', ...sourceIds])
    .where('first_seen_at', '<=', at)
    .where((where) => where.or([where('gone_at', 'is', null), where('gone_at', '>', at)]))
    .where('date', '>=', at.toISOString().slice(0, 10))
    .orderBy('date')
    .orderBy('source_id')
    .limit(limit)
    .execute();
}
