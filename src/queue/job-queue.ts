/**
 * The queue as the rest of the program sees it: wake-ups and concurrency, never the only record of work.
 * Payloads carry ids only. Everything here may be lost and is rebuilt from the database.
 */

export interface JobRequest {
  readonly name: string;
  readonly payload: Readonly<Record<string, string>>;
  /** Wait before the job may run. */
  readonly delayMs?: number;
  /** While a job with this id is waiting, delayed or running, adding another is a no-op. */
  readonly id?: string;
}

export interface JobSchedule {
  /** Stable; one per source or periodic job. */
  readonly id: string;
  readonly timing:
    | { readonly everyMs: number; readonly offsetMs: number }
    | { readonly cron: string; readonly timeZone: string };
  readonly name: string;
  readonly payload: Readonly<Record<string, string>>;
}

export type JobHandler = (payload: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<void>;

export interface JobQueue {
  /** `postgresql` or `redis`, for logs and status. */
  readonly backend: 'postgresql' | 'redis';
  /** Adds a job, failing fast (within 5 s) when the backend is away. */
  add(job: JobRequest): Promise<void>;
  /**
   * Makes the schedules exactly these: new ones are added, changed ones replaced in place, others removed.
   * Safe to call from every worker at any time; unchanged ones are left alone; a schedule that the backend
   * lost is put back.
   */
  setSchedules(schedules: readonly JobSchedule[]): Promise<void>;
  /** Starts taking jobs. A handler's rejection is logged and retried by the queue a few times. */
  work(handlers: Readonly<Record<string, JobHandler>>): Promise<void>;
  /** Stops taking jobs, aborts handlers' signals after `graceMs`, resolves when all have ended. */
  close(graceMs: number): Promise<void>;
  /** Throws when the backend does not answer within 5 s. */
  ping(): Promise<void>;
}
