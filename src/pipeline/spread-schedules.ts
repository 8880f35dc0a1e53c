/** Schedules of the sources, spread over their intervals so that they do not all fire together. */
import { createHash } from 'node:crypto';
import type { Source } from '../domain/source.ts';
import type { JobSchedule } from '../queue/job-queue.ts';

/** One schedule a source; the offset within its interval is a stable hash of its id. */
export function spreadSchedules(sources: readonly Source[]): readonly JobSchedule[] {
  return sources.map((source) => ({
    id: `poll-${source.id}`,
    name: 'poll',
    payload: { source: source.id },
    timing:
      source.cadence.kind === 'every'
        ? { everyMs: source.cadence.everyMs, offsetMs: stableOffset(source.id, source.cadence.everyMs) }
        : { cron: source.cadence.expression, timeZone: source.cadence.timeZone },
  }));
}

function stableOffset(id: string, everyMs: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % everyMs;
}
