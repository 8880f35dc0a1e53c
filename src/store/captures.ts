/** Observations and their captures. Written once, never altered. */
import { sql } from 'kysely';
import type { Attempt, Capture } from '../domain/capture.ts';
import type { NoiseCount } from '../domain/change.ts';
import { type ObservationOutcome, sightedOutcomes } from '../domain/observation.ts';
import { sha256 } from './bodies.ts';
import { bringingForward, type Overdue } from './changes.ts';
import { errorCode } from './database-errors.ts';
import type { Db } from './db.ts';
import { type FactKind, keepsLog, noteForLog, queueRow } from './evidence-log.ts';
import { type LoggedCapture, observationFact } from './facts-of-looks.ts';
import { toJson, toStorableText } from './json.ts';
import type { EvidenceRecord } from './schema-looks.ts';
import { finishingPoll, type PollProgress } from './source-states.ts';

export interface NewObservation {
  readonly sourceId: string;
  readonly outcome: ObservationOutcome;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly code: string | null;
  readonly detail: string | null;
  readonly evidence: readonly EvidenceRecord[];
  readonly seq: number | null;
  readonly noise: readonly NoiseCount[];
  readonly worker: string;
  /** Version of the program. */
  readonly appVersion: string;
  /** Version of the rules in force. */
  readonly rulesVersion: string;
  readonly attempt: Attempt | null;
}

/** Records one poll with its captures, and returns the observation's id. Part of the poll's transaction. */
export async function insertObservation(
  db: Db,
  observation: NewObservation,
  captures: readonly Capture[],
): Promise<string> {
  const logged = captures.map(loggedCapture);
  const row = observationRow(observation);
  const { id } = await db.insertInto('observations').values(row).returning('id').executeTakeFirstOrThrow();
  if (captures.length > 0) {
    await db
      .insertInto('captures')
      .values(logged.map((capture, ordinal) => ({ observation_id: id, ordinal, ...captureRow(capture) })))
      .execute();
  }
  await noteForLog(db, () => observationFact({ ...observation, id, detail: row.detail }, logged));
  return id;
}

/** What a steady look leaves: nothing new was seen where nothing was wrong. */
export interface SteadyLook {
  readonly observation: NewObservation;
  readonly captures: readonly Capture[];
  readonly worker: string;
  readonly progress: PollProgress;
  /** Verdicts that may wait for this look; null where the source announces nothing. */
  readonly overdue: Overdue | null;
}

/** PostgreSQL's code for a division by zero. */
const divisionByZero = '22012';

/**
 * Records a steady look, by far the most frequent kind, in one statement rather than seven: the observation with its
 * captures, where the source stands, the verdicts that waited, the note for the log. All or nothing of it. Returns how many
 * verdicts are due now; null, writing nothing, when the lease was lost to another worker.
 */
export async function recordSteadyLook(db: Db, look: SteadyLook): Promise<number | null> {
  const { observation, progress, worker, overdue } = look;
  const logged = look.captures.map(loggedCapture);
  const id = sql<string>`(select id from look)`;
  const recorded = db
    .with('polled', (query) =>
      finishingPoll(query, observation.sourceId, worker, progress).returning('source_id'),
    )
    .with('look', (query) =>
      query.insertInto('observations').values(observationRow(observation)).returning('id'),
    )
    .with('captured', (query) =>
      query
        .insertInto('captures')
        .values(logged.map((capture, ordinal) => ({ observation_id: id, ordinal, ...captureRow(capture) }))),
    )
    .with('noted', (query) =>
      query
        .insertInto('log_queue')
        .columns(['kind', 'ref', 'at', 'record'])
        .expression((noting) => {
          const { kind, at, record } = queueRow(observationFact({ ...observation, id: '' }, logged));
          return noting
            .selectFrom('look')
            .select([
              sql<FactKind>`${kind}`.as('kind'),
              sql<string>`id::text`.as('ref'),
              sql<Date>`${at}::timestamptz`.as('at'),
              sql<string>`${record}::jsonb`.as('record'),
            ])
            .where(sql<boolean>`${keepsLog(db)}::boolean`);
        }),
    );
  // Without a lease the division fails, and with it all of the statement.
  const isOurs = sql<number>`1 / (select count(*) from polled)`.as('is_ours');
  try {
    if (overdue === null) {
      await recorded.selectNoFrom(isOurs).execute();
      return 0;
    }
    const row = await recorded
      .with('hurried', (query) => bringingForward(query, overdue).returning('id'))
      .selectNoFrom([isOurs, sql<string>`(select count(*) from hurried)`.as('hurried')])
      .executeTakeFirstOrThrow();
    return Number(row.hurried);
  } catch (error) {
    if (errorCode(error) === divisionByZero) return null;
    throw error;
  }
}

function observationRow(observation: NewObservation) {
  return {
    source_id: observation.sourceId,
    outcome: observation.outcome,
    started_at: observation.startedAt,
    finished_at: observation.finishedAt,
    code: observation.code,
    detail: observation.detail === null ? null : toStorableText(observation.detail),
    evidence: toJson(observation.evidence),
    seq: observation.seq,
    noise: toJson(observation.noise),
    worker: observation.worker,
    app_version: observation.appVersion,
    rules_version: observation.rulesVersion,
    attempt: observation.attempt === null ? null : toJson(observation.attempt),
  };
}

function loggedCapture(capture: Capture): LoggedCapture {
  return {
    url: capture.url,
    finalUrl: capture.finalUrl,
    redirects: capture.redirects,
    status: capture.status,
    headers: capture.headers,
    bodySha256: capture.body.length === 0 ? null : sha256(capture.body),
    remoteAddress: capture.remoteAddress,
    certificate: capture.certificate,
    robots: capture.robots === undefined ? null : toStorableText(capture.robots),
    requestHeaders: capture.requestHeaders ?? null,
    startedAt: capture.startedAt,
    finishedAt: capture.finishedAt,
  };
}

function captureRow(capture: LoggedCapture) {
  return {
    url: capture.url,
    final_url: capture.finalUrl,
    redirects: toJson(capture.redirects),
    status: capture.status,
    headers: toJson(capture.headers),
    body_sha256: capture.bodySha256,
    remote_address: capture.remoteAddress,
    certificate: capture.certificate,
    robots: capture.robots,
    request_headers: capture.requestHeaders === null ? null : toJson(capture.requestHeaders),
    started_at: capture.startedAt,
    finished_at: capture.finishedAt,
  };
}

/** Outcomes of a source's polls, oldest first, with the noise that each saw. */
export async function listOutcomes(db: Db, sourceId: string) {
  return db
    .selectFrom('looks')
    .select(['outcome', 'finished_at', 'code', 'detail', 'noise'])
    .where('source_id', '=', sourceId)
    .orderBy('id')
    .execute();
}

/** Looks between two instants that did not see the document, oldest first. */
export async function listBlindLooks(db: Db, sourceId: string, from: Date, to: Date) {
  return db
    .selectFrom('looks')
    .select(['finished_at as at', 'outcome', 'detail'])
    .where('source_id', '=', sourceId)
    .where('outcome', 'not in', [...sightedOutcomes])
    .where('finished_at', '>=', from)
    .where('finished_at', '<=', to)
    .orderBy('id')
    .limit(1000)
    .execute();
}

export interface Sightings {
  readonly firstSightedAt: Date | null;
  readonly lastSightedAt: Date | null;
  /** Longest stretch between `from` and `to` without a sighting, both ends included. */
  readonly longestGapMs: number;
}

export const neverSighted: Sightings = { firstSightedAt: null, lastSightedAt: null, longestGapMs: 0 };

/** How well each of these sources was seen between two instants. */
export async function loadSightings(
  db: Db,
  sourceIds: readonly string[],
  from: Date,
  to: Date,
): Promise<ReadonlyMap<string, Sightings>> {
  if (sourceIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; first: Date | null; last: Date | null; gap_ms: string | null }>`
    select wanted.id, ends.first, ends.last, extract(epoch from gaps.longest) * 1000 as gap_ms
    from unnest(${[...sourceIds]}::text[]) as wanted (id)
    cross join lateral (
      select least(rows.first, ranges.first) as first, greatest(rows.last, ranges.last) as last
      from (select min(finished_at) as first, max(finished_at) as last from observations
            where source_id = wanted.id and outcome in (${sql.join([...sightedOutcomes])})) as rows
      cross join (select min(first_at) as first, max(last_at) as last from look_ranges
                  where source_id = wanted.id) as ranges
    ) as ends
    cross join lateral (
      select max(gap) as longest from (
        select at - lag(at) over (order by at) as gap from (
          select ${from}::timestamptz as at
          union all select ${to}::timestamptz
          union all select finished_at from observations
            where source_id = wanted.id and outcome in (${sql.join([...sightedOutcomes])})
              and finished_at between ${from} and ${to}
          union all select unnest(finished) from look_ranges
            where source_id = wanted.id and last_at >= ${from} and first_at <= ${to}
        ) as instants where at between ${from} and ${to}
      ) as stretches
    ) as gaps`.execute(db);
  return new Map(
    rows.map(({ id, first, last, gap_ms }) => [
      id,
      { firstSightedAt: first, lastSightedAt: last, longestGapMs: Number(gap_ms ?? 0) },
    ]),
  );
}
