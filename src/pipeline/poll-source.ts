/** One whole poll of one source: lease, look, weigh, record. Used by the job, by `check` and by `replay`. */

import { learnedAfter } from '../compare/volatile-regions.ts';
import type { Capture } from '../domain/capture.ts';
import { StoreError } from '../domain/errors.ts';
import type { Source } from '../domain/source.ts';
import { OverBudgetError } from '../facts/time-budget.ts';
import { crashPoint } from '../observe/crash-point.ts';
import { bodyBytes } from '../store/bodies.ts';
import { type LeasedSource, leaseSource, releaseSource, type SourceState } from '../store/source-states.ts';
import { loadVersion } from '../store/versions.ts';
import { loadLearned } from '../store/volatile-regions.ts';
import type { Deps } from './deps.ts';
import { leastDoubtMs } from './next-due.ts';
import { observeSource, type Sighting, trouble } from './observe-source.ts';
import type { PollRecord } from './poll.ts';
import { recordPoll } from './record-poll.ts';
import { slowPatterns, understandingBudgetMs } from './slow-patterns.ts';
import type { Weighing } from './weigh-sighting.ts';

/** Longer than the longest fetch with all its redirects, so that a living worker never loses its lease. */
const leaseMs = 5 * 60 * 1000;

/**
 * Polls a source now. Returns null when it is not due (`dueBy`; null: whenever) or when another worker is at it.
 * Throws only for faults of ours; nothing is written then.
 */
export async function pollSource(
  deps: Deps,
  source: Source,
  options: { readonly dueBy: Date | null },
  signal: AbortSignal,
): Promise<PollRecord | null> {
  const lease = { sourceId: source.id, worker: deps.worker.id, leaseMs, notAfter: options.dueBy };
  const state = await leaseSource(deps.db, lease);
  if (!state) return null;
  try {
    return await pollLeased(deps, source, state, signal);
  } catch (error) {
    await releaseSource(deps.db, source.id, deps.worker.id);
    throw error;
  }
}

async function pollLeased(
  deps: Deps,
  source: Source,
  state: LeasedSource,
  signal: AbortSignal,
): Promise<PollRecord> {
  const adapter = deps.adapters.get(source.kind);
  const vendor = deps.config().vendors.get(source.vendor);
  if (!adapter || !vendor) {
    throw new StoreError(
      `${source.id} has kind ${source.kind} and vendor ${source.vendor}, one of which is unknown`,
      {
        code: 'source_incomplete',
        retry: 'never',
        fault: 'ours',
      },
    );
  }
  const startedAt = deps.now();
  const memory = {
    validators: state.validators,
    lastFullFetchAt: state.last_full_fetch_at,
    bodyHashes: state.standing_body_hashes,
    isSecondLook: state.trouble_outcome === 'suspect',
  };
  const sighting = await observeSource(deps, source, adapter, memory, signal);
  crashPoint('poll:fetched');
  try {
    const weighing = await weigh(deps, source, state, sighting);
    return await recordPoll(deps, { source, vendor, state, startedAt, sighting, weighing });
  } catch (error) {
    if (!(error instanceof OverBudgetError) || sighting.kind !== 'document') throw error;
    const tooSlow = notUnderstood(sighting, slowPatterns(sighting.document, deps.config().rules, vendor));
    return recordPoll(deps, { source, vendor, state, startedAt, sighting: tooSlow, weighing: null });
  }
}

/** A document that took too long to understand is kept and told of, never waited for and never passed over. */
function notUnderstood({ captures }: Sighting, patterns: readonly string[]): Sighting {
  const named = patterns.map((pattern) => `/${pattern}/`).join(', ');
  const detail = `the document could not be understood within ${understandingBudgetMs / 1000} s${
    named === '' ? '' : `; these patterns of the configuration take too long on it: ${named}`
  }`;
  return {
    ...trouble('failed', 'too_slow', detail, captures),
    evidence: patterns.map((pattern) => ({ sign: 'slow-pattern', excerpt: pattern })),
  };
}

async function weigh(
  deps: Deps,
  source: Source,
  state: SourceState,
  sighting: Sighting,
): Promise<Weighing | null> {
  const vendor = deps.config().vendors.get(source.vendor);
  if (sighting.kind !== 'document' || !vendor) return null;
  const before = state.current_seq === null ? null : await loadVersion(deps.db, source.id, state.current_seq);
  const bytes = before
    ? { before: await bodyBytes(deps.db, before.bodyHashes), after: bytesOf(sighting.captures) }
    : undefined;
  const input = {
    source,
    vendor,
    rules: deps.config().rules,
    before: before && { document: before.document, hash: before.documentHash },
    after: sighting.document,
    doubts: sighting.doubts,
    bytes,
    repeated: isPastDoubt(state, deps.now()) ? state.suspect_hash : null,
    learned: await loadLearned(deps.db, source.id, learnedAfter),
    now: deps.now(),
  };
  return deps.weigh(input);
}

function bytesOf(captures: readonly Capture[]): number {
  return captures.reduce((sum, { body }) => sum + body.length, 0);
}

/** Whether what was doubted has waited long enough for a repetition to mean something. */
function isPastDoubt(state: SourceState, now: Date): boolean {
  return state.suspect_since !== null && now.getTime() - state.suspect_since.getTime() >= leastDoubtMs;
}
