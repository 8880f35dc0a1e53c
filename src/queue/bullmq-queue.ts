/** The job queue on BullMQ, the same over every backend. */
import type { JobSchedulerTemplateOptions } from 'bullmq';
import { addJob } from './add-job.ts';
import type { Backend, InTurn } from './backend.ts';
import { settlesWithin, withDeadline } from './deadline.ts';
import type { JobHandler, JobQueue, JobRequest, JobSchedule } from './job-queue.ts';
import type { LaneQueues } from './lane-queues.ts';
import { createLaneQueues } from './lane-queues.ts';
import type { LaneWorker } from './lane-worker.ts';
import { startLaneWorker } from './lane-worker.ts';
import type { Lanes } from './lanes.ts';
import { checkHandlers, mapJobsToLanes } from './lanes.ts';
import { closed, misconfigured, unreachable } from './queue-error.ts';
import type { QueueLog } from './queue-log.ts';
import { applySchedules, checkSchedules } from './schedules.ts';
import type { Timing } from './timing.ts';

export interface BullmqQueueOptions {
  readonly backend: Backend;
  readonly lanes: Lanes;
  readonly timing: Timing;
  readonly log: QueueLog;
  readonly onError: (lane: string, error: unknown) => void;
  readonly inTurn: InTurn;
  /** Wall clock in milliseconds, to compare with the times that BullMQ stores. */
  readonly nowMs: () => number;
}

const attempts = 3;

export class BullmqQueue implements JobQueue {
  readonly backend: 'postgresql' | 'redis';
  readonly #options: BullmqQueueOptions;
  readonly #laneOfJob: ReadonlyMap<string, string>;
  readonly #jobOptions: JobSchedulerTemplateOptions;
  readonly #queues: LaneQueues;
  readonly #interrupt = new AbortController();
  #workers: readonly LaneWorker[] = [];
  #closing: Promise<void> | undefined;
  #isClosed = false;

  /** @throws QueueError `queue_lanes_invalid`. */
  constructor(options: BullmqQueueOptions) {
    this.#options = options;
    this.#laneOfJob = mapJobsToLanes(options.lanes);
    this.#queues = createLaneQueues(options.backend, options.onError);
    this.backend = options.backend.kind;
    this.#jobOptions = {
      attempts,
      backoff: { type: 'exponential', delay: options.timing.retryDelayMs, jitter: 0.5 },
      // An ended job is forgotten at once, so that its id may be used again.
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 5,
    };
  }

  /**
   * Adds a job; while one with its id is waiting, delayed or running there is no second one, but a delayed
   * one is brought forward when it is now wanted sooner. After a timeout the job may have been added all
   * the same: handlers must bear being called once too often.
   * @throws QueueError `queue_unreachable` or `queue_timeout` within 5 s, `queue_closed` after close.
   */
  async add(job: JobRequest): Promise<void> {
    await this.#ask('add a job', async () => {
      const queue = await this.#queues.get(this.#laneOf(job.name));
      await addJob(queue, job, this.#jobOptions, this.#options.nowMs);
    });
  }

  /**
   * Makes the schedules of all lanes exactly these. A schedule that is refused (a bad cron expression) does
   * not keep the others from being set.
   * @throws QueueError `schedule_invalid`, `queue_unreachable`, `queue_timeout`, `queue_closed`.
   */
  async setSchedules(schedules: readonly JobSchedule[]): Promise<void> {
    this.#checkOpen();
    checkSchedules(schedules);
    const byLane = Map.groupBy(schedules, ({ name }) => this.#laneOf(name));
    const refusals: Error[] = [];
    for (const lane of Object.keys(this.#options.lanes)) {
      try {
        const queue = await withDeadline(this.#queues.get(lane), this.#options.timing.answerMs, 'connect');
        refusals.push(
          ...(await this.#options.inTurn(() =>
            applySchedules(queue, byLane.get(lane) ?? [], this.#jobOptions, this.#options.log),
          )),
        );
      } catch (error) {
        throw unreachable('set schedules', error);
      }
    }
    if (refusals.length > 0)
      throw misconfigured(
        'schedule_invalid',
        refusals.map(({ message }) => message).join('\n'),
        'Correct the interval or the cron expression of what each belongs to.',
        new AggregateError(refusals),
      );
  }

  /**
   * Starts every lane. When the backend is away it resolves after 5 s all the same, and the lanes start by
   * themselves when it is back.
   * @throws QueueError `queue_handlers_incomplete` before any job is taken.
   */
  async work(handlers: Readonly<Record<string, JobHandler>>): Promise<void> {
    this.#checkOpen();
    checkHandlers(this.#laneOfJob, Object.keys(handlers));
    if (this.#workers.length > 0)
      throw misconfigured('queue_lanes_invalid', 'The queue works already.', 'Call work once.');
    const { backend, lanes, timing, log, onError } = this.#options;
    this.#workers = Object.entries(lanes).map(([lane, { concurrency }]) =>
      startLaneWorker({
        backend,
        lane,
        concurrency,
        handlers,
        timing,
        signal: this.#interrupt.signal,
        log,
        onError,
      }),
    );
    const allStarted = Promise.all(this.#workers.map(({ started }) => started));
    if (!(await settlesWithin(allStarted, timing.answerMs)))
      log('queue.waiting_for_backend', { backend: this.backend, lanes: Object.keys(lanes) });
  }

  /**
   * Stops taking jobs and waits for the running ones; after `graceMs` their signals are aborted, and what has
   * not ended 5 s later is left behind with a log line: another worker runs it again. Never throws.
   */
  async close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    await this.#closing;
  }

  /** @throws QueueError `queue_unreachable` or `queue_timeout` within 5 s. */
  async ping(): Promise<void> {
    await this.#ask('answer', async () => {
      const [lane = ''] = Object.keys(this.#options.lanes);
      await (await this.#queues.get(lane)).getJobSchedulersCount();
    });
  }

  async #close(graceMs: number): Promise<void> {
    const { backend, timing, log, onError } = this.#options;
    const ended = Promise.all(this.#workers.map((worker) => worker.close()));
    if (!(await settlesWithin(ended, graceMs))) {
      log('queue.interrupting', { jobs: this.#runningJobs(), graceMs });
      this.#interrupt.abort(closed());
      if (!(await settlesWithin(ended, timing.abandonMs)))
        log('queue.jobs_abandoned', { jobs: this.#runningJobs(), abandonMs: timing.abandonMs });
    }
    // Handlers may add jobs until their end, so producers go last.
    this.#isClosed = true;
    const connectionsClosed = this.#queues.close().then(() => backend.close());
    connectionsClosed.catch((error: unknown) => {
      onError('closing', error);
    });
    if (!(await settlesWithin(connectionsClosed, timing.answerMs)))
      log('queue.connections_abandoned', { backend: this.backend });
  }

  #runningJobs(): readonly string[] {
    return this.#workers.flatMap((worker) => worker.running());
  }

  async #ask(action: string, work: () => Promise<void>): Promise<void> {
    this.#checkOpen();
    try {
      await withDeadline(work(), this.#options.timing.answerMs, action);
    } catch (error) {
      throw unreachable(action, error);
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw closed();
  }

  #laneOf(job: string): string {
    const lane = this.#laneOfJob.get(job);
    if (lane !== undefined) return lane;
    throw misconfigured('queue_lanes_invalid', `No lane takes job "${job}".`, 'Add the job to a lane.');
  }
}
