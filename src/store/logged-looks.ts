/** Observations with their captures in full, whether they lie in rows of their own or packed with others. */
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { StoreError } from '../domain/errors.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import type { Db } from './db.ts';
import type { LoggedCapture, LoggedObservation } from './facts-of-looks.ts';
import type { Schema } from './schema.ts';

const decompress = promisify(zstdDecompress);
/** No range comes near it. */
const maxUnpackedBytes = 256 * 1024 * 1024;

/** One look as the log knows it. */
export interface LoggedLook {
  readonly observation: LoggedObservation;
  readonly captures: readonly LoggedCapture[];
}

/**
 * The looks with these ids, by id; what is missing is not there.
 * @param onDamaged told of a range that cannot be read, whose looks are then missing; absent: it is thrown
 */
export async function loadLoggedLooks(
  db: Db,
  ids: readonly string[],
  onDamaged: (damage: StoreError) => void = (damage) => {
    throw damage;
  },
): Promise<ReadonlyMap<string, LoggedLook>> {
  if (ids.length === 0) return new Map();
  const found = new Map((await loadRows(db, ids)).map((look) => [look.observation.id, look]));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  const wanted = new Set(missing);
  const numbers = missing.map(Number);
  const ranges = await db
    .selectFrom('look_ranges')
    .select(['source_id', 'first_id', 'seq', 'ids', 'finished', 'noise', 'packed'])
    .where('first_id', '<=', String(Math.max(...numbers)))
    .where('last_id', '>=', String(Math.min(...numbers)))
    .execute();
  for (const range of ranges) {
    try {
      for (const look of await unpackLooks(range))
        if (wanted.has(look.observation.id)) found.set(look.observation.id, look);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      onDamaged(error);
    }
  }
  return found;
}

/** Unpacked looks, in the order of their ids. */
export async function loadRows(db: Db, ids: readonly string[]): Promise<readonly LoggedLook[]> {
  const observations = await db
    .selectFrom('observations')
    .selectAll()
    .where('id', 'in', [...ids])
    .orderBy('id')
    .execute();
  const captures = await db
    .selectFrom('captures')
    .selectAll()
    .where('observation_id', 'in', [...ids])
    .orderBy('observation_id')
    .orderBy('ordinal')
    .execute();
  const byObservation = Map.groupBy(captures, (capture) => capture.observation_id);
  return observations.map((row) => ({
    observation: toObservation(row),
    captures: (byObservation.get(row.id) ?? []).map(toCapture),
  }));
}

function toObservation(row: Selectable<Schema['observations']>): LoggedObservation {
  const { id, outcome, code, detail, evidence, seq, noise, worker, attempt } = row;
  return {
    id,
    sourceId: row.source_id,
    outcome,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    code,
    detail,
    evidence,
    seq,
    noise,
    worker,
    appVersion: row.app_version,
    rulesVersion: row.rules_version,
    attempt,
  };
}

function toCapture(row: Selectable<Schema['captures']>): LoggedCapture {
  const { url, redirects, status, headers, certificate, robots } = row;
  return {
    url,
    finalUrl: row.final_url,
    redirects,
    status,
    headers,
    bodySha256: row.body_sha256,
    remoteAddress: row.remote_address,
    certificate,
    robots,
    requestHeaders: row.request_headers,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

const headers = z.record(z.string(), z.string());
const packedLooks = z.array(
  z.object({
    observation: z.object({
      id: z.string(),
      sourceId: z.string(),
      outcome: z.custom<ObservationOutcome>((value) => value === 'unchanged'),
      startedAt: z.coerce.date(),
      finishedAt: z.coerce.date(),
      code: z.null(),
      detail: z.null(),
      evidence: z.array(z.unknown()),
      seq: z.number(),
      noise: z.array(z.unknown()),
      worker: z.string(),
      appVersion: z.string().nullable(),
      rulesVersion: z.string().nullable(),
      attempt: z.null(),
    }),
    captures: z.array(
      z.object({
        url: z.string(),
        finalUrl: z.string(),
        redirects: z.array(z.unknown()),
        status: z.number(),
        headers,
        bodySha256: z.string().nullable(),
        remoteAddress: z.string().nullable(),
        certificate: z.string().nullable(),
        robots: z.string().nullable(),
        requestHeaders: headers.nullable(),
        startedAt: z.coerce.date(),
        finishedAt: z.coerce.date(),
      }),
    ),
  }),
);

/**
 * The looks of a range as they were before they were packed, in the order of their ids. What the view `looks` shows of
 * them is taken from where it takes it, so that an alteration there shows.
 * @throws StoreError `looks_unreadable` when the range was damaged
 */
async function unpackLooks(
  range: Pick<
    Selectable<Schema['look_ranges']>,
    'source_id' | 'first_id' | 'seq' | 'ids' | 'finished' | 'noise' | 'packed'
  >,
): Promise<readonly LoggedLook[]> {
  const { source_id: sourceId, seq, noise } = range;
  try {
    const text = await decompress(range.packed, { maxOutputLength: maxUnpackedBytes });
    const looks = packedLooks.parse(JSON.parse(text.toString('utf8')));
    return range.ids.flatMap((id, position) => {
      const look = looks[position];
      const finishedAt = range.finished[position];
      if (!look || !finishedAt) return [];
      const shown = { id, sourceId, seq, finishedAt, noise: noise?.[position] ?? [] };
      return [{ observation: { ...look.observation, ...shown }, captures: look.captures }];
    });
  } catch (error) {
    throw new StoreError(`the packed looks of ${range.source_id} from ${range.first_id} on cannot be read`, {
      code: 'looks_unreadable',
      retry: 'never',
      fault: 'ours',
      advice: 'Restore the table look_ranges from a backup.',
      cause: error,
    });
  }
}
