/** Tells of sources that go back and forth: once when it begins, at most once a day while it lasts, once at its end. */
import { flappingPolls, flappingSince, isFlapping, summaryEveryMs } from '../alerts/flapping.ts';
import { flappingFinding } from '../alerts/source-trouble.ts';
import type { Source } from '../domain/source.ts';
import { insertAlert } from '../store/alerts.ts';
import type { Db } from '../store/db.ts';
import { countFlaps, listHeld, markFlapping } from '../store/source-history.ts';
import { loadSourceStates, type SourceState } from '../store/source-states.ts';
import type { Deps } from './deps.ts';

/** So many held changes are named in a summary; the command that it names lists all. */
const maxNamed = 20;

/** Looks whether a source began or ceased to flap. Part of the poll's transaction. Returns whether it has news. */
export async function followFlapping(
  db: Db,
  source: Source,
  state: SourceState,
  now: Date,
): Promise<boolean> {
  const flaps = await countFlaps(db, source.id, flappingPolls, flappingSince(source.cadence, now));
  const { flapping_since: since, flapping_told_at: toldAt } = state;
  const flapsNow = isFlapping(flaps, since !== null);
  if (flapsNow === (since !== null)) return false;
  if (since === null || toldAt === null) {
    await tell(db, source, { phase: 'began', since: now, flaps, held: [] }, now);
    await markFlapping(db, source.id, { since: now, toldAt: now });
    return true;
  }
  await tell(db, source, { phase: 'ended', since, flaps, held: await listHeld(db, source.id, toldAt) }, now);
  await markFlapping(db, source.id, null);
  return true;
}

/** Sums up what was held of each flapping source since its readers were last told. Returns their ids. */
export async function summariseFlapping(deps: Deps): Promise<readonly string[]> {
  const now = deps.now();
  const told: string[] = [];
  for (const { source_id, flapping_since: since, flapping_told_at: toldAt } of await loadSourceStates(
    deps.db,
  )) {
    const source = deps.config().sources.find(({ id }) => id === source_id);
    if (!source || !since || !toldAt || now.getTime() - toldAt.getTime() < summaryEveryMs) continue;
    await deps.db.transaction().execute(async (db) => {
      const held = await listHeld(db, source.id, toldAt);
      if (held.length === 0) return;
      const flaps = await countFlaps(db, source.id, flappingPolls, flappingSince(source.cadence, now));
      await tell(db, source, { phase: 'goes-on', since, flaps, held }, now);
      await markFlapping(db, source.id, { since, toldAt: now });
      told.push(source.id);
    });
  }
  return told;
}

interface Episode {
  readonly phase: 'began' | 'goes-on' | 'ended';
  readonly since: Date;
  readonly flaps: number;
  readonly held: Awaited<ReturnType<typeof listHeld>>;
}

async function tell(
  db: Db,
  source: Source,
  { phase, since, flaps, held }: Episode,
  now: Date,
): Promise<void> {
  const lines = held
    .slice(0, maxNamed)
    .map(({ id, first_seen_after: at, summary }) => `${at.toISOString().slice(0, 16)}Z ${id}: ${summary}`);
  if (held.length > maxNamed) lines.push(`and ${held.length - maxNamed} more`);
  await insertAlert(db, {
    fingerprint: `flapping:${source.id}:${since.toISOString()}:${phase === 'goes-on' ? now.toISOString() : phase}`,
    reason: 'source-flapping',
    vendor: source.vendor,
    sourceId: source.id,
    changeId: null,
    trouble: {
      finding: flappingFinding(source, phase, held.length),
      outcome: phase === 'ended' ? 'steady' : 'flapping',
      detail: [`${flaps} of the last ${flappingPolls} looks found it changed.`, ...lines].join('\n'),
      lastSightedAt: now,
      since,
    },
    createdAt: now,
    readyAt: now,
  });
}
