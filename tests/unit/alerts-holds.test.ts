import { describe, expect, it } from 'vitest';
import { quietHoursHold, silencedBy } from '../../src/alerts/hold-alert.ts';
import { inhibitChange, inhibitTrouble, isRepublished, isVendorOutage } from '../../src/alerts/inhibition.ts';
import type { AlertLabels } from '../../src/alerts/route-alert.ts';
import { stormHold } from '../../src/alerts/storm-guard.ts';
import type { Edit, Finding, Understanding } from '../../src/domain/change.ts';
import { weekdays } from '../../src/domain/register.ts';
import type { Silence } from '../../src/domain/silence.ts';
import { sampleContact } from '../support/sample-notice.ts';

const now = new Date('2026-03-04T12:00:00Z');
const hourMs = 3_600_000;
const later = (hours: number) => new Date(now.getTime() + hours * hourMs);

const labels: AlertLabels = {
  vendor: 'norvik',
  role: 'terms',
  severity: 'high',
  disclosure: 'pending',
  categories: ['terms.data_use'],
  models: [],
  tools: ['visit-notes'],
  departments: [],
  jurisdictions: [],
};

const silence: Silence = {
  id: '7',
  match: { vendors: ['norvik'] },
  author: 'Mara',
  reason: 'migration',
  startsAt: later(-1),
  endsAt: later(5),
  isForced: false,
};

describe('a silence', () => {
  it('holds what it matches, with author, reason and end', () => {
    expect(silencedBy([silence], labels, now)).toEqual({
      by: 'silence:7',
      reason: 'silence 7 by Mara: migration',
      until: later(5),
    });
  });

  it.each<[string, Partial<Silence>, Partial<AlertLabels>, boolean]>([
    ['something else', {}, { vendor: 'acme' }, false],
    ['before it begins', { startsAt: later(1) }, {}, false],
    ['at the instant at which it ends', { endsAt: now }, {}, false],
    ['critical changes whose verdict is open', {}, { severity: 'critical' }, true],
    [
      'critical changes that nobody announced',
      {},
      { severity: 'critical', disclosure: 'unannounced' },
      false,
    ],
    [
      'critical changes that nobody announced, when it is forced',
      { isForced: true },
      { severity: 'critical', disclosure: 'unannounced' },
      true,
    ],
  ])('of %s', (_name, change, alert, isHeld) => {
    expect(silencedBy([{ ...silence, ...change }], { ...labels, ...alert }, now) !== null).toBe(isHeld);
  });
});

describe('quiet hours', () => {
  const contact = { ...sampleContact, quietHours: [{ days: [...weekdays], from: 0, to: 23 * 60 }] };

  it('hold until they end, in the zone of the contact', () => {
    expect(quietHoursHold(contact, 'high', now)).toMatchObject({
      by: 'quiet-hours',
      until: new Date('2026-03-04T22:00:00Z'),
    });
  });

  it('let pass what is critical', () => {
    expect(quietHoursHold(contact, 'critical', now)).toBeNull();
  });
});

describe('the storm guard', () => {
  const contact = { name: 'Mara', maxMailsPerHour: { inAll: 3, ofOneVendor: 2 } };
  const mail = (id: string, vendor: string, hours: number) => ({ id, vendor, at: later(hours) });

  it('lets pass what is within the limits', () => {
    expect(stormHold(contact, 'norvik', [mail('1', 'acme', -0.9), mail('2', 'norvik', -0.5)])).toBeNull();
  });

  it('holds one too many until the oldest that counts is an hour old', () => {
    const recent = [mail('1', 'a', -0.9), mail('2', 'b', -0.5), mail('3', 'c', -0.1)];
    expect(stormHold(contact, 'norvik', recent)).toMatchObject({ by: 'storm', until: later(0.1) });
  });

  it('counts a mail about several vendors once', () => {
    expect(
      stormHold(contact, 'x', [mail('1', 'a', -0.9), mail('1', 'b', -0.9), mail('2', 'c', -0.5)]),
    ).toBeNull();
  });

  it('holds what is too much of one vendor', () => {
    const recent = [mail('1', 'norvik', -0.9), mail('2', 'norvik', -0.5)];
    expect(stormHold(contact, 'norvik', recent)).toMatchObject({
      reason: 'Mara got 2 mails about norvik within the hour',
    });
    expect(stormHold(contact, 'acme', recent)).toBeNull();
  });
});

describe('inhibition', () => {
  const removed: Edit = { kind: 'removed', before: { kind: 'paragraph', path: [], text: 'old' } };
  const added: Edit = { kind: 'added', after: { kind: 'paragraph', path: [], text: 'new' } };
  const change = { edits: [removed], severity: 'high', isRepublished: false } as const;
  const calm = { trouble: null, outageSince: null, republished: null };
  const trouble = { outcome: 'blocked', since: later(-1) };
  const republished = { changeId: 'norvik/terms@2', severity: 'high', at: later(-3) } as const;

  it.each([
    ['nothing explains it', change, calm, false],
    ['text was only removed from a source out of sight', change, { ...calm, trouble }, true],
    ['text was added, too', { ...change, edits: [removed, added] }, { ...calm, trouble }, false],
    ['its document came out anew within the day', change, { ...calm, republished }, true],
    [
      'it is graver than the new edition',
      { ...change, severity: 'critical' as const },
      { ...calm, republished },
      false,
    ],
    ['it is a new edition itself', { ...change, isRepublished: true }, { ...calm, republished }, false],
  ])('of a change when %s', (_name, item, context, isHeld) => {
    expect(inhibitChange(item, context) !== null).toBe(isHeld);
  });

  it('holds trouble with single pages while the vendor is out of sight, and never the word of that', () => {
    expect(inhibitTrouble('source.gone', { outageSince: later(-1) })).toContain('the vendor as a whole');
    expect(inhibitTrouble('source.outage', { outageSince: later(-1) })).toBeNull();
    expect(inhibitTrouble('source.gone', { outageSince: null })).toBeNull();
  });

  it.each([
    [2, 2, false],
    [3, 7, false],
    [3, 6, true],
    [3, 3, true],
  ])('takes %i of %i sources for an outage: %s', (inTrouble, watched, expected) => {
    expect(isVendorOutage(inTrouble, watched)).toBe(expected);
  });

  it.each([
    ['terms', '2026-03-01', 5, true],
    ['terms', '2026-03-01', 4, false],
    ['terms', '2026-01-01', 9, false],
    ['docs', '2026-03-01', 9, false],
  ] as const)('takes %s dated %s with %i edits for a new edition: %s', (role, after, count, expected) => {
    const finding: Finding = {
      category: 'terms.data_use',
      rule: 'x#y',
      base: 'high',
      modifiers: [],
      severity: 'high',
      summary: '',
      edits: Array.from({ length: count }, (_, index) => index),
      subjects: [],
    };
    const understanding: Understanding = {
      findings: [finding],
      subjects: [],
      printed: { before: '2026-01-01', after, effective: null, isSilentEdit: false },
      summary: '',
      isMaterial: true,
    };
    expect(isRepublished(role, understanding)).toBe(expected);
  });
});
