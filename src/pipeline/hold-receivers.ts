/** Which of what is owed may be told now, and what is kept back: by which hold, for which reason, until when. */
import { type Hold, quietHoursHold, silencedBy } from '../alerts/hold-alert.ts';
import { inhibitChange, inhibitTrouble, isRepublished, maxInhibitionMs } from '../alerts/inhibition.ts';
import type { Config } from '../config/config.ts';
import type { Contact } from '../domain/register.ts';
import type { Silence } from '../domain/silence.ts';
import { listChanges } from '../store/changes.ts';
import type { Db } from '../store/db.ts';
import { openOutages } from '../store/outages.ts';
import { holdReceiver, markLapsed, type StoredReceiver } from '../store/receivers.ts';
import { loadSilences } from '../store/silences.ts';
import { loadSourceStates, type SourceState } from '../store/source-states.ts';
import type { Telling } from './gather-telling.ts';
import { planTelling } from './plan-telling.ts';

/** What inhibits a change may end at any time, so it is asked again this often. The end of an outage tells itself. */
const recheckMs = 60 * 60 * 1000;

/** One contact's share of an alert, with its facts. */
export interface Owed {
  readonly receiver: StoredReceiver;
  readonly contact: Contact;
  readonly telling: Telling;
}

interface Surroundings {
  readonly config: Config;
  readonly silences: readonly Silence[];
  readonly outages: ReadonlyMap<string, Date>;
  readonly states: ReadonlyMap<string, SourceState>;
  readonly now: Date;
}

/** Keeps back what must be, and returns what may be told now. */
export async function holdReceivers(
  db: Db,
  config: Config,
  owed: readonly Owed[],
  now: Date,
): Promise<readonly Owed[]> {
  if (owed.length === 0) return [];
  const [silences, outages, states] = await Promise.all([
    loadSilences(db, now),
    openOutages(db),
    loadSourceStates(db),
  ]);
  const around = {
    config,
    silences,
    outages,
    states: new Map(states.map((state) => [state.source_id, state])),
    now,
  };
  const free: Owed[] = [];
  for (const item of owed) {
    const lapse = whyLapsed(item, around);
    if (lapse !== null) {
      await markLapsed(db, item.receiver, lapse, now);
      continue;
    }
    const hold =
      (await inhibition(db, item, around)) ??
      silencedBy(silences, item.telling.labels, now) ??
      quietHoursHold(item.contact, item.telling.severity, now);
    if (hold === null) free.push(item);
    // What would only have gone along keeps its own hour.
    else if (item.receiver.due_at <= now) await holdUntil(db, item, hold, now);
  }
  return free;
}

/** Keeps one share back. What inhibits is asked again soon; everything else says when it ends. */
export async function holdUntil(db: Db, { receiver }: Owed, hold: Hold, now: Date): Promise<void> {
  const recheckAt = new Date(Math.min(now.getTime() + recheckMs, hold.until.getTime()));
  await holdReceiver(db, receiver, {
    ...hold,
    lookAgainAt: hold.by === 'inhibited' ? recheckAt : hold.until,
    now,
  });
}

/** What came to an end while it was held need not be told as if it were still so. */
function whyLapsed({ receiver, telling }: Owed, { states }: Surroundings): string | null {
  if (telling.heldReason !== null) return telling.heldReason;
  const { alert, trouble } = telling;
  const isHeldTrouble = receiver.held_by?.startsWith('outage:') === true && alert.reason === 'source-trouble';
  if (!isHeldTrouble || trouble === null || states.get(alert.source_id)?.trouble_outcome) return null;
  return `over before it was told: ${trouble.sourceTitle} is seen again`;
}

async function inhibition(db: Db, { receiver, telling }: Owed, around: Surroundings): Promise<Hold | null> {
  const { alert, change, trouble } = telling;
  const latest = new Date((receiver.held_since ?? around.now).getTime() + maxInhibitionMs);
  if (latest <= around.now) return null;
  if (trouble !== null && alert.reason === 'source-trouble') {
    const outageSince = around.outages.get(alert.vendor) ?? null;
    const reason = inhibitTrouble(trouble.finding.category, { outageSince });
    return reason === null ? null : { by: `outage:${alert.vendor}`, reason, until: latest };
  }
  // A verdict on what was told already is owed whatever else happens.
  if (change === null || alert.reason !== 'detected' || telling.severity === 'critical') return null;
  const state = around.states.get(alert.source_id);
  const reason = inhibitChange(
    {
      edits: change.edits,
      severity: telling.severity,
      isRepublished: telling.labels.categories.includes('terms.republished'),
    },
    {
      trouble:
        state?.trouble_outcome && state.trouble_since
          ? { outcome: state.trouble_outcome, since: state.trouble_since }
          : null,
      outageSince: around.outages.get(alert.vendor) ?? null,
      republished: await newEdition(db, telling, around),
    },
  );
  return reason === null ? null : { by: 'inhibited', reason, until: latest };
}

/** The change by which the document came out anew within the day before this one, if there was such. */
async function newEdition(db: Db, { alert, change }: Telling, { config }: Surroundings) {
  const vendor = config.vendors.get(alert.vendor);
  const source = config.sources.find((candidate) => candidate.id === alert.source_id);
  if (change === null || !vendor || !source || (source.role !== 'terms' && source.role !== 'policy'))
    return null;
  const seenAt = change.window.firstSeenAfter;
  const since = new Date(seenAt.getTime() - maxInhibitionMs);
  const earlier = await listChanges(db, { sourceId: source.id, since, limit: 50 });
  const edition = earlier.find(
    (candidate) => candidate.first_seen_after < seenAt && isRepublished(source.role, candidate.understanding),
  );
  if (!edition) return null;
  const { understanding, disclosure } = edition;
  const plan = planTelling(config, { vendor, role: source.role, understanding, disclosure });
  return { changeId: edition.id, severity: plan.assessment.severity, at: edition.first_seen_after };
}
