/** One lane's worker in this process: takes jobs, runs handlers, and keeps at it until told to stop. */
import { setTimeout as pause } from 'node:timers/promises';
import type { IQueueBackend, Job, JobProgress } from 'bullmq';
import { UnrecoverableError, Worker } from 'bullmq';
import { WatchError } from '../domain/errors.ts';
import type { Backend } from './backend.ts';
import type { JobData } from './job-envelope.ts';
import { openPayload } from './job-envelope.ts';
import type { JobHandler } from './job-queue.ts';
import type { QueueLog } from './queue-log.ts';
import { errorCode, errorMessage } from './queue-log.ts';
import type { Timing } from './timing.ts';

export interface LaneWorker {
  /** Resolves once jobs are being taken; stays pending while the backend is away. */
  readonly started: Promise<void>;
  /** Stops taking jobs; resolves when the running ones have ended and the connections are closed. */
  close(): Promise<void>;
  /** Names of the jobs that run now. */
  running(): readonly string[];
}

export interface LaneWorkerOptions {
  readonly backend: Backend;
  readonly lane: string;
  readonly concurrency: number;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly timing: Timing;
  /** Aborted when running handlers must end. */
  readonly signal: AbortSignal;
  readonly log: QueueLog;
  readonly onError: (lane: string, error: unknown) => void;
}

type LaneJob = Job<JobData, void>;

/** A kill is not the job's fault, so many are forgiven; a job that always kills its worker is dropped at last. */
const maxStalledCount = 10;
/** Between two tries to reach a backend that is away or refuses. */
const calmDownMs = 1_000;

/** Asking for the next job again and again while the backend refuses would burn a core. */
class CalmWorker extends Worker<JobData, void, string, IQueueBackend, JobProgress, unknown> {
  protected override async moveToActive(token: string, name?: string): Promise<Job<JobData, void>> {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      if (!this.closing) await pause(calmDownMs);
      throw error;
    }
  }
}

/**
 * Starts a lane's worker. If it cannot start or ends by itself it is made anew after a pause, until closed.
 * A lost lock does not abort the handler: the work is then finished twice at worst, which handlers allow.
 */
export function startLaneWorker(options: LaneWorkerOptions): LaneWorker {
  const { lane, log, onError } = options;
  const started = Promise.withResolvers<void>();
  const closing = new AbortController();
  const running = new Set<LaneJob>();
  let current: CalmWorker | undefined;

  async function keepRunning(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const worker = openWorker(options, running);
        current = worker;
        await worker.waitUntilReady();
        const ended = worker.run();
        started.resolve();
        await ended;
      } catch (error) {
        onError(lane, error);
      }
      if (closing.signal.aborted) return;
      log('queue.lane_restarting', { lane });
      await current?.close(true);
      await pause(calmDownMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  // Cannot reject: every await in it is caught or, as BullMQ's close, never rejects.
  void keepRunning();
  return {
    started: started.promise,
    close: async () => {
      closing.abort();
      await current?.close();
    },
    running: () => [...running].map(({ name }) => name),
  };
}

function openWorker(options: LaneWorkerOptions, running: Set<LaneJob>): CalmWorker {
  const { backend, lane, concurrency, timing, log, onError } = options;
  const worker = new CalmWorker(
    lane,
    async (job) => {
      running.add(job);
      try {
        await runJob(job, options);
      } finally {
        running.delete(job);
      }
    },
    {
      connection: {},
      ...(backend.prefix === undefined ? {} : { prefix: backend.prefix }),
      autorun: false,
      concurrency,
      maxStalledCount,
      stalledInterval: timing.stalledIntervalMs,
      lockDuration: timing.lockDurationMs,
      runRetryDelay: calmDownMs,
    },
    backend.access,
  );
  worker.on('error', (error) => {
    onError(lane, error);
  });
  worker.on('stalled', (id) => {
    log('queue.job_stalled', { lane, id });
  });
  worker.on('failed', (job, error) => {
    log(options.signal.aborted ? 'queue.job_interrupted' : 'queue.job_failed', {
      lane,
      job: job?.name,
      id: job?.id,
      attempt: job?.attemptsMade,
      willRetry: job !== undefined && job.finishedOn === undefined,
      code: errorCode(error.cause ?? error),
      message: errorMessage(error),
    });
  });
  return worker;
}

/** Runs one job; tells BullMQ not to retry what the error itself says no retry can help. */
async function runJob(job: LaneJob, { handlers, signal }: LaneWorkerOptions): Promise<void> {
  const handler = handlers[job.name];
  if (!handler)
    throw new UnrecoverableError(`No handler for job "${job.name}"; another version may have added it.`);
  try {
    await handler(openPayload(job.data), signal);
  } catch (error) {
    if (error instanceof WatchError && error.retry === 'never')
      throw Object.assign(new UnrecoverableError(error.message), { cause: error });
    throw error;
  }
}
