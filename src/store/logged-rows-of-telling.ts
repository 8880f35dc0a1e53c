/** Rows of what was decided and told as the facts that they are logged as. */
import { sql } from 'kysely';
import type { Db } from './db.ts';
import type { Fact } from './evidence-log.ts';
import {
  acknowledgementFact,
  alertFact,
  answerFact,
  attemptFact,
  bounceFact,
  changeFact,
  configFact,
  deliveryFact,
  escalationFact,
  registerFact,
  restorationFact,
  routingFact,
  silenceEndFact,
  silenceFact,
  suppressionFact,
  verdictFact,
} from './facts-of-telling.ts';
import { idRef, ids, type LoggedRows, rowsOf, splitRef } from './logged-row-kinds.ts';

const attemptRef = sql<string>`delivery_id || '#' || number`;

export const rowsOfTelling: readonly LoggedRows[] = [
  rowsOf({
    kind: 'change',
    table: 'changes',
    ref: sql`changes.id`,
    atOnce: 100,
    load: async (db, refs) => {
      const rows = await db
        .selectFrom('changes')
        .selectAll()
        .where('id', 'in', [...refs])
        .execute();
      return rows.map(changeFact);
    },
  }),
  rowsOf({
    kind: 'verdict',
    table: 'verdicts',
    ref: sql`change_id || '#' || number`,
    load: async (db, refs) => {
      const keys = refs.flatMap((ref) => splitRef(ref, '#'));
      if (keys.length === 0) return [];
      const rows = await db
        .selectFrom('verdicts')
        .selectAll()
        .where((row) =>
          row(
            row.refTuple('change_id', 'number'),
            'in',
            keys.map(({ key, number }) => row.tuple(key, number)),
          ),
        )
        .execute();
      return rows.map(verdictFact);
    },
  }),
  rowsOf({
    kind: 'config',
    table: 'config_loads',
    ref: idRef('config_loads'),
    load: async (db, refs) => {
      const rows = await db.selectFrom('config_loads').selectAll().where('id', 'in', ids(refs)).execute();
      return rows.map(configFact);
    },
  }),
  rowsOf({
    kind: 'register',
    table: 'register_versions',
    ref: sql`register_versions.sha256`,
    load: async (db, refs) => {
      const rows = await db
        .selectFrom('register_versions')
        .selectAll()
        .where('sha256', 'in', [...refs])
        .execute();
      return rows.map(registerFact);
    },
  }),
  rowsOf({
    kind: 'alert',
    table: 'alerts',
    ref: idRef('alerts'),
    load: async (db, refs) => (await loadAlerts(db, refs)).map(alertFact),
  }),
  rowsOf({
    kind: 'acknowledgement',
    table: 'acknowledgements',
    ref: idRef('acknowledgements'),
    load: async (db, refs) => {
      const rows = await db.selectFrom('acknowledgements').selectAll().where('id', 'in', ids(refs)).execute();
      return rows.map(acknowledgementFact);
    },
  }),
  rowsOf({
    kind: 'escalation',
    table: 'escalation_events',
    ref: idRef('escalation_events'),
    load: async (db, refs) => {
      const rows = await db
        .selectFrom('escalation_events')
        .selectAll()
        .where('id', 'in', ids(refs))
        .execute();
      return rows.map(escalationFact);
    },
  }),
  rowsOf({
    kind: 'routing',
    table: 'alerts',
    ref: idRef('alerts'),
    only: sql`dispatched_at is not null`,
    isReplaced: true,
    load: async (db, refs) =>
      (await loadAlerts(db, refs)).map((alert) => routingFact(alert, alert.dispatched_at ?? alert.ready_at)),
  }),
  rowsOf({
    kind: 'delivery',
    table: 'deliveries',
    ref: sql`deliveries.id`,
    atOnce: 50,
    load: loadDeliveries,
  }),
  rowsOf({
    kind: 'attempt',
    table: 'delivery_attempts',
    ref: attemptRef,
    load: async (db, refs) => (await loadAttempts(db, refs)).map(attemptFact),
  }),
  rowsOf({
    kind: 'answer',
    table: 'delivery_attempts',
    ref: attemptRef,
    only: sql`finished_at is not null`,
    load: async (db, refs) =>
      (await loadAttempts(db, refs)).flatMap(({ finished_at, ...attempt }) =>
        finished_at ? answerFact({ ...attempt, finished_at }) : [],
      ),
  }),
  rowsOf({
    kind: 'bounce',
    table: 'bounces',
    ref: sql`bounces.id`,
    load: async (db, refs) => {
      const rows = await db
        .selectFrom('bounces')
        .selectAll()
        .where('id', 'in', [...refs])
        .execute();
      return rows.map(bounceFact);
    },
  }),
  rowsOf({
    kind: 'suppression',
    table: 'suppressed_addresses',
    ref: idRef('suppressed_addresses'),
    load: async (db, refs) => (await loadSuppressions(db, refs)).map(suppressionFact),
  }),
  rowsOf({
    kind: 'restoration',
    table: 'suppressed_addresses',
    ref: idRef('suppressed_addresses'),
    only: sql`lifted_at is not null`,
    load: async (db, refs) =>
      (await loadSuppressions(db, refs)).flatMap(({ id, lifted_at, lifted_by }) =>
        lifted_at ? restorationFact({ id, lifted_at, lifted_by }) : [],
      ),
  }),
  rowsOf({
    kind: 'silence',
    table: 'silences',
    ref: idRef('silences'),
    load: async (db, refs) => (await loadSilences(db, refs)).map(silenceFact),
  }),
  rowsOf({
    kind: 'silence-end',
    table: 'silences',
    ref: idRef('silences'),
    only: sql`ended_at is not null`,
    load: async (db, refs) =>
      (await loadSilences(db, refs)).flatMap(({ id, ended_at }) =>
        ended_at ? silenceEndFact({ id, ended_at }) : [],
      ),
  }),
];

async function loadDeliveries(db: Db, refs: readonly string[]): Promise<readonly Fact[]> {
  const mails = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', 'in', [...refs])
    .execute();
  const alerts = await db
    .selectFrom('delivery_alerts')
    .selectAll()
    .where('delivery_id', 'in', [...refs])
    .execute();
  const alertsOf = Map.groupBy(alerts, (row) => row.delivery_id);
  return mails.map((mail) =>
    deliveryFact(
      mail,
      (alertsOf.get(mail.id) ?? []).map((row) => row.alert_id),
    ),
  );
}

async function loadAlerts(db: Db, refs: readonly string[]) {
  return db.selectFrom('alerts').selectAll().where('id', 'in', ids(refs)).execute();
}

async function loadSuppressions(db: Db, refs: readonly string[]) {
  return db.selectFrom('suppressed_addresses').selectAll().where('id', 'in', ids(refs)).execute();
}

async function loadSilences(db: Db, refs: readonly string[]) {
  return db.selectFrom('silences').selectAll().where('id', 'in', ids(refs)).execute();
}

async function loadAttempts(db: Db, refs: readonly string[]) {
  const keys = refs.flatMap((ref) => splitRef(ref, '#'));
  if (keys.length === 0) return [];
  return db
    .selectFrom('delivery_attempts')
    .selectAll()
    .where((row) =>
      row(
        row.refTuple('delivery_id', 'number'),
        'in',
        keys.map(({ key, number }) => row.tuple(key, number)),
      ),
    )
    .execute();
}
