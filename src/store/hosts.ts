/** Hosts that are visited: turns that all workers share, and their robots.txt. */
import { sql } from 'kysely';
import type { Db } from './db.ts';

export interface RobotsFile {
  readonly answeredAt: Date | null;
  readonly text: string;
  readonly unreachableSince: Date | null;
}

type Taken =
  | { readonly kind: 'taken'; readonly turn: string }
  | { readonly kind: 'wait'; readonly for: 'visit' | 'pause'; readonly waitMs: number };

/**
 * Takes the turn with a host for `leaseMs` of database time, or says why and how long it cannot be had. One
 * statement decides, so of several that ask at the same time one gets it.
 */
export async function takeHost(db: Db, host: string, times: { readonly leaseMs: number }): Promise<Taken> {
  const { rows: taken } = await sql<{ turn: string }>`
    insert into hosts as known (host, turn, held_until, not_before)
    values (${host}, 1, clock_timestamp() + ${times.leaseMs} * interval '1 millisecond', clock_timestamp())
    on conflict (host) do update
      set turn = known.turn + 1, held_until = excluded.held_until
      where (known.held_until is null or known.held_until <= clock_timestamp())
        and known.not_before <= clock_timestamp()
    returning turn`.execute(db);
  if (taken[0]) return { kind: 'taken', turn: taken[0].turn };
  const { rows } = await sql<{ held_ms: number; pause_ms: number }>`
    select ceil(extract(epoch from coalesce(held_until, clock_timestamp()) - clock_timestamp()) * 1000)::float8 as held_ms,
           ceil(extract(epoch from not_before - clock_timestamp()) * 1000)::float8 as pause_ms
    from hosts where host = ${host}`.execute(db);
  const { held_ms: heldMs, pause_ms: pauseMs } = rows[0] ?? { held_ms: 0, pause_ms: 0 };
  return heldMs > 0
    ? { kind: 'wait', for: 'visit', waitMs: heldMs }
    : { kind: 'wait', for: 'pause', waitMs: Math.max(0, pauseMs) };
}

/** Makes a turn last `leaseMs` from now, if it is still the caller's. */
export async function keepHost(
  db: Db,
  host: string,
  turn: string,
  times: { readonly leaseMs: number },
): Promise<void> {
  await db
    .updateTable('hosts')
    .set({ held_until: sql<Date>`clock_timestamp() + ${times.leaseMs} * interval '1 millisecond'` })
    .where('host', '=', host)
    .where('turn', '=', turn)
    .execute();
}

/** Gives a turn back, if it is still the caller's; the next may begin after `spacingMs`. */
export async function giveHostBack(
  db: Db,
  host: string,
  turn: string,
  times: { readonly spacingMs: number },
): Promise<void> {
  await db
    .updateTable('hosts')
    .set({
      held_until: null,
      not_before: sql<Date>`clock_timestamp() + ${times.spacingMs} * interval '1 millisecond'`,
    })
    .where('host', '=', host)
    .where('turn', '=', turn)
    .execute();
}

/** Until when a host asked to be left alone; null when it did not. */
export async function loadRest(db: Db, host: string): Promise<Date | null> {
  const row = await db.selectFrom('hosts').select('rests_until').where('host', '=', host).executeTakeFirst();
  return row?.rests_until ?? null;
}

/** Notes that a host asked to be left alone, unless it is to be left alone for longer already. */
export async function noteRest(db: Db, host: string, until: Date): Promise<void> {
  await db
    .insertInto('hosts')
    .values({ host, turn: '0', not_before: sql<Date>`clock_timestamp()`, rests_until: until })
    .onConflict((conflict) =>
      conflict
        .column('host')
        .doUpdateSet({ rests_until: sql<Date>`greatest(hosts.rests_until, excluded.rests_until)` }),
    )
    .execute();
}

export async function loadRobotsFile(db: Db, origin: string): Promise<RobotsFile | null> {
  const row = await db.selectFrom('robots_files').selectAll().where('origin', '=', origin).executeTakeFirst();
  return row
    ? { answeredAt: row.answered_at, text: row.text, unreachableSince: row.unreachable_since }
    : null;
}

/** Replaces what is known of an origin's file. */
export async function saveRobotsFile(db: Db, origin: string, file: RobotsFile): Promise<void> {
  const values = {
    answered_at: file.answeredAt,
    text: file.text,
    unreachable_since: file.unreachableSince,
  };
  await db
    .insertInto('robots_files')
    .values({ origin, ...values })
    .onConflict((conflict) => conflict.column('origin').doUpdateSet(values))
    .execute();
}
