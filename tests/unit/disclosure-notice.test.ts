import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directionOf } from '../../src/disclosure/commitment-direction.ts';
import { checkNotice, measureNotice, type NoticeTimes } from '../../src/disclosure/notice-given.ts';
import type { ComingDate } from '../../src/domain/coming-date.ts';
import type { Commitment } from '../../src/domain/commitment.ts';
import type { Tool } from '../../src/domain/register.ts';

const coming: ComingDate = {
  key: 'k',
  date: '2026-05-01',
  meaning: 'retires',
  isEarliest: false,
  subjects: [{ kind: 'model', name: 'norvik-scribe-2' }],
  passage: 'norvik-scribe-2 retires on 2026-05-01.',
  announcedOn: null,
};
const times: NoticeTimes = {
  coming: [coming],
  lastSeenBefore: new Date('2026-03-05T23:00:00Z'),
  verdict: null,
};
const tool = (noticeDays: number | null): Tool => ({
  id: 'visit-notes',
  name: 'Visit Notes',
  vendor: 'norvik',
  models: ['norvik-scribe-2'],
  departments: [],
  jurisdictions: [],
  owner: null,
  isClinical: false,
  handlesPhi: false,
  noticeDays,
  lastApproved: null,
});
const promise = (days: number | null, more: Partial<Commitment> = {}): Commitment => ({
  kind: 'retirement-notice',
  appliesTo: 'all',
  days,
  holds: null,
  launchedFrom: null,
  launchedBefore: null,
  source: 'norvik/policy',
  readOn: '2026-01-01',
  note: 'as read',
  ...more,
});

const accepted = (date: string) => ({
  candidates: [
    {
      sourceId: 'norvik/log',
      key: 'k',
      date,
      title: '',
      url: null,
      score: 0.9,
      isAccepted: true,
      reason: '',
    },
  ],
});

describe('measureNotice', () => {
  it.each([
    ['from the last look without it, which is the most it can have been', {}, 57, true],
    ['from the day of its entry', { coming: [{ ...coming, announcedOn: '2026-03-06' }] }, 56, false],
    [
      'from the last look when its entry bears an earlier day',
      { coming: [{ ...coming, announcedOn: '2026-01-01' }] },
      57,
      true,
    ],
    ['from the announcement that was found elsewhere', { verdict: accepted('2026-02-01') }, 89, false],
  ])('counts %s', (_what, more, days, isAtMost) => {
    expect(measureNotice({ ...times, ...more })).toMatchObject([{ days, isAtMost }]);
  });

  it('counts no days that are only the earliest', () => {
    expect(measureNotice({ ...times, coming: [{ ...coming, isEarliest: true }] })).toEqual([]);
  });
});

describe('checkNotice', () => {
  it('says which promise was broken, by how much, and whose it was', () => {
    const { findings } = checkNotice(times, [tool(90)], [promise(60)]);

    expect(findings).toMatchObject([{ category: 'commitment.notice_short', severity: 'high' }]);
    expect(findings[0]?.summary).toBe(
      'norvik-scribe-2 ends on 2026-05-01, at most 57 days after the notice; the contract for Visit Notes promises 90 days, the vendor promises 60 days.',
    );
  });

  it.each([
    ['notice is long enough', tool(57), [promise(57)], []],
    ['nothing was promised', tool(null), [], []],
    ['the vendor names no number', tool(null), [promise(null)], []],
    ['the promise is about previews', tool(null), [promise(90, { appliesTo: 'preview' })], []],
    ['the promise is about terms', tool(null), [promise(90, { kind: 'terms-notice' })], []],
    ['one of several promises may be meant', tool(null), [promise(90), promise(30)], []],
  ])('finds nothing when %s', (_what, one, commitments, findings) => {
    expect(checkNotice(times, [one], commitments)).toMatchObject({ findings });
  });

  it('counts a broken promise of the vendor alone for less', () => {
    const { findings } = checkNotice(times, [tool(null)], [promise(60)]);

    expect(findings).toMatchObject([{ severity: 'medium' }]);
  });

  it('never finds notice short that is as long as every promise', () => {
    assert(
      property(integer({ min: 0, max: 57 }), integer({ min: 0, max: 57 }), (contract, published) => {
        return checkNotice(times, [tool(contract)], [promise(published)]).findings.length === 0;
      }),
    );
  });
});

describe('directionOf', () => {
  it.each([
    ['We give at least 60 days notice.', 'We give at least 30 days notice.', 'weaker'],
    ['We give at least 6 months notice.', 'We give 6 months or 45 days notice.', 'weaker'],
    ['We will notify customers 60 days before.', 'We may notify customers 60 days before.', 'weaker'],
    ['We give 60 days notice.', 'We give notice in good time.', 'weaker'],
    ['We will give 60 days notice.', 'We typically give 60 days notice.', 'weaker'],
    ['We give at least 14 days notice.', 'We give at least 30 days notice.', 'stronger'],
    ['We give notice in good time.', 'We give at least 6 months notice.', 'stronger'],
    ['We may notify customers 60 days before.', 'We will notify customers 60 days before.', 'stronger'],
    ['Two weeks before, we write to you.', 'We write to you 14 days before.', 'reworded'],
  ])('%s → %s: %s', (before, after, direction) => {
    expect(directionOf(before, after)).toBe(direction);
  });
});
