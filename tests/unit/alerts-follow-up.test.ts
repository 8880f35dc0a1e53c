import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openHoursAfter, quietUntil } from '../../src/alerts/contact-hours.ts';
import { dueFollowUps, planFollowUp } from '../../src/alerts/follow-up.ts';
import type { Contact, QuietHours, Route } from '../../src/domain/register.ts';
import { weekdays } from '../../src/domain/register.ts';

const hourMs = 3_600_000;
const everyDay = [...weekdays];
const nights: QuietHours = { days: everyDay, from: 19 * 60, to: 7 * 60 };
const weekend: QuietHours = { days: ['sat', 'sun'], from: 0, to: 24 * 60 };

function contact(id: string, quietHours: readonly QuietHours[] = []): Contact {
  return {
    id,
    name: id,
    email: `${id}@clinic.example`,
    timeZone: 'UTC',
    quietHours,
    digest: { at: 480, day: 'mon' },
    wantsWatchReport: false,
    maxMailsPerHour: { inAll: 20, ofOneVendor: 10 },
  };
}

describe('open hours', () => {
  it.each([
    ['within the day', '2026-03-04T10:00:00Z', 4, '2026-03-04T14:00:00Z'],
    ['over the night', '2026-03-04T17:00:00Z', 4, '2026-03-05T09:00:00Z'],
    ['from within the night', '2026-03-04T23:00:00Z', 4, '2026-03-05T11:00:00Z'],
    ['over the weekend', '2026-03-06T18:00:00Z', 4, '2026-03-09T10:00:00Z'],
    ['that end as the night begins', '2026-03-04T15:00:00Z', 4, '2026-03-04T19:00:00Z'],
    ['of several days', '2026-03-04T10:00:00Z', 24, '2026-03-06T10:00:00Z'],
  ])('are counted %s', (_name, from, hours, until) => {
    const desk = contact('desk', [nights, weekend]);
    expect(openHoursAfter(desk, new Date(from), hours * hourMs).toISOString()).toBe(
      new Date(until).toISOString(),
    );
  });

  it('never pass faster than time, and end no sooner the later they begin', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 });
    const window = fc.record({ days: fc.constant(everyDay), from: minute, to: minute });
    const instant = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2027-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(window, instant, fc.nat(72 * hourMs), fc.nat(48 * hourMs), (quiet, from, ms, later) => {
        fc.pre(quiet.from !== quiet.to && !(quiet.from === 0 && quiet.to === 24 * 60));
        const person = { ...contact('x', [quiet]), timeZone: 'Europe/Berlin' };
        const end = openHoursAfter(person, from, ms);
        expect(end.getTime()).toBeGreaterThanOrEqual(from.getTime() + ms);
        expect(openHoursAfter(person, new Date(from.getTime() + later), ms).getTime()).toBeGreaterThanOrEqual(
          end.getTime(),
        );
        if (ms > 0) expect(quietUntil(person, new Date(end.getTime() - 1))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

const plan = {
  severity: 'critical',
  remindEveryMs: 4 * hourMs,
  steps: [
    { afterMs: 8 * hourMs, contacts: ['lead'] },
    { afterMs: 24 * hourMs, contacts: ['board'] },
  ],
} as const;
const startedAt = new Date('2026-03-04T10:00:00Z');
const after = (hours: number) => new Date(startedAt.getTime() + hours * hourMs);

describe('what is due', () => {
  const told = [{ contact: contact('desk'), lastAt: startedAt, reminders: 0 }];

  it.each([
    { hours: 1, steps: 0, remind: 0, next: 4 },
    { hours: 4, steps: 0, remind: 1, next: 8 },
    { hours: 8, steps: 1, remind: 1, next: 14 },
    { hours: 30, steps: 2, remind: 1, next: 36 },
  ])('after $hours hours without an answer', ({ hours, steps, remind, next }) => {
    const due = dueFollowUps(plan, { startedAt, stepsTaken: 0, told }, after(hours));
    expect({ steps: due.steps, remind: due.remind.length }).toEqual({ steps, remind });
    expect(due.lookAgainAt).toEqual(after(next));
  });

  it('waits for the end of quiet hours with a reminder and not with a step', () => {
    const asleep = [{ contact: contact('desk', [nights]), lastAt: startedAt, reminders: 0 }];
    const state = { startedAt: after(5), stepsTaken: 0, told: asleep };
    // 23:00: the reminder of 14:00 was due in the day and is late; the step of 23:00 is not held.
    const due = dueFollowUps(plan, state, after(13));
    expect(due).toMatchObject({ steps: 1, remind: [] });
  });

  it('becomes rare after six reminders, and never ends by itself', () => {
    const often = (reminders: number) => [{ contact: contact('desk'), lastAt: startedAt, reminders }];
    const of = (reminders: number, hours: number) =>
      dueFollowUps(plan, { startedAt, stepsTaken: 2, told: often(reminders) }, after(hours)).remind.length;
    expect([of(5, 4), of(6, 4), of(6, 167), of(6, 168), of(60, 168)]).toEqual([1, 0, 0, 1, 1]);
  });
});

describe('the plan of a route', () => {
  const leaf: Route = {
    name: 'terms',
    match: {},
    contacts: ['legal'],
    goesOn: false,
    cadence: 'immediate',
    groupWaitMs: 0,
    followUp: {
      remindEveryMs: { high: 24 * hourMs },
      escalate: [
        { afterMs: hourMs, minSeverity: 'critical', contacts: ['lead'] },
        { afterMs: 2 * hourMs, minSeverity: 'high', contacts: ['board'] },
      ],
    },
    routes: [],
  };
  const root: Route = {
    ...leaf,
    name: 'root',
    followUp: { remindEveryMs: {}, escalate: [] },
    routes: [leaf],
  };

  it('holds the steps of its severity', () => {
    expect(planFollowUp(root, ['root', 'terms'], 'high')).toEqual({
      severity: 'high',
      remindEveryMs: 24 * hourMs,
      steps: [{ afterMs: 2 * hourMs, contacts: ['board'] }],
    });
    expect(planFollowUp(root, ['root', 'terms'], 'critical')).toEqual({
      severity: 'critical',
      remindEveryMs: null,
      steps: [
        { afterMs: hourMs, contacts: ['lead'] },
        { afterMs: 2 * hourMs, contacts: ['board'] },
      ],
    });
  });

  it('is none where nothing would follow, and that of the parent where a route is gone', () => {
    expect(planFollowUp(root, ['root', 'terms'], 'low')).toBeNull();
    expect(planFollowUp(root, ['root', 'renamed'], 'high')).toBeNull();
    expect(planFollowUp(root, ['told before'], 'critical')).toBeNull();
  });
});
