/** What a digest says beyond its alerts: what was looked at, what is open, what is to come, what is kept back. */
import { isStale } from '../alerts/source-trouble.ts';
import type { Config } from '../config/config.ts';
import type { Coverage, DigestContext } from '../domain/notice.ts';
import type { Contact, RouteCadence } from '../domain/register.ts';
import { openAlerts } from '../store/acknowledgements.ts';
import { countPolls, heldFrom, openVerdicts, upcomingChanges } from '../store/coverage.ts';
import type { Db } from '../store/db.ts';
import { loadSourceStates } from '../store/source-states.ts';

const hourMs = 60 * 60 * 1000;

/** How far back each looks. What the storm guard folds is of the last hour. */
const periodMs: Readonly<Record<RouteCadence, number>> = {
  immediate: hourMs,
  hourly: hourMs,
  daily: 24 * hourMs,
  weekly: 7 * 24 * hourMs,
};

/** More of a kind than a reader would read; the commands show all. */
const maxRows = 40;

/** Gathers what a contact's digest says of the time that its cadence covers. */
export async function gatherDigest(
  db: Db,
  config: Config,
  contact: Contact,
  cadence: RouteCadence,
  now: Date,
): Promise<DigestContext> {
  const from = new Date(now.getTime() - periodMs[cadence]);
  const [coverage, pending, upcoming, held, open] = await Promise.all([
    gatherCoverage(db, config, from, now),
    openVerdicts(db, maxRows),
    upcomingChanges(db, now.toISOString().slice(0, 10), maxRows),
    heldFrom(db, contact.id, maxRows),
    openAlerts(db, maxRows, contact.id),
  ]);
  return {
    coverage,
    pending: pending.map((change) => ({
      changeId: change.id,
      summary: change.summary,
      judgedBy: change.judge_at,
    })),
    upcoming: upcoming.map(({ id, summary, effective }) => ({ on: effective, changeId: id, summary })),
    unseen: await unseenSources(db, config, now),
    held: held.map((row) => ({
      about: row.summary ?? row.source_id,
      reason: row.held_reason ?? '',
      until: row.held_until,
    })),
    open: open.map((alert) => ({
      subject: alert.change_id ?? alert.id,
      about: alert.summary ?? alert.source_id,
      toldAt: alert.first_told_at,
    })),
  };
}

async function gatherCoverage(db: Db, config: Config, from: Date, to: Date): Promise<Coverage> {
  const titles = new Map(config.sources.map((source) => [source.id, source.title]));
  const { longestGap, ...counts } = await countPolls(db, [...titles.keys()], from, to);
  return {
    from,
    to,
    sources: titles.size,
    ...counts,
    longestGap: longestGap && {
      sourceTitle: titles.get(longestGap.sourceId) ?? longestGap.sourceId,
      ms: longestGap.ms,
    },
  };
}

async function unseenSources(db: Db, config: Config, now: Date): Promise<DigestContext['unseen']> {
  const states = new Map((await loadSourceStates(db)).map((state) => [state.source_id, state]));
  return config.sources.flatMap((source) => {
    const state = states.get(source.id);
    if (!state) return [];
    const { trouble_outcome: outcome, trouble_since: since, last_sighted_at: sightedAt } = state;
    const sourceTitle = source.title;
    if (outcome !== null) return [{ sourceTitle, state: outcome, since }];
    const isOld = isStale(source, sightedAt, state.watched_since, now);
    return isOld ? [{ sourceTitle, state: 'stale', since: sightedAt }] : [];
  });
}
