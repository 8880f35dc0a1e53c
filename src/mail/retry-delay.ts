/** When a deferred mail is tried again: soon at first, then patiently, for three days. */

const minuteMs = 60_000;
const firstDelaysMs = [5 * minuteMs, 15 * minuteMs, 30 * minuteMs];
const longestDelayMs = 240 * minuteMs;
const giveUpAfterMs = 72 * 60 * minuteMs;

/** A clock that jumped, or a worker that was off for days, must not make a mail old that was hardly tried. */
const fewestAttempts = 12;

/**
 * The next attempt after `attempts` failed ones: 5, 15, 30, 60 minutes, then doubling up to 4 hours. Null when
 * it would come later than 72 hours after the first attempt, if there were 12; the last one is moved to that moment.
 */
export function nextAttemptAt(attempts: number, now: Date, firstAttemptAt: Date): Date | null {
  const patientAtMs = now.getTime() + delayAfter(attempts);
  if (attempts < fewestAttempts) return new Date(patientAtMs);
  const giveUpAtMs = firstAttemptAt.getTime() + giveUpAfterMs;
  if (now.getTime() >= giveUpAtMs) return null;
  return new Date(Math.min(patientAtMs, giveUpAtMs));
}

/** The next attempt where the fault is not the recipient's: as patient, and never the last. */
export function nextPatientAttemptAt(attempts: number, now: Date): Date {
  return new Date(now.getTime() + delayAfter(attempts));
}

function delayAfter(attempts: number): number {
  const first = firstDelaysMs[Math.max(attempts, 1) - 1];
  if (first !== undefined) return first;
  const doublings = Math.min(attempts - firstDelaysMs.length - 1, 10);
  return Math.min(60 * minuteMs * 2 ** doublings, longestDelayMs);
}
