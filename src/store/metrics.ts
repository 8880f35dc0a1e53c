/** Figures of the whole database, for a monitoring system. */
import { sql } from 'kysely';
import { openAlerts } from './acknowledgements.ts';
import type { Db } from './db.ts';
import { standOfEscalations } from './escalations.ts';

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

const hourMs = 60 * 60 * 1000;

/** All figures at `now`. Each is one look at an index or at a small table. */
export async function gatherMetrics(db: Db, now: Date): Promise<readonly Metric[]> {
  const since = new Date(now.getTime() - hourMs);
  const [polls, sources, changes, mails, alerts, ages, open, chains] = await Promise.all([
    counted(
      db,
      sql`select outcome as label, count(*) as n from looks where finished_at > ${since} group by 1`,
    ),
    counted(
      db,
      sql`select coalesce(trouble_outcome, case when last_sighted_at is null then 'not-polled-yet' else 'seen' end)
            as label, count(*) as n from source_states group by 1`,
    ),
    counted(db, sql`select disclosure as label, count(*) as n from changes where is_material group by 1`),
    counted(db, sql`select state as label, count(*) as n from deliveries group by 1`),
    counted(
      db,
      sql`select case when held_by is not null then 'held' else 'waiting' end as label, count(*) as n
          from receivers where told_at is null and lapsed_at is null group by 1`,
    ),
    agesAt(db, now),
    openAlerts(db, 100_000),
    standOfEscalations(db, since),
  ]);
  const gauge = (name: string, help: string, samples: Metric['samples']): Metric => ({
    name: `modelwarden_${name}`,
    help,
    type: 'gauge',
    samples,
  });
  const by = (label: string, counts: readonly Count[]) =>
    counts.map((count) => ({ labels: { [label]: count.label }, value: count.n }));
  const one = (value: number) => [{ labels: {}, value }];
  return [
    gauge('polls_last_hour', 'Polls that ended within the last hour, by outcome.', by('outcome', polls)),
    gauge('sources', 'Sources that were ever polled, by how they are seen now.', by('state', sources)),
    {
      name: 'modelwarden_changes_total',
      help: 'Material changes that were recorded, by disclosure.',
      type: 'counter',
      samples: by('disclosure', changes),
    },
    gauge('mails', 'Mails by state.', by('state', mails)),
    gauge('alert_shares_owed', 'Shares of alerts that a contact is still owed.', by('state', alerts)),
    gauge('alerts_unacknowledged', 'Alerts that were told and that nobody acknowledged.', one(open.length)),
    gauge('follow_ups_running', 'Chains of reminders and escalations that go on.', one(chains.running)),
    gauge('follow_ups_stopped', 'Chains that do not move on.', one(chains.stopped.length)),
    ...ages.map(({ name, help, seconds }) => gauge(name, help, seconds === null ? [] : one(seconds))),
  ];
}

interface Count {
  readonly label: string;
  readonly n: number;
}

async function counted(db: Db, query: ReturnType<typeof sql>): Promise<readonly Count[]> {
  const { rows } = await sql<{
    label: string;
    n: string;
  }>`select * from (${query}) as counts order by 1`.execute(db);
  return rows.map(({ label, n }) => ({ label, n: Number(n) }));
}

async function agesAt(db: Db, now: Date) {
  const { rows } = await sql<Record<string, Date | null>>`
    select (select max(last_sighted_at) from source_states) as sighting,
           (select min(due_at) from source_states where due_at < ${now}) as due_poll,
           (select min(due_at) from deliveries where state = 'due' and due_at < ${now}) as due_mail,
           (select max(signed_at) from log_checkpoints) as checkpoint,
           (select max(verified_at) from verifications) as verification`.execute(db);
  const row = rows[0] ?? {};
  const problems = await db
    .selectFrom('verifications')
    .select('problems')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const age = (key: string) => {
    const at = row[key];
    return at ? Math.max(0, (now.getTime() - at.getTime()) / 1000) : null;
  };
  return [
    { name: 'last_sighting_age_seconds', help: 'Since any source was seen.', seconds: age('sighting') },
    {
      name: 'oldest_due_poll_age_seconds',
      help: 'Since a poll is due that nobody made.',
      seconds: age('due_poll') ?? 0,
    },
    {
      name: 'oldest_due_mail_age_seconds',
      help: 'Since a mail is due that is not sent.',
      seconds: age('due_mail') ?? 0,
    },
    {
      name: 'checkpoint_age_seconds',
      help: 'Since the evidence log was signed.',
      seconds: age('checkpoint'),
    },
    {
      name: 'verification_age_seconds',
      help: 'Since the evidence was verified.',
      seconds: age('verification'),
    },
    {
      name: 'verification_problems',
      help: 'What the last verification found amiss.',
      seconds: problems?.problems ?? null,
    },
  ];
}
