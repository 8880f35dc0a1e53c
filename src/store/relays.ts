/** What is known of each relay: whether it takes mail, is left alone for a while, or all mail is held. */
import type { Selectable } from 'kysely';
import {
  afterAttempt,
  type RelayNews,
  type RelayState,
  relayGate,
  soundRelay,
  trialMs,
} from '../domain/relay.ts';
import type { Db } from './db.ts';
import { toStorableText } from './json.ts';
import type { Schema } from './schema.ts';

export type StoredRelay = Selectable<Schema['relays']>;

async function loadRelay(db: Db, relay: string): Promise<StoredRelay | null> {
  return (await db.selectFrom('relays').selectAll().where('relay', '=', relay).executeTakeFirst()) ?? null;
}

/** Whether a mail may be tried now. A doubtful relay is tried by one worker at a time. */
export async function mayTryRelay(db: Db, relay: string, now: Date): Promise<boolean> {
  const stored = await loadRelay(db, relay);
  const gate = stored === null ? 'open' : relayGate(toState(stored), now);
  if (stored === null || gate !== 'trial') return gate === 'open';
  const taken = await db
    .updateTable('relays')
    .set({ paused_until: new Date(now.getTime() + trialMs) })
    .where('relay', '=', relay)
    .where('paused_until', 'is not distinct from', stored.paused_until)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n;
}

/** Keeps what an attempt said about the relay, and gives back the state after it. */
export async function noteRelay(
  db: Db,
  relay: string,
  news: { readonly kind: RelayNews; readonly code: string | null; readonly response: string },
  now: Date,
): Promise<RelayState> {
  const stored = await db
    .selectFrom('relays')
    .selectAll()
    .where('relay', '=', relay)
    .forUpdate()
    .executeTakeFirst();
  const before = stored ? toState(stored) : soundRelay;
  const after = afterAttempt(before, news.kind, now);
  if (!stored && news.kind === 'works') return after;
  const row = {
    failures: after.failures,
    pauses: after.pauses,
    paused_until: after.pausedUntil,
    held_since: after.heldSince,
    code: news.kind === 'works' ? null : news.code,
    response: news.kind === 'works' ? null : toStorableText(news.response).slice(0, 500),
    changed_at: now,
  };
  await db
    .insertInto('relays')
    .values({ relay, ...row })
    .onConflict((conflict) => conflict.column('relay').doUpdateSet(row))
    .execute();
  return after;
}

/** Lets a relay be tried at once: a worker that starts may have been given mended settings. */
export async function resumeRelay(db: Db, relay: string): Promise<void> {
  await db.updateTable('relays').set({ paused_until: null }).where('relay', '=', relay).execute();
}

/** Relays with which something is wrong. */
export async function listDoubtfulRelays(db: Db): Promise<readonly StoredRelay[]> {
  return db
    .selectFrom('relays')
    .selectAll()
    .where((where) => where.or([where('held_since', 'is not', null), where('paused_until', 'is not', null)]))
    .orderBy('relay')
    .execute();
}

function toState(row: StoredRelay): RelayState {
  return {
    failures: row.failures,
    pauses: row.pauses,
    pausedUntil: row.paused_until,
    heldSince: row.held_since,
  };
}
