/** When a deferred mail is tried again: soon at first, then patiently, for three days. */

const minuteMs = 60_000;
const firstDelaysMs = [5 * minuteMs, 15 * minuteMs, 30 * minuteMs];
const longestDelayMs = 240 * minuteMs;
const giveUpAfterMs = 72 * 60 * minuteMs;

/**
 * The next attempt after `attempts` failed ones: 5, 15, 30, 60 minutes, then doubling up to 4 hours. Null when
 * it would come later than 72 hours after the first attempt; the last one is moved to that moment.
 */
export function nextAttemptAt(attempts: number, now: Date, firstAttemptAt: Date): Date | null {
  const giveUpAtMs = firstAttemptAt.getTime() + giveUpAfterMs;
  if (now.getTime() >= giveUpAtMs) return null;
  return new Date(Math.min(now.getTime() + delayAfter(attempts), giveUpAtMs));
}

function delayAfter(attempts: number): number {
  const first = firstDelaysMs[Math.max(attempts, 1) - 1];
  if (first !== undefined) return first;
  const doublings = Math.min(attempts - firstDelaysMs.length - 1, 10);
  return Math.min(60 * minuteMs * 2 ** doublings, longestDelayMs);
}
