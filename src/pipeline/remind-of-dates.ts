/** Reminds of days that vendors named, as they draw near: each so many days before, each once. */
import { affectedTools } from '../alerts/affected-tools.ts';
import { comesToPass } from '../alerts/coming-words.ts';
import type { Config } from '../config/config.ts';
import type { Finding } from '../domain/change.ts';
import type { Tool } from '../domain/register.ts';
import { insertAlert } from '../store/alerts.ts';
import { listComingDates, type StoredComingDate } from '../store/coming-dates.ts';
import type { Deps } from './deps.ts';

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Writes a reminder for every day that has come near enough and that concerns a registered tool; where several
 * documents name it, one. A day that was first named later than a reminder was due is not reminded of at once: the
 * mail about the change has just told it. Returns what was reminded of.
 */
export async function remindOfDates(deps: Deps): Promise<readonly string[]> {
  const config = deps.config();
  const now = deps.now();
  const [furthest = 0] = config.settings.reminderDays.toSorted((a, b) => b - a);
  const ids = config.sources.map(({ id }) => id);
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const dates = await listComingDates(
    deps.db,
    ids,
    day(now.getTime()),
    day(now.getTime() + furthest * dayMs),
  );
  const reminded: string[] = [];
  for (const coming of dates) {
    const left = daysUntil(coming.date, now);
    const due = config.settings.reminderDays.toSorted((a, b) => a - b).find((days) => left <= days);
    const tools = toolsOf(config, coming);
    if (due === undefined || coming.is_earliest || tools.length === 0 || wasNamedAfter(coming, due)) continue;
    const isNew = await insertAlert(deps.db, {
      fingerprint: `reminder:${coming.vendor}:${coming.key}:${due}`,
      reason: 'reminder',
      vendor: coming.vendor,
      sourceId: coming.source_id,
      changeId: null,
      trouble: {
        finding: reminderFinding(coming, left, tools),
        outcome: 'reminder',
        detail: `It says: ${coming.passage}`,
        lastSightedAt: now,
        since: coming.first_seen_at,
      },
      createdAt: now,
      readyAt: now,
    });
    if (isNew) reminded.push(`${coming.source_id} ${coming.date}`);
  }
  return reminded;
}

/** The registered tools that a coming day concerns. */
export function toolsOf(config: Config, coming: StoredComingDate): readonly Tool[] {
  const vendor = config.vendors.get(coming.vendor);
  const source = config.sources.find(({ id }) => id === coming.source_id);
  return vendor && source
    ? affectedTools(config.tools, { vendor, role: source.role, subjects: coming.subjects }, config.vendors)
    : [];
}

/** Whole days from now until a calendar day, in UTC. */
export function daysUntil(date: string, now: Date): number {
  return Math.round((Date.parse(date) - Date.parse(now.toISOString().slice(0, 10))) / dayMs);
}

/**
 * Whether the change that first named the day was mailed when this reminder was due, or shortly before. Days of the
 * first version were there before we looked, so nobody was told of them yet.
 */
function wasNamedAfter(
  { first_seq: seq, first_seen_at: seenAt, date }: StoredComingDate,
  days: number,
): boolean {
  return seq > 1 && daysUntil(date, seenAt) <= days + Math.ceil(days / 4);
}

function reminderFinding(coming: StoredComingDate, left: number, tools: readonly Tool[]): Finding {
  const severity = left <= 7 ? 'high' : 'medium';
  const when = left === 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`;
  return {
    category: 'calendar.reminder',
    rule: 'calendar#reminder',
    base: severity,
    modifiers: [],
    severity,
    summary: `${comesToPass(coming.subjects, coming.meaning)} ${when}, on ${coming.date}; it concerns ${tools.map(({ name }) => name).join(', ')}.`,
    edits: [],
    subjects: coming.subjects,
  };
}
