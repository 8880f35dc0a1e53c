/** Writes a new version, and what is new in it: announcements, the change, the first alert. */

import { findRegions, learnedAfter } from '../compare/volatile-regions.ts';
import { readComingDates } from '../disclosure/coming-dates.ts';
import { readAnnouncements } from '../disclosure/read-announcements.ts';
import type { Capture } from '../domain/capture.ts';
import type { Edit, Understanding } from '../domain/change.ts';
import type { ComingDate } from '../domain/coming-date.ts';
import type { Document } from '../domain/document.ts';
import { isAnnouncing } from '../domain/source.ts';
import { withinBudget } from '../facts/time-budget.ts';
import { saveAnnouncements } from '../store/announcements.ts';
import { insertChange, judgeSoon } from '../store/changes.ts';
import { saveComingDates } from '../store/coming-dates.ts';
import type { Db } from '../store/db.ts';
import { insertVersion, versionId } from '../store/versions.ts';
import { countRegions } from '../store/volatile-regions.ts';
import type { Deps } from './deps.ts';
import { identityOf } from './observe-source.ts';
import { planTelling } from './plan-telling.ts';
import type { Poll, PollRecord } from './poll.ts';
import { relateChange } from './relate-change.ts';
import { understandingBudgetMs } from './slow-patterns.ts';
import { tellChange } from './tell-change.ts';
import type { Weighing } from './weigh-sighting.ts';

/** A verdict of `unannounced` or `unknown` may still be settled by an entry that appears within this time. */
const lateAnnouncementMs = 90 * 24 * 60 * 60 * 1000;

/** Two looks that lie no further apart are repeated fetches of what ought to be the same page. */
const repeatedFetchMs = 60 * 60 * 1000;

/** Records a version. Part of the poll's transaction. */
export async function recordVersion(
  deps: Deps,
  db: Db,
  poll: Poll,
  news: {
    weighing: Extract<Weighing, { kind: 'first-seen' | 'changed' }>;
    seq: number;
    observationId: string;
    document: Document;
    captures: readonly Capture[];
    now: Date;
  },
): Promise<Pick<PollRecord, 'changeId' | 'newAnnouncements' | 'alertReadyAt'>> {
  const { source, vendor, state } = poll;
  const { weighing, seq, now } = news;
  const doubtedAt = state.suspect_hash === weighing.hash ? state.suspect_since : null;
  const firstSeenAt = doubtedAt ?? now;
  const settled = doubtedAt && settledWords(doubtedAt, now);
  const relation =
    weighing.kind === 'changed'
      ? await relateChange(db, poll, { seq, hash: weighing.hash, understanding: weighing.understanding, now })
      : null;
  await insertVersion(db, {
    sourceId: source.id,
    seq,
    observationId: news.observationId,
    document: settled ? { ...news.document, remarks: [...news.document.remarks, settled] } : news.document,
    documentHash: weighing.hash,
    bodyHashes: news.captures.map(identityOf),
    firstSeenAt,
  });
  let newAnnouncements = 0;
  if (isAnnouncing(source)) {
    const isFromBaseline = weighing.kind === 'first-seen';
    const entries = withinBudget(understandingBudgetMs, () =>
      readAnnouncements({ document: news.document, source, vendor, firstSeenAt: now, isFromBaseline }),
    );
    newAnnouncements = await saveAnnouncements(db, vendor.id, entries);
    if (newAnnouncements > 0) {
      await judgeSoon(db, vendor.id, new Date(now.getTime() - lateAnnouncementMs), now);
    }
  }
  const coming = await noteComingDates(db, poll, news);
  if (weighing.kind === 'first-seen' || relation === null)
    return { changeId: null, newAnnouncements, alertReadyAt: null };

  const { understanding, returnedTo, continues, summary } = relation;
  const changeId = versionId(source.id, seq);
  const disclosure = relation.isJudged ? 'pending' : 'unknown';
  await insertChange(db, {
    id: changeId,
    source_id: source.id,
    vendor: vendor.id,
    before_seq: seq - 1,
    after_seq: seq,
    last_seen_before: state.last_sighted_at ?? now,
    first_seen_after: firstSeenAt,
    edits: weighing.comparison.edits,
    understanding,
    summary,
    is_material: understanding.isMaterial,
    disclosure,
    judge_at: relation.isJudged ? now : null,
    rules_version: deps.config().rules.version,
    recorded_at: now,
    returned_to: returnedTo,
    continues,
    coming,
    is_addition: weighing.comparison.edits.every(({ kind }) => kind === 'added'),
  });
  await learnRegions(deps, db, poll, weighing.comparison.edits, understanding, now);
  const plan = planTelling(deps.config(), {
    vendor,
    role: source.role,
    understanding,
    disclosure,
    seen: { at: firstSeenAt, verdict: null, coming, lastSeenBefore: state.last_sighted_at ?? now },
  });
  const told = { id: changeId, beforeSeq: seq - 1, returnedTo };
  return { changeId, newAnnouncements, alertReadyAt: await tellChange(db, poll, told, plan, now) };
}

/** Keeps the calendar: the days to come that the new version names. Returns those that are new in it. */
async function noteComingDates(
  db: Db,
  { source, vendor }: Poll,
  { document, seq, now }: { readonly document: Document; readonly seq: number; readonly now: Date },
): Promise<readonly ComingDate[]> {
  // Status pages speak of maintenance, hour by hour.
  if (source.role === 'status') return [];
  const dates = withinBudget(understandingBudgetMs, () =>
    readComingDates(document, vendor, now.toISOString().slice(0, 10)),
  );
  return saveComingDates(db, { sourceId: source.id, vendor: vendor.id, seq, now, dates });
}

/**
 * Counts passages that differ and say nothing. Between two looks within the hour nobody edits such a passage by hand:
 * it is learned at once.
 */
async function learnRegions(
  deps: Deps,
  db: Db,
  { source, vendor, state }: Poll,
  edits: readonly Edit[],
  { findings }: Understanding,
  now: Date,
): Promise<void> {
  const { weighty } = deps.config().rules.editorial;
  const regions = withinBudget(understandingBudgetMs, () => findRegions(edits, findings, vendor, weighty));
  const sinceMs = state.last_sighted_at ? now.getTime() - state.last_sighted_at.getTime() : Infinity;
  await countRegions(db, source.id, regions, sinceMs <= repeatedFetchMs ? learnedAfter : 1, now);
}

/** For the record and the mail: that this version was doubted, and what settled it. */
function settledWords(doubtedAt: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - doubtedAt.getTime()) / 60_000);
  return `not believed at first (${doubtedAt.toISOString().slice(0, 16)}Z), since much had changed at once or the page seemed cut off; the same content came again ${minutes} minutes later from a fresh connection`;
}
