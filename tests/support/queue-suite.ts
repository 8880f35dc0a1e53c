/** Runs one suite of queue tests on each backend, every test with a queue of its own that is closed after it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';
import type { JobHandler, JobQueue } from '../../src/queue/job-queue.ts';
import { type QueueServer, startPostgresqlServer, startRedisServer } from './queue-backends.ts';
import { redisForTests } from './redis.ts';

interface LoggedEvent {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface QueueSuite {
  server(): QueueServer;
  /** Opens a queue that only adds; closed after the test. */
  open(options?: Partial<QueueOptions>): Promise<JobQueue>;
  /** Opens a queue that works; jobs without a handler here do nothing. */
  openWorking(
    handlers: Readonly<Record<string, JobHandler>>,
    options?: Partial<QueueOptions>,
  ): Promise<JobQueue>;
  /** Starts a worker process that begins jobs named `task`, tells which, and never ends one. */
  startChild(): Promise<ChildProcess>;
  /** What the test's queues logged so far. */
  events(): readonly LoggedEvent[];
  eventNames(): readonly string[];
}

/** How long a test waits for what should happen at once. */
export const soon = { timeout: 15_000, interval: 20 } as const;
export const hourMs = 3_600_000;
export const shortTiming = { stalledIntervalMs: 500, lockDurationMs: 1_000, retryDelayMs: 50 } as const;
export const testLanes = {
  watch: { jobs: ['task', 'other'], concurrency: 2 },
  notify: { jobs: ['mail'], concurrency: 1 },
} as const;

const child = fileURLToPath(new URL('queue-child.ts', import.meta.url));

/** Defines the suite once for PostgreSQL and once for Redis, or says why Redis is left out. */
export function describeOnEachBackend(title: string, define: (suite: QueueSuite) => void): void {
  describe(`${title} on postgresql`, () => {
    define(prepareSuite(startPostgresqlServer));
  });
  const redis = redisForTests();
  if (redis.isAvailable) {
    describe(`${title} on redis`, () => {
      define(prepareSuite(startRedisServer));
    });
  } else {
    describe.skip(`${title} on redis: ${redis.reason}`, () => {
      it('is skipped', () => {});
    });
  }
}

function prepareSuite(startServer: () => Promise<QueueServer>): QueueSuite {
  let server: QueueServer | undefined;
  let events: LoggedEvent[] = [];
  const opened: JobQueue[] = [];
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    await server?.stop();
  });
  afterEach(async () => {
    for (const started of children.splice(0)) await killChild(started);
    await Promise.all(opened.splice(0).map((queue) => queue.close(0)));
    await server?.lose();
    events = [];
  });

  function started(): QueueServer {
    if (!server) throw new Error('The server is started before each test.');
    return server;
  }

  async function open(options: Partial<QueueOptions> = {}): Promise<JobQueue> {
    const { settings, inTurn } = started();
    const queue = await createQueue({
      backend: settings,
      ...(inTurn ? { inTurn } : {}),
      lanes: testLanes,
      timing: shortTiming,
      log: (event, fields) => events.push({ event, fields: { ...fields } }),
      ...options,
    });
    opened.push(queue);
    return queue;
  }

  return {
    server: started,
    open,
    openWorking: async (handlers, options) => {
      const queue = await open(options);
      await queue.work({ task: idle, other: idle, mail: idle, ...handlers });
      return queue;
    },
    startChild: async () => {
      const lanes = { watch: { jobs: ['task'], concurrency: 2 } };
      const settings = { backend: started().settings, timing: shortTiming, lanes };
      const forked = fork(child, [], { env: { ...process.env, QUEUE_OPTIONS: JSON.stringify(settings) } });
      children.push(forked);
      await toldBy(forked, 'ready');
      return forked;
    },
    events: () => events,
    eventNames: () => events.map(({ event }) => event),
  };
}

/** A handler that has nothing to do. */
export async function idle(): Promise<void> {}

/** Resolves with what a child process sends under `key`. */
export async function toldBy(started: ChildProcess, key: string): Promise<unknown> {
  const signal = AbortSignal.timeout(20_000);
  for (;;) {
    const [said]: unknown[] = await once(started, 'message', { signal });
    if (typeof said === 'object' && said !== null && key in said) return Reflect.get(said, key);
  }
}

/** Ends a child process as a power cut would, and resolves when it is gone. */
export async function killChild(started: ChildProcess): Promise<void> {
  if (started.exitCode !== null || started.signalCode !== null) return;
  const exited = once(started, 'exit');
  started.kill('SIGKILL');
  await exited;
}
