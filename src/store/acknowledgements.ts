/** Acknowledgements of alerts. Written once, never altered. */
import { type Selectable, sql } from 'kysely';
import type { Acknowledgement } from '../domain/acknowledgement.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { acknowledgementFact } from './facts-of-telling.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';
import { atomically } from './transaction.ts';

export type StoredAcknowledgement = Selectable<Schema['acknowledgements']>;

/** Records acknowledgements, all or none, and notes them for the log. */
export async function recordAcknowledgements(
  db: Db,
  acknowledgements: readonly Acknowledgement[],
): Promise<readonly StoredAcknowledgement[]> {
  if (acknowledgements.length === 0) return [];
  return atomically(db, async (transaction) => {
    const rows = await transaction
      .insertInto('acknowledgements')
      .values(
        acknowledgements.map(({ alertId, name, contactId, meaning, note, account, at }) => ({
          alert_id: alertId,
          name: toStorableText(name),
          contact_id: contactId,
          meaning,
          note: note === null ? null : toStorableText(note),
          way: 'command' as const,
          account,
          acknowledged_at: at,
        })),
      )
      .returningAll()
      .execute();
    await noteForLog(transaction, ...rows.map(acknowledgementFact));
    return rows;
  });
}

/** Acknowledgements of these alerts, oldest first. */
export async function listAcknowledgements(
  db: Db,
  alertIds: readonly string[],
): Promise<readonly StoredAcknowledgement[]> {
  return db
    .selectFrom('acknowledgements')
    .selectAll()
    .where('alert_id', 'in', ['-1', ...alertIds])
    .orderBy('id')
    .execute();
}

/** An alert that somebody was told of and nobody acknowledged. */
export interface OpenAlert {
  readonly id: string;
  readonly source_id: string;
  readonly change_id: string | null;
  readonly reason: string;
  readonly summary: string | null;
  readonly first_told_at: Date;
  readonly contacts: readonly string[];
}

/**
 * Alerts of changes and findings that were told and that nobody acknowledged, told first first. An acknowledgement of any
 * later alert about the same change is one of the change.
 */
export async function openAlerts(db: Db, limit: number): Promise<readonly OpenAlert[]> {
  const { rows } = await sql<OpenAlert>`
    select alerts.id, alerts.source_id, alerts.change_id, alerts.reason,
           coalesce(changes.summary, alerts.trouble -> 'finding' ->> 'summary') as summary,
           min(receivers.told_at) as first_told_at,
           array_agg(distinct receivers.contact_id) as contacts
    from alerts
    join receivers on receivers.alert_id = alerts.id and receivers.told_at is not null
    left join changes on changes.id = alerts.change_id
    where (alerts.change_id is not null or alerts.reason = 'finding')
      and not exists (
        select from acknowledgements join alerts as other on other.id = acknowledgements.alert_id
        where other.id = alerts.id or (other.change_id = alerts.change_id and other.id > alerts.id))
    group by alerts.id, changes.summary order by first_told_at, alerts.id limit ${limit}`.execute(db);
  return rows;
}
