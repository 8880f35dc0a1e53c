/** Silences, and the outages of vendors that hold what they explain. */
import { z } from 'zod';
import { severities } from '../domain/change.ts';
import { StoreError } from '../domain/errors.ts';
import type { RouteMatch } from '../domain/register.ts';
import type { Silence } from '../domain/silence.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { silenceEndFact, silenceFact } from './facts-of-telling.ts';
import { toJson, toStorableText } from './json.ts';
import { releaseHeldBy } from './receivers.ts';
import { atomically } from './transaction.ts';

const words = z.array(z.string()).optional();

const storedMatch = z.strictObject({
  vendors: words,
  models: words,
  tools: words,
  departments: words,
  categories: words,
  roles: words,
  disclosures: words,
  jurisdictions: words,
  minSeverity: z.enum(severities).optional(),
});

/** Stores a silence and returns its number. */
export async function insertSilence(
  db: Db,
  silence: Omit<Silence, 'id'> & { readonly createdAt: Date },
): Promise<string> {
  const row = {
    author: toStorableText(silence.author),
    reason: toStorableText(silence.reason),
    starts_at: silence.startsAt,
    ends_at: silence.endsAt,
    is_forced: silence.isForced,
    created_at: silence.createdAt,
  };
  return atomically(db, async (transaction) => {
    const { id } = await transaction
      .insertInto('silences')
      .values({ ...row, match: toJson(silence.match) })
      .returning('id')
      .executeTakeFirstOrThrow();
    await noteForLog(transaction, silenceFact({ ...row, id, match: silence.match }));
    return id;
  });
}

/** Silences that hold at `now`, or all when `now` is null, oldest first. */
export async function loadSilences(
  db: Db,
  now: Date | null,
): Promise<readonly (Silence & { readonly endedAt: Date | null })[]> {
  let query = db.selectFrom('silences').selectAll().orderBy('id');
  if (now)
    query = query.where('starts_at', '<=', now).where('ends_at', '>', now).where('ended_at', 'is', null);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    match: toMatch(row.id, row.match),
    author: row.author,
    reason: row.reason,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    isForced: row.is_forced,
    endedAt: row.ended_at,
  }));
}

/** Ends a silence now; what it held goes out. Null when there is none that could be ended. */
export async function endSilence(
  db: Db,
  id: string,
  now: Date,
): Promise<{ readonly released: number } | null> {
  return db.transaction().execute(async (transaction) => {
    const ended = await transaction
      .updateTable('silences')
      .set({ ended_at: now })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .where('ends_at', '>', now)
      .executeTakeFirst();
    if (ended.numUpdatedRows === 0n) return null;
    await noteForLog(transaction, silenceEndFact({ id, ended_at: now }));
    return { released: await releaseHeldBy(transaction, `silence:${id}`, now) };
  });
}

function toMatch(id: string, stored: unknown): RouteMatch {
  const parsed = storedMatch.safeParse(stored);
  if (!parsed.success) {
    throw new StoreError(`the matchers stored with silence ${id} cannot be read`, {
      code: 'silence_unreadable',
      retry: 'never',
      fault: 'ours',
      cause: parsed.error,
    });
  }
  // An absent key and one without a value are not the same to those who match.
  return Object.fromEntries(Object.entries(parsed.data).filter(([, value]) => value !== undefined));
}
