/** What adding to the job queue promises, on both backends. */
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/domain/errors.ts';
import { describeOnEachBackend, hourMs, idle, shortTiming, soon } from '../support/queue-suite.ts';

describeOnEachBackend('job queue', (suite) => {
  it('runs a job with its payload', async () => {
    const ran: object[] = [];
    const queue = await suite.openWorking({ task: async (payload) => void ran.push(payload) });
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
    const queue = await suite.openWorking({ task: async (payload) => void ran.push(payload) });
    await queue.add({ name: 'task', payload: hostile, id: 'a:b:c:d:e \u0000 \ud800 % {x} 42' });
    await queue.add({ name: 'task', payload: { which: 'second' }, id: '42' });
    await expect.poll(() => ran.length, soon).toBe(2);
    expect(ran).toContainEqual(hostile);
  });

  it('keeps a delayed job until its time', async () => {
    const delayMs = 600;
    let ranAt = 0;
    const queue = await suite.openWorking({ task: async () => void (ranAt = Date.now()) });
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
      const queue = await suite.open();
      await queue.add({ name: 'task', id: 'one', payload: { key: 'first' } });
      await queue.add({ name: 'task', id: 'one', payload: { key: 'while waiting' } });
      await queue.add({ name: 'task', id: 'late', payload: { key: 'late' }, delayMs: hourMs });
      await queue.add({ name: 'task', id: 'late', payload: { key: 'while delayed' }, delayMs: hourMs });
      await queue.work({
        other: idle,
        mail: idle,
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
      const queue = await suite.openWorking({
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
      const queue = await suite.openWorking({ task: async ({ key = '' }) => void ran.push(key) });
      await queue.add({ name: 'task', id: 'now', payload: { key: 'now' }, delayMs: hourMs });
      await queue.add({ name: 'task', id: 'soon', payload: { key: 'soon' }, delayMs: hourMs });
      await queue.add({ name: 'task', id: 'kept', payload: { key: 'kept' }, delayMs: 400 });
      await queue.add({ name: 'task', id: 'kept', payload: { key: 'kept' }, delayMs: hourMs });
      await queue.add({ name: 'task', id: 'soon', payload: { key: 'idled' }, delayMs: 200 });
      await queue.add({ name: 'task', id: 'now', payload: { key: 'idled' } });
      await expect.poll(() => ran.toSorted(), soon).toEqual(['kept', 'now', 'soon']);
    });

    it('does not cut short the back-off of a failed job', async () => {
      let runs = 0;
      const queue = await suite.open({ timing: { ...shortTiming, retryDelayMs: hourMs } });
      await queue.work({
        other: idle,
        mail: idle,
        task: async ({ key }) => {
          if (key === 'marker') return;
          runs += 1;
          throw new Error('no luck');
        },
      });
      await queue.add({ name: 'task', id: 'failing', payload: {} });
      await expect.poll(() => suite.eventNames(), soon).toContain('queue.job_failed');
      await queue.add({ name: 'task', id: 'failing', payload: {} });
      await queue.add({ name: 'task', id: 'marker', payload: { key: 'marker' } });
      await expect.poll(() => runs, { timeout: 500 }).toBe(1);
    });
  });

  describe('failing handlers', () => {
    it('runs a failing job three times and logs each failure', async () => {
      let runs = 0;
      const queue = await suite.openWorking({
        task: async () => {
          runs += 1;
          throw new Error('no luck');
        },
      });
      await queue.add({ name: 'task', id: 'x', payload: {} });
      await expect
        .poll(() => suite.events().filter(({ event }) => event === 'queue.job_failed').length, soon)
        .toBe(3);
      expect(runs).toBe(3);
      const failures = suite
        .events()
        .filter(({ event }) => event === 'queue.job_failed')
        .map(({ fields }) => fields);
      expect(failures.map(({ willRetry }) => willRetry)).toEqual([true, true, false]);
      expect(failures[0]).toMatchObject({ lane: 'watch', job: 'task', message: 'no luck', attempt: 1 });
    });

    it('does not repeat what the error says no retry can help', async () => {
      let runs = 0;
      const queue = await suite.openWorking({
        task: async () => {
          runs += 1;
          throw new ConfigError('broken', { code: 'bad_source', retry: 'never', fault: 'config' });
        },
      });
      await queue.add({ name: 'task', payload: {} });
      await expect.poll(() => suite.eventNames(), soon).toContain('queue.job_failed');
      expect(suite.events().at(-1)?.fields).toMatchObject({ code: 'bad_source', willRetry: false });
      expect(runs).toBe(1);
    });
  });

  it('answers a ping', async () => {
    const queue = await suite.open();
    await expect(queue.ping()).resolves.toBeUndefined();
  });
});
