import { describe, expect, it } from 'vitest';
import { dueDate } from '../../src/alerts/due-date.ts';
import { tagRegulations } from '../../src/alerts/tag-regulations.ts';
import type { Regulation } from '../../src/domain/regulation.ts';
import { viewRegulation } from '../../src/mail/regulation-view.ts';
import { sampleChange } from '../support/sample-notice.ts';
import { shippedRules } from '../support/shipped-rules.ts';

const entry: Regulation = {
  id: 'rule',
  title: 'A rule',
  citation: '1 CFR 1',
  jurisdiction: 'US',
  status: 'in-force',
  effective: null,
  note: '',
  lastVerified: '2026-11-01',
  categories: ['card.*'],
  onlyFor: [],
};
const { findings, tools } = sampleChange();

describe('tagging', () => {
  it.each<[string, Partial<Regulation>, boolean]>([
    ['a whole group of categories', {}, true],
    ['one category', { categories: ['card.data_changed'] }, true],
    ['another category', { categories: ['terms.hipaa'] }, false],
    ['a trait that a tool has', { onlyFor: ['clinical'] }, true],
  ])('goes by %s', (_name, more, isTagged) => {
    expect(tagRegulations([{ ...entry, ...more }], findings, tools)).toHaveLength(isTagged ? 1 : 0);
  });

  it('leaves out what no affected tool is used for', () => {
    const plain = tools.map((tool) => ({ ...tool, isClinical: false, handlesPhi: false }));
    expect(tagRegulations([{ ...entry, onlyFor: ['clinical', 'phi'] }], findings, plain)).toEqual([]);
  });

  it('of the shipped table names HIPAA for new terms where PHI flows, and nothing that is not in force as such', () => {
    const terms = findings.map((finding) => ({ ...finding, category: 'terms.hipaa' }));
    const tagged = tagRegulations(shippedRules().regulations, terms, tools);
    expect(tagged.map((item) => item.id)).toContain('hipaa-business-associates');
    for (const item of shippedRules().regulations) {
      expect(viewRegulation(item, new Date('2026-11-25')).status).not.toMatch(/required|must/i);
    }
  });
});

describe('where a rule stands', () => {
  const at = new Date('2027-03-01T00:00:00Z');

  it.each<[Partial<Regulation>, string]>([
    [{}, 'in force'],
    [{ status: 'proposed-repeal' }, 'in force; its repeal is proposed'],
    [{ status: 'upcoming', effective: '2027-12-02' }, 'applies from 2 Dec 2027'],
    [{ status: 'upcoming', effective: '2027-01-01' }, 'was to apply from 1 Jan 2027: check whether it does'],
  ])('%o reads %s', (more, status) => {
    expect(viewRegulation({ ...entry, ...more }, at).status).toBe(status);
  });

  it.each([
    ['2027-02-01', 'status last verified 1 Feb 2027'],
    ['2026-03-01', 'status last verified 1 Mar 2026, 365 days ago: check it again'],
    [null, 'status never verified'],
  ])('verified on %s reads %s', (lastVerified, text) => {
    expect(viewRegulation({ ...entry, lastVerified }, at).verified).toBe(text);
  });
});

describe('the day by which to act', () => {
  const actWithin = { critical: 1, high: 3, medium: 10, low: 20, info: 20 };
  const friday = new Date('2026-11-27T22:00:00Z');

  it('counts working days', () => {
    expect(dueDate('critical', friday, null, actWithin)).toBe('2026-11-30');
    expect(dueDate('medium', friday, null, actWithin)).toBe('2026-12-11');
  });

  it('is the day before the change takes effect when that is sooner', () => {
    expect(dueDate('medium', friday, '2026-12-01', actWithin)).toBe('2026-11-30');
  });

  it('is not moved into the past by an effective date that is over', () => {
    expect(dueDate('high', friday, '2026-11-01', actWithin)).toBe('2026-12-02');
  });
});
