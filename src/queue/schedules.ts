/**
 * Keeping a lane's schedules exactly as wanted. Every worker does this every minute, so what is right is not
 * touched; what differs is replaced in place, since removing and adding in close succession can lose the next
 * run; and what the backend lost is put back, since a schedule that is gone makes no error, only silence.
 */
import type { JobSchedulerTemplateOptions } from 'bullmq';
import type { LaneQueue } from './backend.ts';
import { backendId, fingerprint, sealPayload } from './job-envelope.ts';
import type { JobSchedule } from './job-queue.ts';
import { misconfigured } from './queue-error.ts';
import type { QueueLog } from './queue-log.ts';

/**
 * Makes the lane's schedules exactly these. One that the backend refuses does not keep the others from being
 * set; the refusals are returned.
 */
export async function applySchedules(
  queue: LaneQueue,
  wanted: readonly JobSchedule[],
  jobOptions: JobSchedulerTemplateOptions,
  log: QueueLog,
): Promise<readonly Error[]> {
  const lane = queue.name;
  const held = new Map(
    (await queue.getJobSchedulers(0, -1, true)).map((scheduler) => [scheduler.key, scheduler]),
  );
  const wantedKeys = new Set(wanted.map(({ id }) => backendId(id)));
  for (const key of held.keys()) {
    if (wantedKeys.has(key)) continue;
    await queue.removeJobScheduler(key);
    log('queue.schedule_removed', { lane, key });
  }
  const refusals: Error[] = [];
  for (const schedule of wanted) {
    const key = backendId(schedule.id);
    const mark = fingerprint(schedule, jobOptions);
    const current = held.get(key);
    const isAsWanted = current?.template?.data?.schedule === mark;
    if (isAsWanted && !(await hasLostItsNextRun(queue, key))) continue;
    try {
      await upsert(queue, key, schedule, mark, jobOptions);
    } catch (error) {
      // Asking again tells apart: a backend that is away throws here, and another worker that was quicker
      // (BullMQ then finds the slots taken) has left what we want. Anything else is a refusal.
      if (!(await isInOrder(queue, key, mark))) refusals.push(refusal(schedule, error));
      continue;
    }
    const event = !current ? 'added' : isAsWanted ? 'put_back' : 'changed';
    log(`queue.schedule_${event}`, { lane, id: schedule.id });
  }
  return refusals;
}

/** @throws QueueError `schedule_invalid` for two schedules with one id or a timing that can never run. */
export function checkSchedules(schedules: readonly JobSchedule[]): void {
  const seen = new Set<string>();
  for (const { id, timing } of schedules) {
    if (seen.has(id)) throw invalid(id, 'its id is used twice');
    seen.add(id);
    if ('cron' in timing) continue;
    if (!Number.isSafeInteger(timing.everyMs) || timing.everyMs < 1)
      throw invalid(id, `everyMs is ${timing.everyMs}, not a whole number above 0`);
    if (!Number.isSafeInteger(timing.offsetMs) || timing.offsetMs < 0)
      throw invalid(id, `offsetMs is ${timing.offsetMs}, not a whole number of at least 0`);
  }
}

async function isInOrder(queue: LaneQueue, key: string, mark: string): Promise<boolean> {
  const current = await queue.getJobScheduler(key);
  return current?.template?.data?.schedule === mark && !(await hasLostItsNextRun(queue, key));
}

/**
 * Whether a schedule's next run is missing. The next run is made, and `next` moved on to it, in one step
 * before the current one begins; so a `next` that stays the same while its job is not there is a broken chain.
 */
async function hasLostItsNextRun(queue: LaneQueue, key: string): Promise<boolean> {
  const first = await queue.getJobScheduler(key);
  if (!first) return true;
  if (await queue.getJob(`repeat:${key}:${first.next}`)) return false;
  const second = await queue.getJobScheduler(key);
  return !second || second.next === first.next;
}

async function upsert(
  queue: LaneQueue,
  key: string,
  { name, timing, payload }: JobSchedule,
  mark: string,
  jobOptions: JobSchedulerTemplateOptions,
): Promise<void> {
  const repeat =
    'cron' in timing
      ? { pattern: timing.cron, tz: timing.timeZone }
      : // BullMQ takes 0 for "no offset" and would start at once, out of step with other workers' upserts.
        { every: timing.everyMs, offset: Math.max(1, timing.offsetMs % timing.everyMs) };
  const data = { ...sealPayload(payload), schedule: mark };
  await queue.upsertJobScheduler(key, repeat, { name, data, opts: jobOptions });
}

function refusal({ id }: JobSchedule, cause: unknown): Error {
  return invalid(id, cause instanceof Error ? cause.message : String(cause), cause);
}

function invalid(id: string, reason: string, cause?: unknown): Error {
  return misconfigured(
    'schedule_invalid',
    `Schedule "${id}" cannot be set: ${reason}.`,
    'Correct the interval or the cron expression of what it belongs to.',
    cause,
  );
}
