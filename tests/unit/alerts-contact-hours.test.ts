import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDigestAt, quietUntil } from '../../src/alerts/contact-hours.ts';
import { type QuietHours, weekdays } from '../../src/domain/register.ts';

const everyDay = [...weekdays];

function hours(timeZone: string, quietHours: readonly QuietHours[] = [], at = 8 * 60) {
  return { timeZone, quietHours, digest: { at, day: 'mon' as const } };
}

const nights: QuietHours = { days: everyDay, from: 19 * 60, to: 7 * 60 };
const weekend: QuietHours = { days: ['sat', 'sun'], from: 0, to: 24 * 60 };

describe('quiet hours', () => {
  it.each([
    ['in the evening', '2026-03-04T20:00:00Z', '2026-03-05T07:00:00Z'],
    ['after midnight', '2026-03-04T02:00:00Z', '2026-03-04T07:00:00Z'],
    ['at the minute at which they begin', '2026-03-04T19:00:00Z', '2026-03-05T07:00:00Z'],
    ['at the minute at which they end', '2026-03-04T07:00:00Z', null],
    ['in the day', '2026-03-04T12:00:00Z', null],
    [
      'on Friday evening, into the weekend and the night after it',
      '2026-03-06T20:00:00Z',
      '2026-03-09T07:00:00Z',
    ],
  ])('%s', (_name, now, until) => {
    const found = quietUntil(hours('UTC', [nights, weekend]), new Date(now));
    expect(found?.toISOString() ?? null).toBe(until && new Date(until).toISOString());
  });

  it('are reckoned in the time zone of the contact, over a change of the clocks too', () => {
    // In Chicago the clocks went forward on 8 March 2026: 19:00 is 01:00 UTC before, 00:00 UTC after.
    const chicago = hours('America/Chicago', [nights]);
    expect(quietUntil(chicago, new Date('2026-03-08T01:30:00Z'))).toEqual(new Date('2026-03-08T12:00:00Z'));
    expect(quietUntil(chicago, new Date('2026-03-07T00:30:00Z'))).toBeNull();
    expect(quietUntil(chicago, new Date('2026-03-09T00:30:00Z'))).toEqual(new Date('2026-03-09T12:00:00Z'));
  });

  it('that end in an hour that is skipped end at the next instant that exists', () => {
    const berlin = hours('Europe/Berlin', [{ days: everyDay, from: 22 * 60, to: 2.5 * 60 }]);
    expect(quietUntil(berlin, new Date('2026-03-29T00:00:00Z'))).toEqual(new Date('2026-03-29T01:30:00Z'));
  });

  it.each(['Europe/Berlin', 'America/Chicago'])('in %s never keep anything for ever', (timeZone) => {
    const minute = fc.integer({ min: 0, max: 24 * 60 });
    const window = fc.record({ days: fc.constant(everyDay), from: minute, to: minute });
    const instant = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2027-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(window, instant, (quiet, now) => {
        fc.pre(quiet.from !== quiet.to && !(quiet.from === 0 && quiet.to === 24 * 60));
        const contact = hours(timeZone, [quiet]);
        const until = quietUntil(contact, now);
        if (until === null) return;
        expect(until.getTime()).toBeGreaterThan(now.getTime());
        expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(26 * 3_600_000);
        expect(quietUntil(contact, until)).toBeNull();
      }),
    );
  });
});

describe('digests come', () => {
  it.each([
    ['hourly', 'UTC', '2026-03-04T08:00:00Z', '2026-03-04T09:00:00Z'],
    ['hourly', 'Asia/Kolkata', '2026-03-04T08:10:00Z', '2026-03-04T08:30:00Z'],
    ['daily', 'UTC', '2026-03-04T07:59:59Z', '2026-03-04T08:00:00Z'],
    ['daily', 'UTC', '2026-03-04T08:00:00Z', '2026-03-05T08:00:00Z'],
    ['daily', 'America/Chicago', '2026-03-07T15:00:00Z', '2026-03-08T13:00:00Z'],
    ['weekly', 'Europe/Berlin', '2026-03-04T12:00:00Z', '2026-03-09T07:00:00Z'],
    ['weekly', 'Europe/Berlin', '2026-03-23T07:00:00Z', '2026-03-30T06:00:00Z'],
  ] as const)('%s in %s after %s at %s', (cadence, timeZone, now, expected) => {
    expect(nextDigestAt(cadence, hours(timeZone), new Date(now))).toEqual(new Date(expected));
  });

  it('at the next instant that exists where the hour is skipped, and once where it comes twice', () => {
    const berlin = hours('Europe/Berlin', [], 2.5 * 60);
    expect(nextDigestAt('daily', berlin, new Date('2026-03-28T12:00:00Z'))).toEqual(
      new Date('2026-03-29T01:30:00Z'),
    );
    const first = nextDigestAt('daily', berlin, new Date('2026-10-24T12:00:00Z'));
    expect(first).toEqual(new Date('2026-10-25T00:30:00Z'));
    expect(nextDigestAt('daily', berlin, first)).toEqual(new Date('2026-10-26T01:30:00Z'));
  });

  it('always later than what they gather, and within a week', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/Chicago',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    );
    const instant = fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2028-01-01'),
      noInvalidDate: true,
    });
    const cadence = fc.constantFrom('hourly' as const, 'daily' as const, 'weekly' as const);
    fc.assert(
      fc.property(
        zone,
        instant,
        cadence,
        fc.integer({ min: 0, max: 24 * 60 }),
        (timeZone, now, every, at) => {
          const next = nextDigestAt(every, hours(timeZone, [], at), now);
          expect(next.getTime()).toBeGreaterThan(now.getTime());
          expect(next.getTime() - now.getTime()).toBeLessThanOrEqual((7 * 24 + 2) * 3_600_000);
        },
      ),
    );
  });
});
