/** The promises of JobQueue, checked on both backends. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/domain/errors.ts';
import { createQueue, type QueueOptions } from '../../src/queue/create-queue.ts';
import type { JobHandler, JobQueue, JobSchedule } from '../../src/queue/job-queue.ts';
import { type QueueServer, startPostgresqlServer, startRedisServer } from '../support/queue-backends.ts';
import { redisForTests } from '../support/redis.ts';

const redis = redisForTests();
const withoutRedis = redis.isAvailable ? '' : `, skipped: ${redis.reason}`;
const soon = { timeout: 15_000, interval: 20 };
const timing = { stalledIntervalMs: 500, lockDurationMs: 1_000, retryDelayMs: 50 };
const lanes = {
  watch: { jobs: ['task', 'other'], concurrency: 2 },
  notify: { jobs: ['mail'], concurrency: 1 },
};
const hour = 3_600_000;

describe.each([
  { name: 'postgresql', startServer: startPostgresqlServer, isSkipped: false },
  { name: `redis${withoutRedis}`, startServer: startRedisServer, isSkipped: !redis.isAvailable },
])('job queue on $name', ({ startServer, isSkipped }) => {
  if (isSkipped) {
    it.skip('keeps its promises', () => {});
    return;
  }
  let server: QueueServer;
  const opened: JobQueue[] = [];
  const children: ChildProcess[] = [];
  let events: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    await server.stop();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await killChild(child);
    await Promise.all(opened.splice(0).map((queue) => queue.close(0)));
    await server.lose();
    events = [];
  });

  async function open(options: Partial<QueueOptions> = {}): Promise<JobQueue> {
    const queue = await createQueue({
      backend: server.settings,
      lanes,
      timing,
      log: (event, fields) => events.push({ event, fields: { ...fields } }),
      ...options,
    });
    opened.push(queue);
    return queue;
  }

  async function openWorking(handlers: Partial<Record<string, JobHandler>>): Promise<JobQueue> {
    const queue = await open();
    await queue.work({ task: ignore, other: ignore, mail: ignore, ...dropUndefined(handlers) });
    return queue;
  }

  async function startChild(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(new URL('../support/queue-child.ts', import.meta.url)), [], {
      env: {
        ...process.env,
        CHILD_SETTINGS: JSON.stringify({
          options: { backend: server.settings, timing, lanes: { watch: { jobs: ['task'], concurrency: 2 } } },
        }),
      },
    });
    children.push(child);
    await message(child, 'ready');
    return child;
  }

  function eventNames(): readonly string[] {
    return events.map(({ event }) => event);
  }

  it('runs a job with its payload', async () => {
    const ran: object[] = [];
    const queue = await openWorking({ task: async (payload) => void ran.push(payload) });
    await queue.add({ name: 'task', payload: { sourceId: 'openai/changelog' } });
    await expect.poll(() => ran, soon).toEqual([{ sourceId: 'openai/changelog' }]);
  });

  it('carries hostile strings unchanged', async () => {
    const hostile = {
      nul: 'a\u0000b',
      loneSurrogate: '\ud800',
      quotes: `'"\\$1; drop table job; --`,
      newline: 'a\r\nb',
      braces: '{x}{y}:*?',
      wide: '😀'.repeat(2_000),
      empty: '',
    };
    const ran: object[] = [];
    const queue = await openWorking({ task: async (payload) => void ran.push(payload) });
    await queue.add({ name: 'task', payload: hostile, id: 'a:b:c:d:e \u0000 \ud800 % {x} 42' });
    await queue.add({ name: 'task', payload: { which: 'second' }, id: '42' });
    await expect.poll(() => ran.length, soon).toBe(2);
    expect(ran).toContainEqual(hostile);
  });

  it('keeps a delayed job until its time', async () => {
    const delayMs = 600;
    let ranAt = 0;
    const queue = await openWorking({ task: async () => void (ranAt = Date.now()) });
    const addedAt = Date.now();
    await queue.add({ name: 'task', payload: {}, delayMs });
    await expect.poll(() => ranAt, soon).toBeGreaterThan(0);
    expect(ranAt - addedAt).toBeGreaterThanOrEqual(delayMs - 20);
    expect(ranAt - addedAt).toBeLessThan(delayMs + 5_000);
  });

  describe('ids', () => {
    it('adds no second job while one waits, is delayed or runs', async () => {
      const gate = Promise.withResolvers<void>();
      const ran: string[] = [];
      const queue = await open();
      await queue.add({ name: 'task', id: 'one', payload: { key: 'first' } });
      await queue.add({ name: 'task', id: 'one', payload: { key: 'while waiting' } });
      await queue.add({ name: 'task', id: 'late', payload: { key: 'late' }, delayMs: hour });
      await queue.add({ name: 'task', id: 'late', payload: { key: 'while delayed' }, delayMs: hour });
      await queue.work({
        other: ignore,
        mail: ignore,
        task: async ({ key = '' }) => {
          ran.push(key);
          await gate.promise;
        },
      });
      await expect.poll(() => ran, soon).toEqual(['first']);
      await queue.add({ name: 'task', id: 'one', payload: { key: 'while running' } });
      await queue.add({ name: 'task', id: 'marker', payload: { key: 'marker' } });
      await expect.poll(() => ran, soon).toEqual(['first', 'marker']);
      gate.resolve();
    });

    it('takes an id again once its job has ended, whether well or not', async () => {
      const ran: string[] = [];
      const queue = await openWorking({
        task: async ({ key = '' }) => {
          ran.push(key);
          if (key === 'bad')
            throw new ConfigError('broken', { code: 'test', retry: 'never', fault: 'config' });
        },
      });
      for (const key of ['good', 'bad', 'again']) {
        await expect
          .poll(async () => {
            // The one before may not have ended yet, in which case this is a no-op.
            if (!ran.includes(key)) await queue.add({ name: 'task', id: 'same', payload: { key } });
            return ran;
          }, soon)
          .toContain(key);
      }
    });

    it('brings a delayed job forward when it is wanted sooner, and never puts it off', async () => {
      const ran: string[] = [];
      const queue = await openWorking({ task: async ({ key = '' }) => void ran.push(key) });
      await queue.add({ name: 'task', id: 'now', payload: { key: 'now' }, delayMs: hour });
      await queue.add({ name: 'task', id: 'soon', payload: { key: 'soon' }, delayMs: hour });
      await queue.add({ name: 'task', id: 'kept', payload: { key: 'kept' }, delayMs: 400 });
      await queue.add({ name: 'task', id: 'kept', payload: { key: 'kept' }, delayMs: hour });
      await queue.add({ name: 'task', id: 'soon', payload: { key: 'ignored' }, delayMs: 200 });
      await queue.add({ name: 'task', id: 'now', payload: { key: 'ignored' } });
      await expect.poll(() => ran.toSorted(), soon).toEqual(['kept', 'now', 'soon']);
    });

    it('does not cut short the back-off of a failed job', async () => {
      let runs = 0;
      const queue = await open({ timing: { ...timing, retryDelayMs: hour } });
      await queue.work({
        other: ignore,
        mail: ignore,
        task: async ({ key }) => {
          if (key === 'marker') return;
          runs += 1;
          throw new Error('no luck');
        },
      });
      await queue.add({ name: 'task', id: 'failing', payload: {} });
      await expect.poll(eventNames, soon).toContain('queue.job_failed');
      await queue.add({ name: 'task', id: 'failing', payload: {} });
      await queue.add({ name: 'task', id: 'marker', payload: { key: 'marker' } });
      await expect.poll(() => runs, { timeout: 500 }).toBe(1);
    });
  });

  describe('failing handlers', () => {
    it('runs a failing job three times and logs each failure', async () => {
      let runs = 0;
      const queue = await openWorking({
        task: async () => {
          runs += 1;
          throw new Error('no luck');
        },
      });
      await queue.add({ name: 'task', id: 'x', payload: {} });
      await expect
        .poll(() => events.filter(({ event }) => event === 'queue.job_failed').length, soon)
        .toBe(3);
      expect(runs).toBe(3);
      const failures = events.filter(({ event }) => event === 'queue.job_failed').map(({ fields }) => fields);
      expect(failures.map(({ willRetry }) => willRetry)).toEqual([true, true, false]);
      expect(failures[0]).toMatchObject({ lane: 'watch', job: 'task', message: 'no luck', attempt: 1 });
    });

    it('does not repeat what the error says no retry can help', async () => {
      let runs = 0;
      const queue = await openWorking({
        task: async () => {
          runs += 1;
          throw new ConfigError('broken', { code: 'bad_source', retry: 'never', fault: 'config' });
        },
      });
      await queue.add({ name: 'task', payload: {} });
      await expect.poll(eventNames, soon).toContain('queue.job_failed');
      expect(events.at(-1)?.fields).toMatchObject({ code: 'bad_source', willRetry: false });
      expect(runs).toBe(1);
    });
  });

  describe('workers', () => {
    it('runs no more jobs at once than the lane allows', async () => {
      let running = 0;
      let most = 0;
      let done = 0;
      const queue = await openWorking({
        task: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 30));
          running -= 1;
          done += 1;
        },
      });
      await Promise.all(Array.from({ length: 12 }, () => queue.add({ name: 'task', payload: {} })));
      await expect.poll(() => done, soon).toBe(12);
      expect(most).toBe(2);
    });

    it('lets a busy lane not hold up another', async () => {
      const gate = Promise.withResolvers<void>();
      let mails = 0;
      const queue = await openWorking({ task: () => gate.promise, mail: async () => void (mails += 1) });
      for (let index = 0; index < 3; index += 1) await queue.add({ name: 'task', payload: {} });
      await queue.add({ name: 'mail', payload: {} });
      await expect.poll(() => mails, soon).toBe(1);
      gate.resolve();
    });

    it('shares the work of a lane, each job run once', async () => {
      const ran: string[] = [];
      const seenBy = new Set<number>();
      const allSeen = Promise.withResolvers<void>();
      const handler =
        (worker: number): JobHandler =>
        async ({ key = '' }) => {
          ran.push(key);
          seenBy.add(worker);
          if (seenBy.size === 2) allSeen.resolve();
          // Nobody can take all the jobs: each waits for the other to have had one.
          await allSeen.promise;
        };
      const first = await openWorking({ task: handler(1) });
      await openWorking({ task: handler(2) });
      const keys = Array.from({ length: 40 }, (_, index) => `job ${index}`);
      await Promise.all(keys.map((key) => first.add({ name: 'task', payload: { key } })));
      await expect.poll(() => ran.length, soon).toBe(40);
      expect(ran.toSorted()).toEqual(keys.toSorted());
    });

    it('keeps a job that runs longer than its lock to itself', async () => {
      let began = 0;
      let ended = 0;
      const slow: JobHandler = async () => {
        began += 1;
        await new Promise((resolve) => setTimeout(resolve, 4 * timing.lockDurationMs));
        ended += 1;
      };
      const queue = await openWorking({ task: slow });
      await openWorking({ task: slow });
      await queue.add({ name: 'task', payload: {} });
      await expect.poll(() => ended, soon).toBe(1);
      expect(began).toBe(1);
      expect(eventNames()).not.toContain('queue.job_stalled');
    });

    it('runs a job again after its worker was killed, twice over', async () => {
      const queue = await open();
      const first = await startChild();
      const beganFirst = message(first, 'began');
      await queue.add({ name: 'task', payload: { key: 'precious' } });
      expect(await beganFirst).toBe('precious');
      const second = await startChild();
      const beganSecond = message(second, 'began');
      await killChild(first);
      expect(await beganSecond).toBe('precious');
      await killChild(second);
      const ran: string[] = [];
      await queue.work({ other: ignore, mail: ignore, task: async ({ key = '' }) => void ran.push(key) });
      await expect.poll(() => ran, soon).toEqual(['precious']);
    }, 60_000);

    it('refuses to work with a handler missing or to spare', async () => {
      const queue = await open();
      await expect(queue.work({ task: ignore, other: ignore })).rejects.toMatchObject({
        code: 'queue_handlers_incomplete',
        message: expect.stringContaining('job "mail" has no handler'),
      });
      await expect(
        queue.work({ task: ignore, other: ignore, mail: ignore, extra: ignore }),
      ).rejects.toMatchObject({ message: expect.stringContaining('handler "extra" has no lane') });
    });

    it('refuses lanes that share a job, before opening a connection', async () => {
      const shared = { a: { jobs: ['task'], concurrency: 1 }, b: { jobs: ['task'], concurrency: 1 } };
      await expect(open({ lanes: shared })).rejects.toMatchObject({ code: 'queue_lanes_invalid' });
    });
  });

  describe('schedules', () => {
    const tick: JobSchedule = {
      id: 'openai/changelog:poll',
      name: 'task',
      payload: { key: 'tick' },
      timing: { everyMs: 300, offsetMs: 0 },
    };

    it('runs a job at every interval and leaves unchanged schedules alone', async () => {
      let runs = 0;
      const queue = await openWorking({ task: async () => void (runs += 1) });
      await queue.setSchedules([tick]);
      await queue.setSchedules([tick]);
      await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(3);
      await queue.setSchedules([tick]);
      expect(eventNames().filter((name) => name.startsWith('queue.schedule'))).toEqual([
        'queue.schedule_added',
      ]);
    });

    it('runs sources of one interval at their own offsets', async () => {
      const ranAt = new Map<string, number>();
      const queue = await openWorking({ task: async ({ key = '' }) => void ranAt.set(key, Date.now()) });
      const offsets = { early: 100, middle: 500, late: 900 };
      await queue.setSchedules(
        Object.entries(offsets).map(([id, offsetMs]) => ({
          id,
          name: 'task',
          payload: { key: id },
          timing: { everyMs: 1_200, offsetMs },
        })),
      );
      await expect.poll(() => ranAt.size, soon).toBe(3);
      for (const [id, offsetMs] of Object.entries(offsets)) {
        const late = ((ranAt.get(id) ?? 0) % 1_200) - offsetMs;
        expect(late, id).toBeGreaterThanOrEqual(0);
        expect(late, id).toBeLessThan(300);
      }
    });

    it('replaces a changed schedule and removes one that is not wanted any more', async () => {
      const ran: string[] = [];
      const queue = await openWorking({ task: async ({ key = '' }) => void ran.push(key) });
      const slow: JobSchedule = { ...tick, id: 'slow', timing: { everyMs: hour, offsetMs: hour - 1 } };
      await queue.setSchedules([slow, tick]);
      await expect.poll(() => ran, soon).toContain('tick');
      const fast: JobSchedule = { ...slow, payload: { key: 'fast' }, timing: { everyMs: 200, offsetMs: 7 } };
      await queue.setSchedules([fast]);
      await expect.poll(() => ran, soon).toContain('fast');
      const ticks = ran.filter((key) => key === 'tick').length;
      const fasts = ran.filter((key) => key === 'fast').length;
      await expect.poll(() => ran.filter((key) => key === 'fast').length, soon).toBeGreaterThan(fasts + 3);
      // One more may have been running while it was removed.
      expect(ran.filter((key) => key === 'tick').length).toBeLessThanOrEqual(ticks + 1);
      expect(eventNames()).toEqual(
        expect.arrayContaining(['queue.schedule_changed', 'queue.schedule_removed']),
      );
    });

    it('moves a schedule to the lane of its new job', async () => {
      let mails = 0;
      const queue = await openWorking({ mail: async () => void (mails += 1) });
      await queue.setSchedules([{ ...tick, timing: { everyMs: hour, offsetMs: 0 } }]);
      await queue.setSchedules([{ ...tick, name: 'mail' }]);
      await expect.poll(() => mails, soon).toBeGreaterThanOrEqual(1);
      expect(eventNames()).toContain('queue.schedule_removed');
    });

    it('puts schedules back that the backend lost', async () => {
      let runs = 0;
      const queue = await openWorking({ task: async () => void (runs += 1) });
      await queue.setSchedules([tick]);
      await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(1);
      await server.lose();
      await queue.setSchedules([tick]);
      const before = runs;
      await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(before + 2);
    });

    it('runs cron schedules in their time zone and keeps them unchanged', async () => {
      let runs = 0;
      const queue = await openWorking({ task: async () => void (runs += 1) });
      const everySecond: JobSchedule = {
        ...tick,
        timing: { cron: '* * * * * *', timeZone: 'America/New_York' },
      };
      await queue.setSchedules([everySecond]);
      await queue.setSchedules([everySecond]);
      await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(2);
      expect(eventNames().filter((name) => name.startsWith('queue.schedule'))).toEqual([
        'queue.schedule_added',
      ]);
    });

    it('sets the other schedules when one cannot be set, and says which', async () => {
      let runs = 0;
      const queue = await openWorking({ task: async () => void (runs += 1) });
      const broken: JobSchedule = { ...tick, id: 'broken', timing: { cron: 'not a cron', timeZone: 'UTC' } };
      await expect(queue.setSchedules([broken, tick])).rejects.toMatchObject({
        code: 'schedule_invalid',
        message: expect.stringContaining('"broken"'),
      });
      await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(1);
    });

    it('refuses two schedules with one id and intervals that cannot be', async () => {
      const queue = await open();
      await expect(queue.setSchedules([tick, tick])).rejects.toMatchObject({ code: 'schedule_invalid' });
      for (const timing of [
        { everyMs: 0, offsetMs: 0 },
        { everyMs: Number.NaN, offsetMs: 0 },
        { everyMs: 10, offsetMs: -1 },
      ])
        await expect(queue.setSchedules([{ ...tick, timing }])).rejects.toMatchObject({
          code: 'schedule_invalid',
        });
    });

    it('makes one run an interval however many workers set the same schedules at once', async () => {
      const every = 700;
      const slots: number[] = [];
      const queues = await Promise.all(
        Array.from({ length: 4 }, () =>
          openWorking({ task: async () => void slots.push(Math.floor(Date.now() / every)) }),
        ),
      );
      const schedules = [{ ...tick, timing: { everyMs: every, offsetMs: 100 } }];
      await Promise.all(queues.map((queue) => queue.setSchedules(schedules)));
      await expect.poll(() => slots.length, soon).toBeGreaterThanOrEqual(4);
      expect(new Set(slots).size).toBe(slots.length);
    });
  });

  describe('closing', () => {
    it('waits for running jobs and takes no new ones', async () => {
      const began = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const ended: string[] = [];
      const queue = await openWorking({
        task: async ({ key = '' }, signal) => {
          began.resolve();
          await gate.promise;
          ended.push(`${key} ${signal.aborted ? 'aborted' : 'in peace'}`);
        },
      });
      await queue.add({ name: 'task', payload: { key: 'running' } });
      await began.promise;
      const closing = queue.close(10_000);
      const other = await open();
      await other.add({ name: 'task', payload: { key: 'late' } });
      gate.resolve();
      await closing;
      expect(ended).toEqual(['running in peace']);
    });

    it('aborts the handlers after the grace and resolves when they have ended', async () => {
      const began = Promise.withResolvers<void>();
      let isAborted = false;
      const queue = await openWorking({
        task: async (_, signal) => {
          began.resolve();
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              isAborted = true;
              reject(signal.reason);
            });
          });
        },
      });
      await queue.add({ name: 'task', payload: {} });
      await began.promise;
      const startedAt = Date.now();
      await queue.close(300);
      expect(isAborted).toBe(true);
      expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
      expect(Date.now() - startedAt).toBeLessThan(4_000);
      expect(eventNames()).toContain('queue.job_interrupted');
    });

    it('leaves behind a handler that does not heed its signal, and says so', async () => {
      const began = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const queue = await open({ timing: { ...timing, abandonMs: 200 } });
      await queue.work({
        other: ignore,
        mail: ignore,
        task: async () => {
          began.resolve();
          await gate.promise;
        },
      });
      await queue.add({ name: 'task', payload: {} });
      await began.promise;
      await queue.close(50);
      expect(events.find(({ event }) => event === 'queue.jobs_abandoned')?.fields).toMatchObject({
        jobs: ['task'],
      });
      gate.resolve();
    });

    it('refuses work afterwards and may be closed twice', async () => {
      const queue = await openWorking({});
      await Promise.all([queue.close(1_000), queue.close(1_000)]);
      for (const attempt of [
        queue.add({ name: 'task', payload: {} }),
        queue.setSchedules([]),
        queue.ping(),
        queue.work({ task: ignore, other: ignore, mail: ignore }),
      ])
        await expect(attempt).rejects.toMatchObject({ code: 'queue_closed' });
    });

    it('lets a running job add others until its end', async () => {
      const began = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      const queue = await open();
      await queue.work({
        other: ignore,
        mail: ignore,
        task: async () => {
          began.resolve();
          await gate.promise;
          await queue.add({ name: 'other', payload: { key: 'follow-up' } });
        },
      });
      await queue.add({ name: 'task', payload: {} });
      await began.promise;
      const closing = queue.close(10_000);
      gate.resolve();
      await closing;
      const ran: string[] = [];
      await openWorking({ other: async ({ key = '' }) => void ran.push(key) });
      await expect.poll(() => ran, soon).toEqual(['follow-up']);
    });
  });

  it('answers a ping', async () => {
    const queue = await open();
    await expect(queue.ping()).resolves.toBeUndefined();
  });
});

async function ignore(): Promise<void> {}

function dropUndefined<T>(record: Partial<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** Resolves with what the child sends under `key`. */
async function message(child: ChildProcess, key: string): Promise<unknown> {
  const signal = AbortSignal.timeout(20_000);
  for (;;) {
    const [said]: unknown[] = await once(child, 'message', { signal });
    if (typeof said === 'object' && said !== null && key in said) return Reflect.get(said, key);
  }
}

async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
