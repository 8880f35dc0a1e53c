/** What closing the job queue promises, on both backends. */
import { expect, it } from 'vitest';
import type { JobHandler } from '../../src/queue/job-queue.ts';
import { describeOnEachBackend, idle, shortTiming, soon } from '../support/queue-suite.ts';

describeOnEachBackend('closing the queue', (suite) => {
  it('waits for running jobs and takes no new ones', async () => {
    const began = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const ended: string[] = [];
    const queue = await suite.openWorking({
      task: async ({ key = '' }, signal) => {
        began.resolve();
        await gate.promise;
        ended.push(`${key} ${signal.aborted ? 'aborted' : 'in peace'}`);
      },
    });
    await queue.add({ name: 'task', payload: { key: 'running' } });
    await began.promise;
    const closing = queue.close(10_000);
    const other = await suite.open();
    await other.add({ name: 'task', payload: { key: 'late' } });
    gate.resolve();
    await closing;
    expect(ended).toEqual(['running in peace']);
  });

  it('aborts the handlers after the grace and resolves when they have ended', async () => {
    const began = Promise.withResolvers<void>();
    let isAborted = false;
    const queue = await suite.openWorking({
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
    expect(suite.eventNames()).toContain('queue.job_interrupted');
  });

  it('leaves behind a handler that does not heed its signal, and says so', async () => {
    const began = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const queue = await suite.open({ timing: { ...shortTiming, abandonMs: 200 } });
    await queue.work({
      other: idle,
      mail: idle,
      task: async () => {
        began.resolve();
        await gate.promise;
      },
    });
    await queue.add({ name: 'task', payload: {} });
    await began.promise;
    await queue.close(50);
    expect(suite.events().find(({ event }) => event === 'queue.jobs_abandoned')?.fields).toMatchObject({
      jobs: ['task'],
    });
    gate.resolve();
  });

  it('refuses work afterwards and may be closed twice', async () => {
    const queue = await suite.openWorking({});
    await Promise.all([queue.close(1_000), queue.close(1_000)]);
    for (const attempt of [
      queue.add({ name: 'task', payload: {} }),
      queue.setSchedules([]),
      queue.ping(),
      queue.work({ task: idle, other: idle, mail: idle }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'queue_closed' });
  });

  it('lets a running job add others until its end', async () => {
    const began = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const ran: string[] = [];
    const other: JobHandler = async ({ key = '' }) => void ran.push(key);
    const queue = await suite.open();
    await queue.work({
      other,
      mail: idle,
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
    // The closing worker may have taken it in the same moment; that it runs is what counts.
    await suite.openWorking({ other });
    await expect.poll(() => ran, soon).toEqual(['follow-up']);
  });
});
