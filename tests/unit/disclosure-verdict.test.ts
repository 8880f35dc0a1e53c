import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dayMs,
  entry,
  firstSeenAfter,
  graceEnd,
  healthy,
  hourMs,
  judge,
  lastSeenBefore,
  recelled,
  release,
  removed,
  reworded,
  row,
  settledNow,
} from './disclosure-sample.ts';

describe('the state of a change', () => {
  it('is announced-same-day when an entry of the day introduces what it adds', () => {
    const verdict = judge({ announcements: [entry(release)] });
    expect(verdict).toMatchObject({ state: 'announced-same-day', judgeAgainAt: null, lagMs: null });
    expect(verdict.reason).toContain('acme/changelog has an entry about it, dated 2026-03-10');
    expect(verdict.candidates).toMatchObject([{ isAccepted: true, sourceId: 'acme/changelog' }]);
  });

  it('is announced-in-advance when the entry is older than the window by a day', () => {
    const early = entry(release, { date: '2026-03-08', firstSeenAt: new Date('2026-03-08T12:00:00Z') });
    expect(judge({ announcements: [early] }).state).toBe('announced-in-advance');
  });

  it('is announced-in-advance when the entry names a day still to come', () => {
    const notice = entry('The acme-scribe-7b model is deprecated and will be retired on June 1, 2026.');
    const verdict = judge({
      announcements: [notice],
      change: { edits: [recelled('acme-scribe-7b', 'State', 'Active', 'Deprecated')] },
    });
    expect(verdict.state).toBe('announced-in-advance');
    expect(verdict.reason).toContain('a day still to come');
  });

  it('is announced-in-advance when a notice of last year named the day', () => {
    const notice = entry('The acme-scribe-7b model will be retired on March 10, 2026.', {
      date: '2025-09-01',
      isFromBaseline: true,
    });
    const verdict = judge({
      announcements: [notice],
      change: { edits: [removed(row('acme-scribe-7b', { State: 'Deprecated' }))] },
    });
    expect(verdict.state).toBe('announced-in-advance');
    expect(verdict.reason).toContain('named the day of the change beforehand');
  });

  it('is announced-late, with the lag, when the entry comes after the grace', () => {
    const late = entry(release, { date: '2026-03-20', firstSeenAt: new Date('2026-03-20T12:00:00Z') });
    expect(judge().state).toBe('unannounced');
    expect(judge({ announcements: [late], now: new Date('2026-03-21T00:00:00Z') })).toMatchObject({
      state: 'announced-late',
      lagMs: Date.parse('2026-03-20T00:00:00Z') - firstSeenAfter.getTime(),
    });
  });

  it('does not believe a date before a time at which the source was seen without the entry', () => {
    const backdated = entry(release, { date: '2026-03-09', firstSeenAt: new Date('2026-03-20T12:00:00Z') });
    const verdict = judge({ announcements: [backdated] });
    expect(verdict.state).toBe('announced-late');
    expect(verdict.reason).toContain('was not there before');
  });

  it('counts a baseline entry by its date, and not at all without one', () => {
    const baseline = { isFromBaseline: true, firstSeenAt: new Date('2026-03-20T12:00:00Z') };
    expect(judge({ announcements: [entry(release, baseline)] }).state).toBe('announced-same-day');
    expect(judge({ announcements: [entry(release, { ...baseline, date: null })] }).state).toBe('unannounced');
  });

  it('is announced-in-advance by the document itself when it prints when its new text applies', () => {
    const printed = {
      before: '2026-01-01',
      after: '2026-03-10',
      effective: '2026-04-10',
      isSilentEdit: false,
    };
    const verdict = judge({ change: { role: 'terms', edits: [reworded('We may', 'We will')], printed } });
    expect(verdict.state).toBe('announced-in-advance');
    expect(verdict.reason).toContain('The document itself gives notice');
    const silent = judge({ change: { role: 'terms', printed: { ...printed, isSilentEdit: true } } });
    expect(silent.state).toBe('unannounced');
  });

  it('is pending until the grace ends', () => {
    const verdict = judge({ now: new Date(firstSeenAfter.getTime() + hourMs) });
    expect(verdict).toMatchObject({ state: 'pending', judgeAgainAt: graceEnd });
    expect(verdict.reason).toContain('2026-03-13 12:00 UTC');
  });

  it('is pending until the source was seen after the grace, then unknown', () => {
    const searched = [{ ...healthy, lastSightedAt: new Date(graceEnd.getTime() - hourMs) }];
    const waiting = judge({ searched });
    expect(waiting.state).toBe('pending');
    expect(waiting.judgeAgainAt?.getTime()).toBeGreaterThan(settledNow.getTime());
    const givenUp = judge({ searched, now: new Date(graceEnd.getTime() + 54 * hourMs) });
    expect(givenUp).toMatchObject({ state: 'unknown', judgeAgainAt: null });
  });

  it('is unannounced when a healthy source said nothing through window and grace', () => {
    const verdict = judge();
    expect(verdict).toMatchObject({ state: 'unannounced', judgeAgainAt: null, candidates: [] });
    expect(verdict.reason).toContain('acme/changelog');
    expect(verdict.reason).toContain('2026-03-10 06:00 UTC');
  });

  it.each([
    ['no source announces', [], 'No other source'],
    ['a source was blind', [{ ...healthy, longestGapMs: 19 * hourMs }], 'not seen for 19 hours'],
    [
      'a source could never be read',
      [{ ...healthy, firstSightedAt: null, lastSightedAt: null }],
      'never be read',
    ],
    [
      'the only source was first read too late',
      [{ ...healthy, firstSightedAt: firstSeenAfter }],
      'first read after',
    ],
  ] as const)('is unknown when %s', (_, searched, words) => {
    const verdict = judge({ searched });
    expect(verdict).toMatchObject({ state: 'unknown', judgeAgainAt: null });
    expect(verdict.reason).toContain(words);
  });

  it('does not rest on a source added lately when another was healthy', () => {
    const lately = {
      ...healthy,
      sourceId: 'acme/news',
      firstSightedAt: firstSeenAfter,
      longestGapMs: 60 * hourMs,
    };
    expect(judge({ searched: [healthy, lately] }).state).toBe('unannounced');
  });
});

describe('whatever the entries and sightings', () => {
  const texts = fc.constantFrom(
    release,
    'We moved offices.',
    'acme-coder-9b is retired.',
    'Prices fell to $2.',
  );
  const entries = fc.array(
    fc
      .record({ text: texts, day: fc.integer({ min: 1, max: 28 }), isFromBaseline: fc.boolean() })
      .map(({ text, day, isFromBaseline }) => {
        const date = `2026-03-${String(day).padStart(2, '0')}`;
        return entry(text, { date, isFromBaseline, firstSeenAt: new Date(`${date}T12:00:00Z`) });
      }),
    { maxLength: 6 },
  );
  const sources = fc.array(
    fc
      .record({
        gapHours: fc.integer({ min: 0, max: 40 }),
        first: fc.integer({ min: -90, max: 5 }),
        last: fc.integer({ min: 0, max: 200 }),
      })
      .map(({ gapHours, first, last }) => ({
        ...healthy,
        firstSightedAt: new Date(firstSeenAfter.getTime() + first * dayMs),
        lastSightedAt: new Date(firstSeenAfter.getTime() + last * hourMs),
        longestGapMs: gapHours * hourMs,
      })),
    { maxLength: 3 },
  );
  const hoursLater = fc.integer({ min: 0, max: 400 });

  it('unannounced is never claimed before the grace ends, nor blind', () => {
    fc.assert(
      fc.property(entries, sources, hoursLater, (announcements, searched, hours) => {
        const now = new Date(firstSeenAfter.getTime() + hours * hourMs);
        const { state } = judge({ announcements, searched, now });
        if (state !== 'unannounced') return;
        const watched = searched.filter(
          (source) => source.firstSightedAt.getTime() <= lastSeenBefore.getTime(),
        );
        expect(now.getTime()).toBeGreaterThanOrEqual(graceEnd.getTime());
        expect(watched.length).toBeGreaterThan(0);
        expect(watched.every((source) => source.longestGapMs <= source.toleratedGapMs)).toBe(true);
        expect(searched.every((source) => source.lastSightedAt.getTime() >= graceEnd.getTime())).toBe(true);
      }),
    );
  });

  it('an unrelated entry never changes the state', () => {
    const unrelated = entry('The dashboard has a dark theme now.');
    fc.assert(
      fc.property(entries, sources, hoursLater, (announcements, searched, hours) => {
        const now = new Date(firstSeenAfter.getTime() + hours * hourMs);
        const without = judge({ announcements, searched, now });
        expect(judge({ announcements: [...announcements, unrelated], searched, now }).state).toBe(
          without.state,
        );
      }),
    );
  });

  it('the order of entries does not matter and a pending verdict says when to look again', () => {
    fc.assert(
      fc.property(entries, sources, hoursLater, (announcements, searched, hours) => {
        const now = new Date(firstSeenAfter.getTime() + hours * hourMs);
        const verdict = judge({ announcements, searched, now });
        const { state, judgeAgainAt } = judge({ announcements: announcements.toReversed(), searched, now });
        expect(state).toBe(verdict.state);
        expect(judgeAgainAt !== null && judgeAgainAt.getTime() > now.getTime()).toBe(state === 'pending');
        expect(verdict.reason).not.toBe('');
      }),
    );
  });
});
