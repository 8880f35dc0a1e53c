/** Writes a poll that did not see its document: evidence about the source, never a change (promise P5). */

import { isVendorOutage } from '../alerts/inhibition.ts';
import { isReportable, troubleFinding } from '../alerts/source-trouble.ts';
import type { Source } from '../domain/source.ts';
import type { Evidence } from '../extract/evidence.ts';
import { insertAlert } from '../store/alerts.ts';
import { insertObservation } from '../store/captures.ts';
import type { Db } from '../store/db.ts';
import { beginOutage, countInTrouble, endOutage } from '../store/outages.ts';
import type { Deps } from './deps.ts';
import { nextPollAfterTrouble, secondLookAt } from './next-due.ts';
import type { Trouble } from './observe-source.ts';
import { finishOrThrow, observationOf, type Poll, type PollRecord } from './poll.ts';

/** So many doubtful answers in a row are looked at again within the half hour. */
const looksAtDoubt = 3;

/** Records trouble, and tells the operators once it has lasted. Part of the poll's transaction. */
export async function recordTrouble(
  deps: Deps,
  db: Db,
  poll: Poll,
  found: Trouble,
  now: Date,
  suspectHash: string | null = null,
): Promise<PollRecord> {
  const { source, state } = poll;
  const { outcome, code, evidence } = found;
  const isSame = state.trouble_outcome === outcome;
  const count = isSame ? state.trouble_count + 1 : 1;
  const since = isSame && state.trouble_since ? state.trouble_since : now;
  const isWaiting = suspectHash !== null && state.suspect_hash === suspectHash;
  const doubtedAt = isWaiting && state.suspect_since ? state.suspect_since : now;
  // Three different doubts in a row are no hiccup: the operators are told and the looks become rarer.
  const isToSettle = outcome === 'suspect' && (count < looksAtDoubt || isWaiting);
  const dueAt = isToSettle
    ? secondLookAt(doubtedAt, source.id)
    : nextPollAfterTrouble(source.cadence, now, count, found.retryAfterMs, source.id);
  const detail = outcome === 'suspect' ? `${found.detail}; ${secondLookWords(dueAt)}` : found.detail;
  await insertObservation(
    db,
    { ...observationOf(deps, poll, now), outcome, code, detail, evidence, seq: state.current_seq, noise: [] },
    found.captures,
  );
  const isToReport = !state.trouble_reported && isReportable(outcome, count);
  if (isToReport) {
    await insertAlert(db, {
      ...troubleAlert(source, now),
      fingerprint: `trouble:${source.id}:${since.toISOString()}`,
      reason: 'source-trouble',
      trouble: {
        finding: troubleFinding(source, outcome, code),
        outcome,
        detail: [detail, ...shownEvidence(detail, evidence)].join('\n'),
        lastSightedAt: state.last_sighted_at,
        since,
      },
    });
  }
  await finishOrThrow(deps, db, poll, {
    dueAt,
    observedAt: now,
    isSighted: false,
    validators: state.validators,
    fullFetchAt: state.last_full_fetch_at,
    currentSeq: state.current_seq,
    troubleOutcome: outcome,
    troubleSince: since,
    troubleCount: count,
    troubleReported: state.trouble_reported || isToReport,
    suspectHash,
    suspectSince: suspectHash === null ? null : doubtedAt,
  });
  const isOutage = await noteOutage(deps, db, poll, now);
  return {
    outcome,
    detail,
    changeId: null,
    summary: null,
    newAnnouncements: 0,
    verdictsDue: 0,
    noise: 0,
    alertReadyAt: isToReport || isOutage ? now : null,
  };
}

/** The wait in words; the second look is the same for a page that is doubted and one that is no document at all. */
function secondLookWords(dueAt: Date): string {
  return `the next look is due at ${dueAt.toISOString().slice(0, 16)}Z, from a fresh connection`;
}

/** Evidence that the detail does not quote already. */
function shownEvidence(detail: string, evidence: readonly Evidence[]): readonly string[] {
  return evidence
    .filter(({ excerpt }) => !detail.includes(excerpt))
    .map(({ sign, excerpt }) => `${sign}: ${excerpt}`);
}

/** Tells operators once when most of a vendor's sources went out of sight: one event, not one a page. */
async function noteOutage(deps: Deps, db: Db, { source, vendor }: Poll, now: Date): Promise<boolean> {
  const watched = deps.config().sources.filter((other) => other.vendor === vendor.id);
  const inTrouble = await countInTrouble(
    db,
    watched.map((other) => other.id),
  );
  if (!isVendorOutage(inTrouble, watched.length) || !(await beginOutage(db, vendor.id, now))) return false;
  const finding = troubleFinding(source, 'failed');
  return insertAlert(db, {
    ...troubleAlert(source, now),
    fingerprint: `outage:${vendor.id}:${now.toISOString()}`,
    reason: 'source-trouble',
    trouble: {
      finding: {
        ...finding,
        category: 'source.outage',
        rule: 'source-health#outage',
        summary: `${inTrouble} of ${watched.length} sources of ${vendor.name} cannot be seen; changes there would go unnoticed.`,
      },
      outcome: 'outage',
      detail: 'Trouble with single pages of this vendor is held until the outage is over.',
      lastSightedAt: null,
      since: now,
    },
  });
}

/** Ends the vendor's outage when enough of its sources are seen again; what it held is looked at anew. */
export async function noteRecovery(deps: Deps, db: Db, { vendor }: Poll, now: Date): Promise<void> {
  const ids = deps
    .config()
    .sources.filter((other) => other.vendor === vendor.id)
    .map((other) => other.id);
  if (!isVendorOutage(await countInTrouble(db, ids), ids.length)) await endOutage(db, vendor.id, now);
}

/** Tells operators that a source they were warned about is seen again. */
export async function recordRecovery(db: Db, poll: Poll, now: Date): Promise<Date | null> {
  const { source, state } = poll;
  if (!state.trouble_reported || !state.trouble_since) return null;
  await insertAlert(db, {
    ...troubleAlert(source, now),
    fingerprint: `recovered:${source.id}:${state.trouble_since.toISOString()}`,
    reason: 'source-recovered',
    trouble: {
      finding: {
        ...troubleFinding(source, 'failed'),
        category: 'source.recovered',
        severity: 'info',
        base: 'info',
        summary: `${source.title} is seen again.`,
      },
      outcome: state.trouble_outcome ?? 'failed',
      detail: `out of sight since ${state.trouble_since.toISOString()}`,
      lastSightedAt: state.last_sighted_at,
      since: state.trouble_since,
    },
  });
  return now;
}

function troubleAlert(source: Source, now: Date) {
  return {
    vendor: source.vendor,
    sourceId: source.id,
    changeId: null,
    createdAt: now,
    readyAt: now,
  } as const;
}
