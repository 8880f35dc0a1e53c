/** Judges what the vendor told the world about a change, records it, and sees to it that people hear of it. */
import type { Config } from '../config/config.ts';
import { judgeDisclosure } from '../disclosure/judge-disclosure.ts';
import type { DisclosureState, SearchedSource, Verdict } from '../domain/disclosure.ts';
import { isAnnouncing, longestGapMs, type Source } from '../domain/source.ts';
import { insertAlert, lockDetectionAlert } from '../store/alerts.ts';
import { loadAnnouncements } from '../store/announcements.ts';
import { loadSightings, neverSighted } from '../store/captures.ts';
import {
  keepVerdict,
  loadChange,
  loadVerdictState,
  lockChange,
  recordVerdict,
  type StoredChange,
  scheduleJudgement,
} from '../store/changes.ts';
import { findForetelling } from '../store/coming-dates.ts';
import type { Db } from '../store/db.ts';
import { isTold, routeAnew } from '../store/receivers.ts';
import { hastenSources } from '../store/source-states.ts';
import type { Deps } from './deps.ts';
import { planTelling, seenOf } from './plan-telling.ts';
import { foretoldDays } from './relate-change.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A retirement notice may name the day of the change more than a year ahead; older entries are not about it. */
const searchBackMs = 400 * dayMs;
/** A source not seen for this many of its intervals was blind. */
const toleratedIntervals = 3;

export interface Judgement {
  readonly state: DisclosureState;
  /** Whether the state differs from the one that stood. */
  readonly isNews: boolean;
  readonly reason: string;
  readonly alertReadyAt: Date | null;
  /** Announcing sources that were asked to be polled soon. */
  readonly hastened: readonly string[];
}

/** The announcing sources that may speak for a source, itself included when it announces. */
function announcingSources(config: Config, source: Source): readonly Source[] {
  return config.sources.filter(
    (other) =>
      isAnnouncing(other) &&
      (source.announcedBy.length > 0
        ? source.announcedBy.includes(other.id)
        : other.vendor === source.vendor),
  );
}

/** Judges one change now. Returns null when the change or its source is no longer watched. */
export async function judgeChange(deps: Deps, changeId: string): Promise<Judgement | null> {
  const config = deps.config();
  const change = await loadChange(deps.db, changeId);
  const source = config.sources.find((candidate) => candidate.id === change?.source_id);
  const vendor = change && config.vendors.get(change.vendor);
  if (!change || !source || !vendor) {
    if (change) await scheduleJudgement(deps.db, changeId, { state: change.disclosure, judgeAgainAt: null });
    return null;
  }
  const now = deps.now();
  const announcing = announcingSources(config, source);
  const graceMs = vendor.graceMs;
  const since = new Date(change.last_seen_before.getTime() - searchBackMs);
  const ids = announcing.map((item) => item.id);
  const [searched, announcements, foretold] = await Promise.all([
    searchedSources(deps.db, announcing, change, graceMs, now),
    loadAnnouncements(deps.db, ids, since),
    loadForetelling(deps.db, change),
  ]);
  const verdict = judgeDisclosure({
    change: {
      sourceId: source.id,
      role: source.role,
      window: { lastSeenBefore: change.last_seen_before, firstSeenAfter: change.first_seen_after },
      edits: change.edits,
      findings: change.understanding.findings,
      subjects: change.understanding.subjects,
      printed: change.understanding.printed,
      foretold,
    },
    announcements,
    searched,
    vendor,
    graceMs,
    now,
  });
  const hastened = verdict.state === 'pending' ? sourcesToHasten(searched, change, graceMs, now) : [];
  if (hastened.length === 0 && (await keepVerdict(deps.db, change.id, verdict)))
    return { state: verdict.state, reason: verdict.reason, hastened, isNews: false, alertReadyAt: null };
  const written = await deps.db.transaction().execute(async (db) => {
    await hastenSources(db, hastened, now);
    return writeVerdict(db, config, source, change, verdict, now);
  });
  return { state: verdict.state, reason: verdict.reason, hastened, ...written };
}

/** What an earlier version of the document itself said of the day of the change. */
async function loadForetelling(db: Db, change: StoredChange) {
  const { source_id: sourceId, last_seen_before: from, first_seen_after: to } = change;
  const found = await findForetelling(db, sourceId, ...foretoldDays(from, to), from);
  return found && { date: found.date, seenAt: found.first_seen_at, passage: found.passage };
}

async function writeVerdict(
  db: Db,
  config: Config,
  source: Source,
  judged: StoredChange,
  verdict: Verdict,
  now: Date,
): Promise<Pick<Judgement, 'isNews' | 'alertReadyAt'>> {
  const locked = await lockChange(db, judged.id);
  const vendor = config.vendors.get(judged.vendor);
  if (!locked || !vendor) return { isNews: false, alertReadyAt: null };
  const change = { ...judged, ...locked };
  if ((await loadVerdictState(db, judged.id)) === verdict.state) {
    await scheduleJudgement(db, change.id, verdict);
    return { isNews: false, alertReadyAt: null };
  }
  await recordVerdict(db, change.id, verdict);
  const plan = planTelling(config, {
    vendor,
    role: source.role,
    understanding: change.understanding,
    disclosure: verdict.state,
    seen: seenOf(change, verdict),
  });
  if (verdict.state === 'pending' || plan.telling !== 'tell' || change.hold_reason !== null)
    return { isNews: true, alertReadyAt: null };
  const first = await lockDetectionAlert(db, change.id);
  // A first mail that has not gone out yet will carry this verdict by itself.
  if (first && first.dispatched_at === null) return { isNews: true, alertReadyAt: first.ready_at };
  const readyAt = new Date(now.getTime() + plan.groupWaitMs);
  // One that waits for a digest or is held does so too, but is routed anew: another verdict may go another way.
  if (first && !(await isTold(db, first.id))) {
    await routeAnew(db, first.id, readyAt, now);
    return { isNews: true, alertReadyAt: readyAt };
  }
  await insertAlert(db, {
    fingerprint: first ? `change:${change.id}:settled:${verdict.state}` : `change:${change.id}:detected`,
    reason: first ? 'settled' : 'detected',
    vendor: vendor.id,
    sourceId: source.id,
    changeId: change.id,
    trouble: null,
    createdAt: now,
    readyAt,
  });
  return { isNews: true, alertReadyAt: readyAt };
}

async function searchedSources(
  db: Db,
  announcing: readonly Source[],
  change: StoredChange,
  graceMs: number,
  now: Date,
): Promise<readonly SearchedSource[]> {
  const from = change.last_seen_before;
  const graceEnd = change.first_seen_after.getTime() + graceMs;
  const to = new Date(Math.max(from.getTime(), Math.min(now.getTime(), graceEnd)));
  const sightings = await loadSightings(
    db,
    announcing.map(({ id }) => id),
    from,
    to,
  );
  return announcing.map((source) => ({
    sourceId: source.id,
    ...(sightings.get(source.id) ?? neverSighted),
    toleratedGapMs: toleratedIntervals * longestGapMs(source.cadence),
  }));
}

/**
 * Looks at the vendor's announcing sources at once when a change was seen, and again when the grace has ended,
 * rather than waiting for their turn: a verdict rests on fresh sightings.
 */
function sourcesToHasten(
  searched: readonly SearchedSource[],
  change: StoredChange,
  graceMs: number,
  now: Date,
): readonly string[] {
  const graceEnd = change.first_seen_after.getTime() + graceMs;
  const wantedSince = now.getTime() >= graceEnd ? graceEnd : change.first_seen_after.getTime();
  return searched
    .filter((source) => source.lastSightedAt === null || source.lastSightedAt.getTime() < wantedSince)
    .filter((source) => source.sourceId !== change.source_id)
    .map((source) => source.sourceId);
}
