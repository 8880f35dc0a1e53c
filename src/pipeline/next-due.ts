/** When a source is to be polled again. */
import { Cron } from 'croner';
import type { Cadence } from '../domain/source.ts';

const minuteMs = 60 * 1000;
const firstRetryMs = 15 * minuteMs;
const longestRetryMs = 6 * 60 * minuteMs;
/** A doubtful page is looked at again after this long, from a fresh connection. */
const confirmAfterMs = 15 * minuteMs;

/** How much before its due time a source may be polled, since a scheduled tick may come a little early. */
export const earliestTickMs = minuteMs;

/** The next regular poll after `now`. */
export function nextRegularPoll(cadence: Cadence, now: Date): Date {
  if (cadence.kind === 'every') return new Date(now.getTime() + cadence.everyMs);
  const next = new Cron(cadence.expression, { timezone: cadence.timeZone, paused: true }).nextRun(now);
  return next ?? new Date(now.getTime() + 24 * 60 * minuteMs);
}

/**
 * The next poll after trouble: sooner than the regular one, backing off from 15 minutes to 6 hours, but never
 * before the server's own Retry-After.
 */
export function nextPollAfterTrouble(
  cadence: Cadence,
  now: Date,
  countInARow: number,
  retryAfterMs: number | null,
): Date {
  const backOffMs = Math.min(firstRetryMs * 2 ** Math.min(countInARow - 1, 10), longestRetryMs);
  const own = Math.min(now.getTime() + backOffMs, nextRegularPoll(cadence, now).getTime());
  // A tick may come early, which is never meant to be earlier than the server asked.
  const asked = retryAfterMs === null ? 0 : now.getTime() + retryAfterMs + earliestTickMs;
  return new Date(Math.max(own, asked));
}

/** The next poll after a doubtful page: soon, so that it is believed or dropped within the hour. */
export function nextPollToConfirm(cadence: Cadence, now: Date): Date {
  return new Date(Math.min(now.getTime() + confirmAfterMs, nextRegularPoll(cadence, now).getTime()));
}
