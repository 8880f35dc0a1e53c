/** What the queue needs of a place to keep jobs: one file per place implements it. */
import type { BackendFactory, IQueueBackend } from 'bullmq';
import { Queue } from 'bullmq';
import type { JobData } from './job-envelope.ts';

export interface Backend {
  readonly kind: 'postgresql' | 'redis';
  /** Prepares the place (tables, checks). Rejects only when the place can never be used as it is. */
  prepare(): Promise<void>;
  /**
   * Gives each producer and each worker its access. Producers share one connection that fails fast, workers
   * have connections that wait, so that a job is never given up because of a hiccup.
   */
  readonly access: BackendFactory<IQueueBackend, unknown>;
  /** Keys of all lanes begin with it, where the place has keys. */
  readonly prefix: string | undefined;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** Runs `work` while no other process on the same backend runs any. Rejects as `work` does, or when its turn does not come. */
export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

export type LaneQueue = Queue<JobData, void, string, JobData, void, string, IQueueBackend, unknown>;

/** Opens the producing side of a lane. */
export function openQueue(backend: Backend, lane: string): LaneQueue {
  return new Queue<JobData, void, string, JobData, void, string, IQueueBackend, unknown>(
    lane,
    {
      // The backend owns the connections, so there are none to describe here.
      connection: {},
      ...(backend.prefix === undefined ? {} : { prefix: backend.prefix }),
      // Nobody reads the event stream; a short one is enough for a person looking into it.
      streams: { events: { maxLen: 1_000 } },
    },
    backend.access,
  );
}
