/** Lanes: which jobs share a queue and how many of them run at once in one process. */
import { misconfigured } from './queue-error.ts';

interface Lane {
  readonly jobs: readonly string[];
  readonly concurrency: number;
}

export type Lanes = Readonly<Record<string, Lane>>;

/**
 * Maps each job name to its lane.
 * @throws QueueError `queue_lanes_invalid` when a job is in two lanes or a lane cannot work.
 */
export function mapJobsToLanes(lanes: Lanes): ReadonlyMap<string, string> {
  const laneOfJob = new Map<string, string>();
  for (const [lane, { jobs, concurrency }] of Object.entries(lanes)) {
    if (!/^[a-z][a-z0-9-]*$/.test(lane))
      fail(`Lane name "${lane}" is not lower-case letters, digits and hyphens.`);
    if (!Number.isSafeInteger(concurrency) || concurrency < 1)
      fail(`Lane "${lane}" has concurrency ${concurrency}; it must be a whole number above 0.`);
    for (const job of jobs) {
      const other = laneOfJob.get(job);
      if (other !== undefined) fail(`Job "${job}" is in lane "${other}" and in lane "${lane}".`);
      laneOfJob.set(job, lane);
    }
  }
  return laneOfJob;
}

/**
 * Checks that every job of every lane has a handler and every handler a lane, before any job is taken.
 * @throws QueueError `queue_handlers_incomplete`.
 */
export function checkHandlers(laneOfJob: ReadonlyMap<string, string>, handled: readonly string[]): void {
  const unhandled = [...laneOfJob.keys()].filter((job) => !handled.includes(job));
  const homeless = handled.filter((job) => !laneOfJob.has(job));
  if (unhandled.length === 0 && homeless.length === 0) return;
  const parts = [
    ...unhandled.map((job) => `job "${job}" has no handler`),
    ...homeless.map((job) => `handler "${job}" has no lane`),
  ];
  throw misconfigured(
    'queue_handlers_incomplete',
    `The queue cannot start: ${parts.join(', ')}.`,
    'Name each job once in the lanes and once among the handlers.',
  );
}

function fail(message: string): never {
  throw misconfigured('queue_lanes_invalid', message, 'Correct the lanes given to createQueue.');
}
