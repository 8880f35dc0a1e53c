/** Changes and the verdicts on them. */
import type { Insertable, Selectable } from 'kysely';
import { z } from 'zod';
import type { Edit, Understanding } from '../domain/change.ts';
import type { ComingDate } from '../domain/coming-date.ts';
import { type DisclosureState, disclosureStates, type Verdict } from '../domain/disclosure.ts';
import { StoreError } from '../domain/errors.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { changeFact, verdictFact } from './facts-of-telling.ts';
import { toJson } from './json.ts';
import type { Schema } from './schema.ts';

interface Contents {
  readonly edits: readonly Edit[];
  readonly understanding: Understanding;
  readonly coming: readonly ComingDate[];
}

export type StoredChange = Omit<Selectable<Schema['changes']>, keyof Contents> & Contents;

/** One that is to be stored: nothing holds it yet. */
export type NewChange = Required<Omit<Insertable<Schema['changes']>, keyof Contents | 'hold_reason'>> &
  Contents;

/** Verdicts as they lie in the database: instants are ISO text there. */
const storedVerdict = z.object({
  state: z.enum(disclosureStates),
  judgedAt: z.coerce.date(),
  judgeAgainAt: z.coerce.date().nullable(),
  searched: z.array(
    z.object({
      sourceId: z.string(),
      lastSightedAt: z.coerce.date().nullable(),
      firstSightedAt: z.coerce.date().nullable(),
      longestGapMs: z.number(),
      toleratedGapMs: z.number(),
    }),
  ),
  candidates: z.array(
    z.object({
      sourceId: z.string(),
      key: z.string(),
      date: z.string().nullable(),
      title: z.string(),
      url: z.string().nullable(),
      score: z.number(),
      isAccepted: z.boolean(),
      reason: z.string(),
    }),
  ),
  reason: z.string(),
  lagMs: z.number().nullable(),
});

/** Stores a change. Part of the poll's transaction. */
export async function insertChange(db: Db, change: NewChange): Promise<void> {
  await db
    .insertInto('changes')
    .values({
      ...change,
      edits: toJson(change.edits),
      understanding: toJson(change.understanding),
      coming: toJson(change.coming),
    })
    .execute();
  await noteForLog(db, () => changeFact(change));
}

export async function loadChange(db: Db, id: string): Promise<StoredChange | null> {
  return (await db.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
}

/**
 * Locks a change until the transaction ends, so that judging and telling do not cross. Returns what may have moved since
 * it was loaded.
 */
export async function lockChange(db: Db, id: string) {
  return db
    .selectFrom('changes')
    .select(['disclosure', 'judge_at', 'hold_reason'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

export interface ChangeFilter {
  readonly vendor?: string;
  readonly sourceId?: string;
  readonly since?: Date;
  readonly disclosure?: DisclosureState;
  readonly limit: number;
}

export async function listChanges(db: Db, filter: ChangeFilter) {
  let query = db
    .selectFrom('changes')
    .select([
      'id',
      'source_id',
      'vendor',
      'last_seen_before',
      'first_seen_after',
      'summary',
      'is_material',
      'disclosure',
      'understanding',
      'judge_at',
      'returned_to',
      'hold_reason',
      'coming',
    ])
    .orderBy('first_seen_after', 'desc')
    .limit(filter.limit);
  if (filter.vendor) query = query.where('vendor', '=', filter.vendor);
  if (filter.sourceId) query = query.where('source_id', '=', filter.sourceId);
  if (filter.since) query = query.where('first_seen_after', '>=', filter.since);
  if (filter.disclosure) query = query.where('disclosure', '=', filter.disclosure);
  return query.execute();
}

/** Models that these sources were first seen to name between two instants, oldest first. */
export async function listNewModels(
  db: Db,
  sourceIds: readonly string[],
  after: Date,
  by: Date,
): Promise<readonly { readonly model: string; readonly sourceId: string; readonly seenAt: Date }[]> {
  const rows = await db
    .selectFrom('changes')
    .select(['source_id', 'first_seen_after', 'understanding'])
    .where('source_id', 'in', [...sourceIds])
    .where('first_seen_after', '>', after)
    .where('first_seen_after', '<=', by)
    .where('returned_to', 'is', null)
    .orderBy('first_seen_after')
    .execute();
  return rows.flatMap(({ source_id: sourceId, first_seen_after: seenAt, understanding }) =>
    understanding.findings
      .filter(({ category }) => category === 'model.new')
      .flatMap(({ subjects }) => subjects)
      .filter(({ kind }) => kind === 'model')
      .map(({ name }) => ({ model: name, sourceId, seenAt })),
  );
}

/** Changes whose verdict is to be looked at by `now`, oldest first. */
export async function changesToJudge(db: Db, now: Date): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('changes')
    .select('id')
    .where('judge_at', 'is not', null)
    .where('judge_at', '<=', now)
    .orderBy('judge_at')
    // Equal times are common: everything of a vendor is looked at anew when it announces something.
    .orderBy('id')
    .limit(500)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * Brings the next look at a vendor's verdicts forward, after one of its announcing sources had news: the open ones, and
 * those since `since` that found nothing or could not know.
 */
export async function judgeSoon(db: Db, vendor: string, since: Date, now: Date): Promise<void> {
  await db
    .updateTable('changes')
    .set({ judge_at: now })
    .where('vendor', '=', vendor)
    .where('is_material', '=', true)
    .where((where) =>
      where.or([
        where('judge_at', '>', now),
        where.and([
          where('disclosure', 'in', ['unannounced', 'unknown']),
          where('first_seen_after', '>=', since),
          // What was never judged is not to be.
          where.exists(
            where.selectFrom('verdicts').select('number').whereRef('verdicts.change_id', '=', 'changes.id'),
          ),
        ]),
      ]),
    )
    .execute();
}

/**
 * Brings verdicts forward whose grace has ended and that wait only for an announcing source to be seen once more.
 * Returns how many.
 */
export async function judgeOverdue(db: Db, overdue: Overdue): Promise<number> {
  const result = await bringingForward(db, overdue).executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** What waits only for an announcing source of this vendor to be seen once more. */
export interface Overdue {
  readonly vendor: string;
  readonly firstSeenBy: Date;
  readonly now: Date;
}

/** The statement that does it, for those that are more than this one. */
export function bringingForward(db: Pick<Db, 'updateTable'>, { vendor, firstSeenBy, now }: Overdue) {
  return db
    .updateTable('changes')
    .set({ judge_at: now })
    .where('vendor', '=', vendor)
    .where('disclosure', '=', 'pending')
    .where('judge_at', '>', now)
    .where('first_seen_after', '<=', firstSeenBy);
}

/** Adds a judgement to a change's record and makes it the one that stands. Part of a transaction. */
export async function recordVerdict(db: Db, changeId: string, verdict: Verdict): Promise<void> {
  const { count } = await db
    .selectFrom('verdicts')
    .select((row) => row.fn.countAll<string>().as('count'))
    .where('change_id', '=', changeId)
    .executeTakeFirstOrThrow();
  const { state, judgedAt: judged_at } = verdict;
  const row = { change_id: changeId, number: Number(count) + 1, state, judged_at };
  await db
    .insertInto('verdicts')
    .values({ ...row, record: toJson(verdict) })
    .execute();
  await noteForLog(db, () => verdictFact({ ...row, record: verdict }));
  await scheduleJudgement(db, changeId, verdict);
}

/**
 * Says when a change is to be judged next whose verdict is as it was, in one statement. False, doing nothing, when another
 * verdict stands, or none yet.
 */
export async function keepVerdict(
  db: Db,
  changeId: string,
  { state, judgeAgainAt }: Pick<Verdict, 'state' | 'judgeAgainAt'>,
): Promise<boolean> {
  const result = await db
    .updateTable('changes')
    .set({ judge_at: judgeAgainAt })
    .where('id', '=', changeId)
    .where('disclosure', '=', state)
    .where((where) =>
      where(
        where
          .selectFrom('verdicts')
          .select('state')
          .where('change_id', '=', changeId)
          .orderBy('number', 'desc')
          .limit(1),
        '=',
        state,
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Sets the standing state and the time of the next look without adding to the record. */
export async function scheduleJudgement(
  db: Db,
  changeId: string,
  verdict: Pick<Verdict, 'state' | 'judgeAgainAt'>,
): Promise<void> {
  await db
    .updateTable('changes')
    .set({ disclosure: verdict.state, judge_at: verdict.judgeAgainAt })
    .where('id', '=', changeId)
    .execute();
}

/** Notes why nobody is mailed of a change by itself. */
export async function holdChange(db: Db, changeId: string, reason: string): Promise<void> {
  await db.updateTable('changes').set({ hold_reason: reason }).where('id', '=', changeId).execute();
}

/** The state of the verdict that stands, or null before the first judgement. */
export async function loadVerdictState(db: Db, changeId: string): Promise<string | null> {
  const row = await db
    .selectFrom('verdicts')
    .select('state')
    .where('change_id', '=', changeId)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.state ?? null;
}

/** The verdict that stands, or null before the first judgement. */
export async function loadVerdict(db: Db, changeId: string): Promise<Verdict | null> {
  const row = await verdictsOf(db, changeId).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row ? readVerdict(row.record, changeId) : null;
}

/** Every verdict on a change, oldest first. */
export async function loadVerdicts(db: Db, changeId: string): Promise<readonly Verdict[]> {
  const rows = await verdictsOf(db, changeId).orderBy('number').execute();
  return rows.map(({ record }) => readVerdict(record, changeId));
}

function verdictsOf(db: Db, changeId: string) {
  return db.selectFrom('verdicts').select('record').where('change_id', '=', changeId);
}

function readVerdict(record: unknown, changeId: string): Verdict {
  const parsed = storedVerdict.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new StoreError(`the verdict stored for change ${changeId} cannot be read`, {
    code: 'verdict_unreadable',
    retry: 'never',
    fault: 'ours',
    cause: parsed.error,
  });
}
