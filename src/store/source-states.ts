/** Where each source stands: when it is due, who is polling it, how it last went. */
import { type Selectable, sql } from 'kysely';
import type { Source } from '../domain/source.ts';
import type { Db } from './db.ts';
import { toJson } from './json.ts';
import type { SourceStates, Validators } from './schema.ts';

export type SourceState = Selectable<SourceStates>;

/** A source whose poll is ours, with the SHA-256 of the bytes that its standing version was read from. */
export type LeasedSource = SourceState & { readonly standing_body_hashes: string[] | null };

/** Makes sure that every watched source has a row; new ones are due at once. */
export async function ensureSourceStates(db: Db, sources: readonly Source[], now: Date): Promise<void> {
  if (sources.length === 0) return;
  await db
    .insertInto('source_states')
    .values(
      sources.map((source) => ({
        source_id: source.id,
        vendor: source.vendor,
        watched_since: now,
        due_at: now,
        validators: toJson({}),
        trouble_count: 0,
        trouble_reported: false,
      })),
    )
    .onConflict((conflict) => conflict.column('source_id').doNothing())
    .execute();
}

/**
 * Takes the right to poll a source for `leaseMs` of database time. Returns null when another worker holds it,
 * or when the source is not due by `notAfter` (null: whenever).
 */
export async function leaseSource(
  db: Db,
  request: { sourceId: string; worker: string; leaseMs: number; notAfter: Date | null },
): Promise<LeasedSource | null> {
  let update = db
    .updateTable('source_states')
    .set({
      leased_until: sql<Date>`clock_timestamp() + ${request.leaseMs} * interval '1 millisecond'`,
      leased_by: request.worker,
    })
    .where('source_id', '=', request.sourceId)
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`clock_timestamp()`)]),
    );
  if (request.notAfter) update = update.where('due_at', '<=', request.notAfter);
  const leased = await db
    .with('leased', () => update.returningAll())
    .selectFrom('leased')
    .leftJoin('versions', (join) =>
      join
        .onRef('versions.source_id', '=', 'leased.source_id')
        .onRef('versions.seq', '=', 'leased.current_seq'),
    )
    .selectAll('leased')
    .select('versions.body_hashes as standing_body_hashes')
    .executeTakeFirst();
  return leased ?? null;
}

export interface PollProgress {
  readonly dueAt: Date;
  readonly observedAt: Date;
  readonly isSighted: boolean;
  readonly validators: Readonly<Record<string, Validators>>;
  readonly fullFetchAt: Date | null;
  readonly currentSeq: number | null;
  readonly troubleOutcome: string | null;
  readonly troubleSince: Date | null;
  readonly troubleCount: number;
  readonly troubleReported: boolean;
  readonly suspectHash: string | null;
  readonly suspectSince: Date | null;
}

/**
 * Writes how a poll went and gives the lease back. Returns false, writing nothing, when the lease was lost to
 * another worker meanwhile: the caller must then roll back.
 */
export async function finishPoll(
  db: Db,
  sourceId: string,
  worker: string,
  progress: PollProgress,
): Promise<boolean> {
  const result = await finishingPoll(db, sourceId, worker, progress).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The statement by which a poll ends, for those that are more than this one. */
export function finishingPoll(
  db: Pick<Db, 'updateTable'>,
  sourceId: string,
  worker: string,
  progress: PollProgress,
) {
  return db
    .updateTable('source_states')
    .set((expression) => ({
      due_at: progress.dueAt,
      leased_until: null,
      leased_by: null,
      validators: toJson(progress.validators),
      last_full_fetch_at: progress.fullFetchAt,
      last_observed_at: progress.observedAt,
      current_seq: progress.currentSeq,
      trouble_outcome: progress.troubleOutcome,
      trouble_since: progress.troubleSince,
      trouble_count: progress.troubleCount,
      trouble_reported: progress.troubleReported,
      suspect_hash: progress.suspectHash,
      suspect_since: progress.suspectSince,
      ...(progress.isSighted
        ? {
            last_sighted_at: progress.observedAt,
            first_sighted_at: expression.fn.coalesce('first_sighted_at', sql<Date>`${progress.observedAt}`),
          }
        : {}),
    }))
    .where('source_id', '=', sourceId)
    .where('leased_by', '=', worker);
}

/** Gives a lease back without a word about the poll, after it failed for a reason of ours. */
export async function releaseSource(db: Db, sourceId: string, worker: string): Promise<void> {
  await db
    .updateTable('source_states')
    .set({ leased_until: null, leased_by: null })
    .where('source_id', '=', sourceId)
    .where('leased_by', '=', worker)
    .execute();
}

/** Sources that are due and that nobody is polling. */
export async function dueSources(
  db: Db,
  sourceIds: readonly string[],
  now: Date,
): Promise<readonly string[]> {
  if (sourceIds.length === 0) return [];
  const rows = await db
    .selectFrom('source_states')
    .select('source_id')
    .where('source_id', 'in', [...sourceIds])
    .where('due_at', '<=', now)
    .where((where) =>
      where.or([where('leased_until', 'is', null), where('leased_until', '<', sql<Date>`clock_timestamp()`)]),
    )
    .orderBy('due_at')
    .execute();
  return rows.map((row) => row.source_id);
}

/** Asks for a source to be polled soon: brings its due time forward, never back. */
export async function hastenSources(db: Db, sourceIds: readonly string[], now: Date): Promise<void> {
  if (sourceIds.length === 0) return;
  await db
    .updateTable('source_states')
    .set({ due_at: now })
    .where('source_id', 'in', [...sourceIds])
    .where('due_at', '>', now)
    .execute();
}

export async function loadSourceStates(db: Db): Promise<readonly SourceState[]> {
  return db.selectFrom('source_states').selectAll().orderBy('source_id').execute();
}

/** Marks a trouble as reported, so that one episode makes one mail. */
export async function markTroubleReported(db: Db, sourceId: string, since: Date): Promise<void> {
  await db
    .updateTable('source_states')
    .set((state) => ({
      trouble_reported: true,
      trouble_since: state.fn.coalesce('trouble_since', sql<Date>`${since}`),
    }))
    .where('source_id', '=', sourceId)
    .execute();
}
