/** When a source is to be polled again. */
import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import type { Cadence } from '../domain/source.ts';

const minuteMs = 60 * 1000;
const firstRetryMs = 15 * minuteMs;
const longestRetryMs = 6 * 60 * minuteMs;
const retryJitter = 0.1;
/** Within this time a repetition proves nothing: the same cache or the same deployment may be half way. */
export const leastDoubtMs = 10 * minuteMs;
const secondLookSpreadMs = 14 * minuteMs;

/** How much before its due time a source may be polled, since a scheduled tick may come a little early. */
export const earliestTickMs = minuteMs;

/** The next regular poll after `now`. */
export function nextRegularPoll(cadence: Cadence, now: Date): Date {
  if (cadence.kind === 'every') return new Date(now.getTime() + cadence.everyMs);
  const next = new Cron(cadence.expression, { timezone: cadence.timeZone, paused: true }).nextRun(now);
  return next ?? new Date(now.getTime() + 24 * 60 * minuteMs);
}

/**
 * The next poll after trouble: sooner than the regular one, backing off from 15 minutes to 6 hours, a tenth more or
 * less by `id` so that those who failed together do not come back together; never before the server's Retry-After.
 */
export function nextPollAfterTrouble(
  cadence: Cadence,
  now: Date,
  countInARow: number,
  retryAfterMs: number | null,
  id: string,
): Date {
  const backOffMs = Math.min(firstRetryMs * 2 ** Math.min(countInARow - 1, 10), longestRetryMs);
  const jitter = 1 + (shareOf(`${id} ${countInARow}`) - 0.5) * 2 * retryJitter;
  const own = Math.min(now.getTime() + backOffMs * jitter, nextRegularPoll(cadence, now).getTime());
  // A tick may come early, which is never meant to be earlier than the server asked.
  const asked = retryAfterMs === null ? 0 : now.getTime() + retryAfterMs + earliestTickMs;
  return new Date(Math.max(own, asked));
}

/**
 * The second look at what was doubted at `since`: 10 to 30 minutes later even if a tick comes early or late, whatever
 * the cadence. `id` spreads the looks of several sources that one outage made doubtful.
 */
export function secondLookAt(since: Date, id: string): Date {
  return new Date(since.getTime() + leastDoubtMs + earliestTickMs + shareOf(id) * secondLookSpreadMs);
}

/** A number in 0 … 1 that is always the same for a text. */
function shareOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
