/** What schedules of the job queue promise, on both backends. */
import { expect, it } from 'vitest';
import type { JobSchedule } from '../../src/queue/job-queue.ts';
import { describeOnEachBackend, hourMs, soon } from '../support/queue-suite.ts';

describeOnEachBackend('queue schedules', (suite) => {
  const tick: JobSchedule = {
    id: 'openai/changelog:poll',
    name: 'task',
    payload: { key: 'tick' },
    timing: { everyMs: 300, offsetMs: 0 },
  };

  it('runs a job at every interval and leaves unchanged schedules alone', async () => {
    let runs = 0;
    const queue = await suite.openWorking({ task: async () => void (runs += 1) });
    await queue.setSchedules([tick]);
    await queue.setSchedules([tick]);
    await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(3);
    await queue.setSchedules([tick]);
    expect(suite.eventNames().filter((name) => name.startsWith('queue.schedule'))).toEqual([
      'queue.schedule_added',
    ]);
  });

  it('runs sources of one interval at their own offsets', async () => {
    const ranAt = new Map<string, number>();
    const queue = await suite.openWorking({ task: async ({ key = '' }) => void ranAt.set(key, Date.now()) });
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
    const queue = await suite.openWorking({ task: async ({ key = '' }) => void ran.push(key) });
    const slow: JobSchedule = { ...tick, id: 'slow', timing: { everyMs: hourMs, offsetMs: hourMs - 1 } };
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
    expect(suite.eventNames()).toEqual(
      expect.arrayContaining(['queue.schedule_changed', 'queue.schedule_removed']),
    );
  });

  it('moves a schedule to the lane of its new job', async () => {
    let mails = 0;
    const queue = await suite.openWorking({ mail: async () => void (mails += 1) });
    await queue.setSchedules([{ ...tick, timing: { everyMs: hourMs, offsetMs: 0 } }]);
    await queue.setSchedules([{ ...tick, name: 'mail' }]);
    await expect.poll(() => mails, soon).toBeGreaterThanOrEqual(1);
    expect(suite.eventNames()).toContain('queue.schedule_removed');
  });

  it('puts schedules back that the backend lost', async () => {
    let runs = 0;
    const queue = await suite.openWorking({ task: async () => void (runs += 1) });
    await queue.setSchedules([tick]);
    await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(1);
    await suite.server().lose();
    await queue.setSchedules([tick]);
    const before = runs;
    await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(before + 2);
  });

  it('runs cron schedules in their time zone and keeps them unchanged', async () => {
    let runs = 0;
    const queue = await suite.openWorking({ task: async () => void (runs += 1) });
    const everySecond: JobSchedule = {
      ...tick,
      timing: { cron: '* * * * * *', timeZone: 'America/New_York' },
    };
    await queue.setSchedules([everySecond]);
    await queue.setSchedules([everySecond]);
    await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(2);
    expect(suite.eventNames().filter((name) => name.startsWith('queue.schedule'))).toEqual([
      'queue.schedule_added',
    ]);
  });

  it('sets the other schedules when one cannot be set, and says which', async () => {
    let runs = 0;
    const queue = await suite.openWorking({ task: async () => void (runs += 1) });
    const broken: JobSchedule = { ...tick, id: 'broken', timing: { cron: 'not a cron', timeZone: 'UTC' } };
    await expect(queue.setSchedules([broken, tick])).rejects.toMatchObject({
      code: 'schedule_invalid',
      message: expect.stringContaining('"broken"'),
    });
    await expect.poll(() => runs, soon).toBeGreaterThanOrEqual(1);
  });

  it('refuses two schedules with one id and intervals that cannot be', async () => {
    const queue = await suite.open();
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
        suite.openWorking({ task: async () => void slots.push(Math.floor(Date.now() / every)) }),
      ),
    );
    const schedules = [{ ...tick, timing: { everyMs: every, offsetMs: 100 } }];
    await Promise.all(queues.map((queue) => queue.setSchedules(schedules)));
    await expect.poll(() => slots.length, soon).toBeGreaterThanOrEqual(4);
    expect(new Set(slots).size).toBe(slots.length);
  });
});
