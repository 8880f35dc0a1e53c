/** What a poll is and what is left of it once recorded; shared by the parts that write it down. */
import { StoreError } from '../domain/errors.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import type { Source } from '../domain/source.ts';
import type { Vendor } from '../domain/vendor.ts';
import type { Db } from '../store/db.ts';
import { finishPoll, type LeasedSource, type PollProgress } from '../store/source-states.ts';
import type { Deps } from './deps.ts';
import type { Sighting } from './observe-source.ts';
import type { Weighing } from './weigh-sighting.ts';

export interface PollRecord {
  readonly outcome: ObservationOutcome;
  readonly detail: string | null;
  /** Set when the poll recorded a change. */
  readonly changeId: string | null;
  readonly summary: string | null;
  readonly newAnnouncements: number;
  /** Verdicts that waited for this sighting and are due now. */
  readonly verdictsDue: number;
  /** Noise that was seen and not counted. */
  readonly noise: number;
  /** When waiting alerts that this poll wrote become ready, if it wrote any. */
  readonly alertReadyAt: Date | null;
}

export interface Poll {
  readonly source: Source;
  readonly vendor: Vendor;
  readonly state: LeasedSource;
  readonly startedAt: Date;
  readonly sighting: Sighting;
  /** Null when nothing was read: same bytes, or trouble. */
  readonly weighing: Weighing | null;
}

/** The part of an observation that is the same for every outcome. */
export function observationOf(deps: Deps, poll: Poll, now: Date) {
  return {
    sourceId: poll.source.id,
    startedAt: poll.startedAt,
    finishedAt: now,
    worker: deps.worker.id,
    appVersion: deps.appVersion,
    rulesVersion: deps.config().rules.version,
    attempt: poll.sighting.kind === 'trouble' ? (poll.sighting.attempt ?? null) : null,
  } as const;
}

/** Writes where the source stands now; throws when the lease went to another worker meanwhile. */
export async function finishOrThrow(deps: Deps, db: Db, poll: Poll, progress: PollProgress): Promise<void> {
  if (!(await finishPoll(db, poll.source.id, deps.worker.id, progress))) throw leaseLost(poll);
}

/** Another worker has the source meanwhile: nothing of this poll may be written. */
export function leaseLost({ source }: Poll): StoreError {
  return new StoreError(
    `another worker took over ${source.id} during the poll; this one's result is dropped`,
    {
      code: 'lease_lost',
      retry: 'never',
      fault: 'ours',
    },
  );
}
