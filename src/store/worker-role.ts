/**
 * The role that the program works under: it may add evidence and not alter or remove any. Triggers refuse that as well; this
 * is the second lock, which code of ours cannot open by mistake. Migrations and the queue run as the owner.
 */
import { Client, type PoolConfig } from 'pg';
import type { Database } from './database.ts';
import { errorText } from './database-errors.ts';

/** Roles belong to the server: databases of one server share it, each with its own grants. */
export const workerRole = 'modelwarden_worker';

/** Added to and never altered. */
const evidenceTables = [
  'bodies',
  'observations',
  'captures',
  'look_ranges',
  'versions',
  'witnessed_versions',
  'verdicts',
  'delivery_alerts',
  'acknowledgements',
  'escalation_events',
  'bounces',
  'config_loads',
  'register_versions',
  'removals',
  'log_entries',
  'log_checkpoints',
  'log_timestamps',
] as const;

/** Rows that are evidence as a whole and move on in these columns. */
const movingColumns = {
  changes: 'disclosure, judge_at, hold_reason',
  alerts: 'dispatched_at, held_reason, ready_at',
  deliveries:
    'state, due_at, leased_until, leased_by, attempts, first_attempt_at, sent_at, response, bounced_at',
  delivery_attempts: 'finished_at, result, code, response, possibly_sent',
  silences: 'ended_at',
  suppressed_addresses: 'lifted_at, lifted_by',
  holds: 'ended_at, ended_by',
} as const;

/** Serialises those who grant. */
const grantLock = [0x6d77, 4] as const;

/**
 * Makes the role unless it is there, and gives it its rights in this database. Says why when that cannot be done: an account
 * that may not make roles is no fault of the program's, and triggers still guard what is stored.
 */
export async function grantWorkerRights(connection: PoolConfig): Promise<string | null> {
  const client = new Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1, $2)', [...grantLock]);
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${workerRole}') then create role ${workerRole} nologin; end if;
    end $$`);
    await client.query(grants());
    await client.query('commit');
    return null;
  } catch (error) {
    return errorText(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function grants(): string {
  const evidence = evidenceTables.join(', ');
  const moving = Object.entries(movingColumns);
  const all = moving.map(([table]) => table).join(', ');
  return `
    do $$ begin execute format('grant usage on schema %I to ${workerRole}', current_schema()); end $$;
    do $$ begin execute format('grant select, insert, update, delete on all tables in schema %I to ${workerRole}',
      current_schema()); end $$;
    revoke update, delete on ${evidence}, ${all} from ${workerRole};
    revoke all on migrations from ${workerRole};
    ${moving.map(([table, columns]) => `grant update (${columns}) on ${table} to ${workerRole};`).join('\n')}
    grant ${workerRole} to current_user;`;
}

/** Lets a database be worked with under the role. Says why when that is refused; the rights are those of the owner then. */
export async function takeWorkerRole(database: Pick<Database, 'workUnder'>): Promise<string | null> {
  try {
    await database.workUnder(workerRole);
    return null;
  } catch (error) {
    return errorText(error);
  }
}
