/**
 * What the steps of the pipeline are given. compose.ts builds it with real parts; `replay` and tests build it
 * with a simulated clock and their own network.
 */
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { Fetch } from '../domain/capture.ts';
import type { FetchMail } from '../domain/mailbox.ts';
import type { Post } from '../domain/post.ts';
import type { MailTransport } from '../mail/transport.ts';
import type { JobRequest } from '../queue/job-queue.ts';
import type { SourceAdapter } from '../sources/adapter.ts';
import type { Db } from '../store/db.ts';
import type { WorkerIdentity } from '../store/workers.ts';
import type { Weigh } from './weigh-sighting.ts';

export interface Deps {
  readonly db: Db;
  /** The configuration in force now; it may change between two calls. */
  readonly config: () => Config;
  readonly adapters: ReadonlyMap<string, SourceAdapter>;
  readonly fetch: Fetch;
  readonly fetchMail: FetchMail;
  readonly post: Post;
  readonly weigh: Weigh;
  readonly transport: MailTransport;
  readonly now: () => Date;
  readonly log: Logger;
  readonly worker: WorkerIdentity;
  readonly appVersion: string;
  /**
   * Asks for a job soon. Best effort: a wake-up that is lost is made up for by `reconcile`, so this never
   * throws.
   */
  readonly wake: (job: JobRequest) => Promise<void>;
  /** Puts the queue's schedules back to what the configuration says. */
  readonly setSchedules: () => Promise<void>;
}
