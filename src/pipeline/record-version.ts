/** Writes a new version, and what is new in it: announcements, the change, the first alert. */

import { readAnnouncements } from '../disclosure/read-announcements.ts';
import type { Capture } from '../domain/capture.ts';
import type { Document } from '../domain/document.ts';
import { isAnnouncing } from '../domain/source.ts';
import { withinBudget } from '../facts/time-budget.ts';
import { insertAlert } from '../store/alerts.ts';
import { saveAnnouncements } from '../store/announcements.ts';
import { sha256 } from '../store/captures.ts';
import { insertChange, judgeSoon } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { insertVersion, versionId } from '../store/versions.ts';
import type { Deps } from './deps.ts';
import { planTelling } from './plan-telling.ts';
import type { Poll, PollRecord } from './poll.ts';
import { understandingBudgetMs } from './slow-patterns.ts';
import type { Weighing } from './weigh-sighting.ts';

/** An `unannounced` verdict may still be settled by an entry that appears within this time. */
const lateAnnouncementMs = 90 * 24 * 60 * 60 * 1000;

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
  await insertVersion(db, {
    sourceId: source.id,
    seq,
    observationId: news.observationId,
    document: settled ? { ...news.document, remarks: [...news.document.remarks, settled] } : news.document,
    documentHash: weighing.hash,
    bodyHashes: news.captures.map((capture) => sha256(capture.body)),
    firstSeenAt,
  });
  let newAnnouncements = 0;
  if (isAnnouncing(source)) {
    const isFromBaseline = weighing.kind === 'first-seen';
    const entries = withinBudget(understandingBudgetMs, () =>
      readAnnouncements({ document: news.document, source, vendor, firstSeenAt: now, isFromBaseline }),
    );
    newAnnouncements = await saveAnnouncements(db, vendor.id, entries);
    if (newAnnouncements > 0 && !isFromBaseline) {
      await judgeSoon(db, vendor.id, new Date(now.getTime() - lateAnnouncementMs), now);
    }
  }
  if (weighing.kind === 'first-seen') return { changeId: null, newAnnouncements, alertReadyAt: null };

  const { understanding, comparison } = weighing;
  const changeId = versionId(source.id, seq);
  await insertChange(db, {
    id: changeId,
    source_id: source.id,
    vendor: vendor.id,
    before_seq: seq - 1,
    after_seq: seq,
    last_seen_before: state.last_sighted_at ?? now,
    first_seen_after: firstSeenAt,
    edits: comparison.edits,
    understanding,
    summary: understanding.summary,
    is_material: understanding.isMaterial,
    // An editorial change is not judged: there is nothing that a vendor would announce.
    disclosure: understanding.isMaterial ? 'pending' : 'unknown',
    judge_at: understanding.isMaterial ? now : null,
    rules_version: deps.config().rules.version,
    recorded_at: now,
  });
  const plan = planTelling(deps.config(), {
    vendor,
    role: source.role,
    understanding,
    disclosure: 'pending',
    seen: { at: now, verdict: null },
  });
  if (plan.telling !== 'tell') return { changeId, newAnnouncements, alertReadyAt: null };
  const alertReadyAt = new Date(now.getTime() + plan.groupWaitMs);
  await insertAlert(db, {
    fingerprint: `change:${changeId}:detected`,
    reason: 'detected',
    vendor: vendor.id,
    sourceId: source.id,
    changeId,
    trouble: null,
    createdAt: now,
    readyAt: alertReadyAt,
  });
  return { changeId, newAnnouncements, alertReadyAt };
}

/** For the record and the mail: that this version was doubted, and what settled it. */
function settledWords(doubtedAt: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - doubtedAt.getTime()) / 60_000);
  return `not believed at first (${doubtedAt.toISOString().slice(0, 16)}Z), since much had changed at once or the page seemed cut off; the same content came again ${minutes} minutes later from a fresh connection`;
}
