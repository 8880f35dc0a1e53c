/**
 * How names, ids and payloads are written into the backend. Payloads travel as one JSON text inside the job's
 * data, because PostgreSQL's jsonb refuses NUL characters and lone surrogates that Redis takes; ids are
 * percent-encoded, because BullMQ refuses colons and plain numbers.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { JobSchedule } from './job-queue.ts';

/** Data of a job as stored. `schedule` is the fingerprint of the schedule that made it. */
export interface JobData {
  readonly payload: string;
  readonly schedule?: string;
}

const storedData = z.object({ payload: z.string() });
const storedPayload = z.record(z.string(), z.string());

/** Writes a payload so that every string survives on every backend. */
export function sealPayload(payload: Readonly<Record<string, string>>): JobData {
  return { payload: JSON.stringify(payload) };
}

/**
 * Reads a payload back. What is in the backend may have been written by another version or by hand.
 * @throws ZodError or SyntaxError when it is not a flat record of strings.
 */
export function openPayload(data: unknown): Readonly<Record<string, string>> {
  return storedPayload.parse(JSON.parse(storedData.parse(data).payload));
}

/** The id under which a job or schedule is kept: any text becomes one that the backend takes. */
export function backendId(id: string): string {
  return `id.${encodeURIComponent(id.toWellFormed())}`;
}

/** Same schedule, same text: tells whether what the backend holds is what is wanted. */
export function fingerprint(schedule: JobSchedule, jobOptions: object): string {
  const { name, timing, payload } = schedule;
  const entries = Object.entries(payload).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const when = 'cron' in timing ? [timing.cron, timing.timeZone] : [timing.everyMs, timing.offsetMs];
  return createHash('sha256')
    .update(JSON.stringify([name, when, entries, jobOptions]))
    .digest('hex')
    .slice(0, 32);
}
