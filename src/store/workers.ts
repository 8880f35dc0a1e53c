/** Workers that run, and the configurations that they ran with. */
import { sql } from 'kysely';
import type { Tool } from '../domain/register.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { configFact } from './facts-of-telling.ts';
import { toJson } from './json.ts';
import { keepRegister } from './register-versions.ts';
import { atomically } from './transaction.ts';

export interface WorkerIdentity {
  readonly id: string;
  readonly startedAt: Date;
  readonly host: string;
  readonly pid: number;
}

/** Says that a worker is alive, for `status` and for telling later how long nobody watched. */
export async function reportAlive(db: Db, worker: WorkerIdentity, now: Date): Promise<void> {
  await db
    .insertInto('workers')
    .values({ id: worker.id, host: worker.host, pid: worker.pid, started_at: worker.startedAt, seen_at: now })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: now }))
    .execute();
}

/** Says that a worker stopped as it was told to: it watches no longer, and its last sign of life stays. */
export async function reportStopped(db: Db, worker: WorkerIdentity, now: Date): Promise<void> {
  await db
    .updateTable('workers')
    .set({ seen_at: now, stopped_at: now })
    .where('id', '=', worker.id)
    .execute();
}

/** Workers that were alive since then and did not stop. */
export async function listWorkers(db: Db, seenSince: Date) {
  return db
    .selectFrom('workers')
    .selectAll()
    .where('seen_at', '>=', seenSince)
    .where('stopped_at', 'is', null)
    .orderBy('started_at')
    .execute();
}

/** Records that a configuration came into force; the same one again at a restart is recorded too. */
export async function recordConfigLoad(
  db: Db,
  load: {
    version: string;
    rulesVersion: string;
    files: readonly { name: string; sha256: string }[];
    tools: readonly Tool[];
    loadedAt: Date;
    worker: string;
  },
): Promise<void> {
  const { version, rulesVersion: rules_version, files, loadedAt: loaded_at, worker } = load;
  const row = { version, rules_version, loaded_at, worker };
  await atomically(db, async (transaction) => {
    const { id } = await transaction
      .insertInto('config_loads')
      .values({ ...row, files: toJson(files) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await noteForLog(transaction, configFact({ ...row, id, files }));
    const register = files.find(({ name }) => name === 'register.yaml');
    if (register)
      await keepRegister(transaction, { sha256: register.sha256, tools: load.tools, loadedAt: loaded_at });
  });
}

export interface StatusCounts {
  readonly versions: number;
  readonly changes: number;
  readonly openVerdicts: number;
  readonly waitingAlerts: number;
  readonly dueMails: number;
  readonly sentMails: number;
  /** Neither delivered nor in anybody else's hands. */
  readonly failedMails: number;
  readonly lastSightedAt: Date | null;
}

/** Figures for `modelwarden status`. */
export async function countEverything(db: Db): Promise<StatusCounts> {
  const { rows } = await sql<Record<string, string | Date | null>>`
    select (select count(*) from versions) as versions,
           (select count(*) from changes) as changes,
           (select count(*) from changes where disclosure = 'pending' and is_material) as open_verdicts,
           (select count(*) from alerts where dispatched_at is null) as waiting_alerts,
           (select count(*) from deliveries where state = 'due') as due_mails,
           (select count(*) from deliveries where state = 'sent') as sent_mails,
           (select count(*) from deliveries as mail where (state in ('refused', 'given-up') or bounced_at is not null)
              and not exists (select 1 from deliveries as stand_in
                where stand_in.derived_from = coalesce(mail.derived_from, mail.id)
                  and stand_in.state in ('due', 'sent') and stand_in.bounced_at is null)) as failed_mails,
           (select max(last_sighted_at) from source_states) as last_sighted_at`.execute(db);
  const row = rows[0] ?? {};
  const lastSightedAt = row['last_sighted_at'];
  return {
    versions: Number(row['versions']),
    changes: Number(row['changes']),
    openVerdicts: Number(row['open_verdicts']),
    waitingAlerts: Number(row['waiting_alerts']),
    dueMails: Number(row['due_mails']),
    sentMails: Number(row['sent_mails']),
    failedMails: Number(row['failed_mails']),
    lastSightedAt: lastSightedAt instanceof Date ? lastSightedAt : null,
  };
}
