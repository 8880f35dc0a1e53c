/** Acknowledgements of alerts. Written once, never altered. */
import { type Selectable, sql } from 'kysely';
import type { Acknowledgement } from '../domain/acknowledgement.ts';
import type { Db } from './db.ts';
import { hastenEscalations } from './escalations.ts';
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
        acknowledgements.map(({ alertId, name, contactId, meaning, note, way, account, at }) => ({
          alert_id: alertId,
          name: toStorableText(name),
          contact_id: contactId,
          meaning,
          note: note === null ? null : toStorableText(note),
          way,
          account: toStorableText(account),
          acknowledged_at: at,
        })),
      )
      .returningAll()
      .execute();
    await noteForLog(transaction, ...rows.map(acknowledgementFact));
    await hastenEscalations(
      transaction,
      rows.map((row) => row.alert_id),
      new Date(Math.max(...rows.map((row) => row.acknowledged_at.getTime()))),
    );
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

/** Whether an alert was acknowledged. An acknowledgement of any later alert about the same change is one of the change. */
export const isAcknowledged = sql<boolean>`exists (
  select from acknowledgements join alerts as other on other.id = acknowledgements.alert_id
  where other.id = alerts.id or (other.change_id = alerts.change_id and other.id > alerts.id))`;

/** Whether an alert asks for an acknowledgement and has none. */
const isOpen = sql<boolean>`(alerts.change_id is not null or alerts.reason = 'finding') and not ${isAcknowledged}`;

/** Alerts of changes and findings that were told and that nobody acknowledged, told first first. */
export async function openAlerts(
  db: Db,
  limit: number,
  contactId: string | null = null,
): Promise<readonly OpenAlert[]> {
  const { rows } = await sql<OpenAlert>`
    select alerts.id, alerts.source_id, alerts.change_id, alerts.reason,
           coalesce(changes.summary, alerts.trouble -> 'finding' ->> 'summary') as summary,
           min(receivers.told_at) as first_told_at,
           array_agg(distinct receivers.contact_id) as contacts
    from alerts
    join receivers on receivers.alert_id = alerts.id and receivers.told_at is not null
    left join changes on changes.id = alerts.change_id
    where ${isOpen}
    group by alerts.id, changes.summary
    having ${contactId}::text is null or bool_or(receivers.contact_id = ${contactId}::text)
    order by first_told_at, alerts.id limit ${limit}`.execute(db);
  return rows;
}

/** A contact's share of an alert that was told. */
export interface ToldShare {
  readonly alert_id: string;
  readonly contact_id: string;
  readonly route: readonly string[];
  readonly told_at: Date;
  /** Whether it asks for an acknowledgement and has none. */
  readonly is_open: boolean;
}

/** The shares of a group that were told, first first. */
export async function toldSharesOf(db: Db, groupId: string): Promise<readonly ToldShare[]> {
  const { rows } = await sql<ToldShare>`
    select receivers.alert_id, receivers.contact_id, receivers.route, receivers.told_at, (${isOpen}) as is_open
    from receivers join alerts on alerts.id = receivers.alert_id
    where receivers.group_id = ${groupId} and receivers.told_at is not null
    order by receivers.told_at, receivers.alert_id`.execute(db);
  return rows;
}

/** The newest acknowledgement of a group's alerts, or of later ones about the same changes. */
export async function lastAcknowledgementOf(db: Db, groupId: string): Promise<StoredAcknowledgement | null> {
  const { rows } = await sql<StoredAcknowledgement>`
    select acknowledgements.* from acknowledgements
    join alerts as other on other.id = acknowledgements.alert_id
    join alerts on alerts.id = other.id or alerts.change_id = other.change_id
    join receivers on receivers.alert_id = alerts.id and receivers.group_id = ${groupId}
    order by acknowledgements.id desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** Groups that were told since then, are open and are followed up by no chain, first first. */
export async function unfollowedGroups(
  db: Db,
  since: Date,
): Promise<readonly { readonly groupId: string; readonly route: readonly string[] }[]> {
  const rows = await db
    .selectFrom('receivers')
    .innerJoin('alerts', 'alerts.id', 'receivers.alert_id')
    .select(['receivers.group_id', 'receivers.route'])
    .distinctOn('receivers.group_id')
    .where('receivers.told_at', '>', since)
    .where(isOpen)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('escalations')
            .select('id')
            .whereRef('escalations.group_id', '=', 'receivers.group_id')
            .where('ended_at', 'is', null),
        ),
      ),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('escalations')
            .innerJoin('escalation_events', 'escalation_events.escalation_id', 'escalations.id')
            .select('escalations.id')
            .whereRef('escalations.group_id', '=', 'receivers.group_id')
            .where(sql<string>`escalation_events.detail ->> 'end'`, '=', 'told to nobody'),
        ),
      ),
    )
    .orderBy('receivers.group_id')
    .execute();
  return rows.map((row) => ({ groupId: row.group_id, route: row.route }));
}
