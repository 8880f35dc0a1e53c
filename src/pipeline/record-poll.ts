/**
 * Writes what one poll learned, in one transaction: the observation and its captures, the version, the change
 * with its findings, the announcements, the alerts, and when the source is due again. Either all of it is
 * there afterwards or none.
 */
import type { Capture } from '../domain/capture.ts';
import { isAnnouncing } from '../domain/source.ts';
import { crashPoint } from '../observe/crash-point.ts';
import { storeBodies } from '../store/bodies.ts';
import { insertObservation, recordSteadyLook } from '../store/captures.ts';
import { judgeOverdue, type Overdue } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import type { Validators } from '../store/schema.ts';
import type { PollProgress } from '../store/source-states.ts';
import type { Deps } from './deps.ts';
import { nextRegularPoll } from './next-due.ts';
import { trouble } from './observe-source.ts';
import { finishOrThrow, leaseLost, observationOf, type Poll, type PollRecord } from './poll.ts';
import { noteRecovery, recordRecovery, recordTrouble } from './record-trouble.ts';
import { recordVersion } from './record-version.ts';
import { followFlapping } from './report-flapping.ts';

/** Records a poll. Throws, having written nothing, when the lease was lost to another worker. */
export async function recordPoll(deps: Deps, poll: Poll): Promise<PollRecord> {
  const { kind } = poll.weighing ?? { kind: null };
  await storeBodies(deps.db, poll.sighting.captures, {
    hashes: poll.state.standing_body_hashes ?? [],
    isNewVersion: kind === 'first-seen' || kind === 'changed',
  });
  crashPoint('poll:bodies-stored');
  if (isSteady(poll)) return recordSteady(deps, poll);
  const record = await deps.db.transaction().execute(async (db) => {
    const written = await write(deps, db, poll);
    crashPoint('poll:before-commit');
    return written;
  });
  crashPoint('poll:committed');
  return record;
}

/** Nothing new was seen, and nothing is wrong with the source, nor was. */
function isSteady({ state, sighting, weighing }: Poll): boolean {
  const isUnchanged =
    sighting.kind === 'same' || (sighting.kind === 'document' && weighing?.kind === 'unchanged');
  return (
    isUnchanged &&
    sighting.captures.length > 0 &&
    state.trouble_outcome === null &&
    !state.trouble_reported &&
    state.flapping_since === null
  );
}

async function recordSteady(deps: Deps, poll: Poll): Promise<PollRecord> {
  const now = deps.now();
  const noise = poll.weighing?.kind === 'unchanged' ? poll.weighing.noise : [];
  const verdictsDue = await recordSteadyLook(deps.db, {
    observation: {
      ...observationOf(deps, poll, now),
      outcome: 'unchanged',
      code: null,
      detail: null,
      evidence: [],
      seq: poll.state.current_seq,
      noise,
    },
    captures: poll.sighting.captures,
    worker: deps.worker.id,
    progress: seenProgress(poll, poll.state.current_seq, now),
    overdue: overdueAfter(poll, now),
  });
  if (verdictsDue === null) throw leaseLost(poll);
  crashPoint('poll:committed');
  return {
    outcome: 'unchanged',
    detail: null,
    summary: null,
    changeId: null,
    newAnnouncements: 0,
    verdictsDue,
    noise: noise.reduce((sum, item) => sum + item.count, 0),
    alertReadyAt: null,
  };
}

async function write(deps: Deps, db: Db, poll: Poll): Promise<PollRecord> {
  const now = deps.now();
  const { sighting, weighing } = poll;
  if (sighting.kind === 'trouble') return recordTrouble(deps, db, poll, sighting, now);
  if (sighting.kind === 'document' && weighing?.kind === 'suspect') {
    const signs = weighing.evidence.map((item) => item.sign).join(', ');
    const words = weighing.isLasting
      ? `the document is not believed, however often it comes (${signs}); if it is right, say so in \`expect\``
      : `the document is not believed until it repeats (${signs})`;
    const doubt = trouble('suspect', 'implausible', words, sighting.captures);
    const waiting = weighing.isLasting ? null : weighing.hash;
    return recordTrouble(deps, db, poll, { ...doubt, evidence: weighing.evidence }, now, waiting);
  }

  const isNew = weighing?.kind === 'first-seen' || weighing?.kind === 'changed';
  const seq = isNew ? (poll.state.current_seq ?? 0) + 1 : poll.state.current_seq;
  const outcome = isNew ? (weighing.kind === 'changed' ? 'changed' : 'first-seen') : 'unchanged';
  const noise =
    weighing?.kind === 'unchanged'
      ? weighing.noise
      : weighing?.kind === 'changed'
        ? weighing.comparison.noise
        : [];
  const observationId = await insertObservation(
    db,
    { ...observationOf(deps, poll, now), outcome, code: null, detail: null, evidence: [], seq, noise },
    sighting.captures,
  );
  const news =
    isNew && seq !== null && sighting.kind === 'document'
      ? await recordVersion(deps, db, poll, {
          weighing,
          seq,
          observationId,
          document: sighting.document,
          captures: sighting.captures,
          now,
        })
      : { changeId: null, newAnnouncements: 0, alertReadyAt: null };
  const isNewsOfFlapping =
    (news.changeId !== null || poll.state.flapping_since !== null) &&
    (await followFlapping(db, poll.source, poll.state, now));
  const recoveredAt = await recordRecovery(db, poll, now);
  await finishOrThrow(deps, db, poll, seenProgress(poll, seq, now));
  if (poll.state.trouble_outcome !== null) await noteRecovery(deps, db, poll, now);
  return {
    outcome,
    detail: null,
    summary: weighing?.kind === 'changed' ? weighing.understanding.summary : null,
    verdictsDue: await hurryVerdicts(db, poll, now),
    noise: noise.reduce((sum, item) => sum + item.count, 0),
    ...news,
    alertReadyAt: news.alertReadyAt ?? recoveredAt ?? (isNewsOfFlapping ? now : null),
  };
}

/** A sighting of an announcing source is what verdicts wait for once their grace has ended. */
async function hurryVerdicts(db: Db, poll: Poll, now: Date): Promise<number> {
  const overdue = overdueAfter(poll, now);
  return overdue ? judgeOverdue(db, overdue) : 0;
}

function overdueAfter({ source, vendor }: Poll, now: Date): Overdue | null {
  if (!isAnnouncing(source)) return null;
  return { vendor: vendor.id, firstSeenBy: new Date(now.getTime() - vendor.graceMs), now };
}

/** Where a source stands that was seen. */
function seenProgress(poll: Poll, currentSeq: number | null, now: Date): PollProgress {
  const { sighting, state } = poll;
  return {
    currentSeq,
    troubleOutcome: null,
    troubleSince: null,
    troubleCount: 0,
    troubleReported: false,
    suspectHash: null,
    suspectSince: null,
    dueAt: nextRegularPoll(poll.source.cadence, now),
    observedAt: now,
    isSighted: true,
    validators: validatorsOf(poll, sighting.captures),
    fullFetchAt: sighting.kind === 'same' && !sighting.isFullFetch ? state.last_full_fetch_at : now,
  };
}

/** Remembers what the servers named for conditional requests; a 304 keeps what was known. */
function validatorsOf(poll: Poll, captures: readonly Capture[]): Readonly<Record<string, Validators>> {
  const known = { ...poll.state.validators };
  for (const capture of captures) {
    if (capture.status === 304) continue;
    const etag = capture.headers['etag'] ?? null;
    const lastModified = capture.headers['last-modified'] ?? null;
    known[capture.url] = { etag, lastModified };
  }
  return known;
}
