/** When a feed that is fetched without trouble has fallen silent: it may have been replaced by another. Pure. */
import type { Finding } from '../domain/change.ts';
import type { Source } from '../domain/source.ts';

/** Fewer gaps say nothing of what is usual. */
const fewestGaps = 10;

export interface Quiet {
  /** The newest entry. */
  readonly since: Date;
  readonly quietMs: number;
  /** 95 of 100 gaps between entries are no longer than this (nearest rank: of up to 19 gaps, the longest). */
  readonly usualGapMs: number;
}

/** Whether a feed's newest entry is older than its own usual gap; null when it is not, or has too few entries to tell. */
export function findQuiet(entryDates: readonly Date[], now: Date): Quiet | null {
  const times = [...new Set(entryDates.map((date) => date.getTime()))]
    .filter((time) => time <= now.getTime())
    .sort((one, other) => one - other);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const newest = times.at(-1);
  if (newest === undefined || gaps.length < fewestGaps) return null;
  const usualGapMs = gaps.sort((one, other) => one - other)[Math.ceil(gaps.length * 0.95) - 1] ?? 0;
  const quietMs = now.getTime() - newest;
  return quietMs > usualGapMs ? { since: new Date(newest), quietMs, usualGapMs } : null;
}

/** The finding that operators are mailed about a feed that fell silent. It is never a change. */
export function quietFinding(source: Pick<Source, 'id' | 'title'>, quiet: Quiet): Finding {
  return {
    category: 'source.stale',
    rule: 'source-health#quiet',
    base: 'medium',
    modifiers: [],
    severity: 'medium',
    summary:
      `${source.title} has shown nothing new for ${inDays(quiet.quietMs)}, longer than 95 of 100 pauses before ` +
      `(${inDays(quiet.usualGapMs)}); it may have been replaced by another feed.`,
    edits: [],
    subjects: [{ kind: 'document', name: source.id }],
  };
}

function inDays(ms: number): string {
  const days = Math.max(1, Math.floor(ms / 86_400_000));
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
