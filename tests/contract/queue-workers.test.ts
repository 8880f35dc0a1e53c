/** What workers of the job queue promise, alone, together and when killed, on both backends. */
import { expect, it } from 'vitest';
import type { JobHandler } from '../../src/queue/job-queue.ts';
import { describeOnEachBackend, idle, killChild, shortTiming, soon, toldBy } from '../support/queue-suite.ts';

describeOnEachBackend('queue workers', (suite) => {
  it('runs no more jobs at once than the lane allows', async () => {
    let running = 0;
    let most = 0;
    let done = 0;
    const queue = await suite.openWorking({
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
    const queue = await suite.openWorking({ task: () => gate.promise, mail: async () => void (mails += 1) });
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
    const first = await suite.openWorking({ task: handler(1) });
    await suite.openWorking({ task: handler(2) });
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
      await new Promise((resolve) => setTimeout(resolve, 4 * shortTiming.lockDurationMs));
      ended += 1;
    };
    const queue = await suite.openWorking({ task: slow });
    await suite.openWorking({ task: slow });
    await queue.add({ name: 'task', payload: {} });
    await expect.poll(() => ended, soon).toBe(1);
    expect(began).toBe(1);
    expect(suite.eventNames()).not.toContain('queue.job_stalled');
  });

  it('runs a job again after its worker was killed, twice over', async () => {
    const queue = await suite.open();
    const first = await suite.startChild();
    const beganFirst = toldBy(first, 'began');
    await queue.add({ name: 'task', payload: { key: 'precious' } });
    expect(await beganFirst).toBe('precious');
    const second = await suite.startChild();
    const beganSecond = toldBy(second, 'began');
    await killChild(first);
    expect(await beganSecond).toBe('precious');
    await killChild(second);
    const ran: string[] = [];
    await queue.work({ other: idle, mail: idle, task: async ({ key = '' }) => void ran.push(key) });
    await expect.poll(() => ran, soon).toEqual(['precious']);
  }, 60_000);

  it('refuses to work with a handler missing or to spare', async () => {
    const queue = await suite.open();
    await expect(queue.work({ task: idle, other: idle })).rejects.toMatchObject({
      code: 'queue_handlers_incomplete',
      message: expect.stringContaining('job "mail" has no handler'),
    });
    await expect(queue.work({ task: idle, other: idle, mail: idle, extra: idle })).rejects.toMatchObject({
      message: expect.stringContaining('handler "extra" has no lane'),
    });
  });

  it('refuses lanes that share a job, before opening a connection', async () => {
    const shared = { a: { jobs: ['task'], concurrency: 1 }, b: { jobs: ['task'], concurrency: 1 } };
    await expect(suite.open({ lanes: shared })).rejects.toMatchObject({ code: 'queue_lanes_invalid' });
  });
});
