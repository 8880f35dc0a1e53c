/** Adding one job: by id at most once, and never later than the soonest anybody asked for. */
import type { JobsOptions } from 'bullmq';
import type { LaneQueue } from './backend.ts';
import { backendId, sealPayload } from './job-envelope.ts';
import type { JobRequest } from './job-queue.ts';

/**
 * Adds a job to a lane. While a job with the same id is waiting, delayed or running there is never a second
 * one; if the existing one is delayed beyond the time now asked for, it is brought forward, because the
 * newer wish is the better informed one. A failed job that waits for its next attempt keeps its back-off.
 */
export async function addJob(
  queue: LaneQueue,
  job: JobRequest,
  jobOptions: JobsOptions,
  nowMs: () => number,
): Promise<void> {
  const delayMs = Math.max(0, Math.ceil(job.delayMs ?? 0));
  const data = sealPayload(job.payload);
  if (job.id === undefined) {
    await queue.add(job.name, data, { ...jobOptions, delay: delayMs });
    return;
  }
  const id = backendId(job.id);
  await queue.add(job.name, data, { ...jobOptions, delay: delayMs, jobId: id });
  await bringForward(queue, id, delayMs, nowMs);
}

async function bringForward(
  queue: LaneQueue,
  id: string,
  delayMs: number,
  nowMs: () => number,
): Promise<void> {
  const held = await queue.getJob(id);
  if (!held || held.delay === 0 || held.attemptsMade > 0) return;
  const isSooner = delayMs === 0 || nowMs() + delayMs < held.timestamp + held.delay;
  if (!isSooner || !(await held.isDelayed())) return;
  try {
    await held.changeDelay(delayMs);
  } catch (error) {
    // It began to run in between, which is sooner still.
    if (await held.isDelayed()) throw error;
  }
}
