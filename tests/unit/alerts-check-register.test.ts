import { describe, expect, it } from 'vitest';
import { checkRegister, type RegisterInput } from '../../src/alerts/check-register.ts';
import type { Commitment } from '../../src/domain/commitment.ts';
import type { Tool } from '../../src/domain/register.ts';
import type { Vendor } from '../../src/domain/vendor.ts';

const tool: Tool = {
  id: 'scribe',
  name: 'Scribe',
  vendor: 'norvik',
  models: ['norvik-scribe-2026-01-15'],
  departments: [],
  jurisdictions: [],
  owner: 'Dr Osei',
  isClinical: true,
  handlesPhi: true,
  noticeDays: 60,
  lastApproved: { version: 'norvik-scribe-2026-01-15', on: '2026-02-01' },
  record: { validation: { nextReview: '2026-12-01' } },
};

const promise = (commitment: Partial<Commitment>): Commitment => ({
  kind: 'retirement-notice',
  appliesTo: 'all',
  days: null,
  holds: null,
  launchedFrom: null,
  launchedBefore: null,
  source: 'norvik/deprecations',
  readOn: '2026-01-01',
  note: 'as read',
  ...commitment,
});

function check(
  own: Partial<Tool> = {},
  more: Partial<RegisterInput> & { readonly vendor?: Partial<Vendor> } = {},
): readonly string[] {
  const { vendor, ...input } = more;
  const norvik = { id: 'norvik', name: 'Norvik', models: [], aliases: {}, graceMs: 0, ...vendor };
  return checkRegister({
    tools: [{ ...tool, ...own }],
    vendors: new Map([['norvik', norvik]]),
    sources: [{ id: 'norvik/card', vendor: 'norvik', role: 'model-card' }],
    changesOf: () => [],
    today: '2026-06-01',
    ...input,
  }).map(({ grade, code }) => `${grade} ${code}`);
}

describe('the register', () => {
  it('is in order when a tool is watched, pinned, approved, reviewed and owned', () => {
    expect(check()).toEqual([]);
  });

  it.each([
    { name: 'nobody watches its vendor', more: { sources: [] }, found: ['problem unwatched'] },
    {
      name: 'only terms of its vendor are watched',
      more: { sources: [{ id: 'norvik/terms', vendor: 'norvik', role: 'terms' as const }] },
      found: ['problem unwatched'],
    },
    {
      name: 'a platform serves models of a maker that is watched',
      more: {
        vendor: { hosts: ['maker'] },
        sources: [{ id: 'maker/card', vendor: 'maker', role: 'model-card' as const }],
      },
      found: [],
    },
    {
      name: 'its model is an alias',
      own: { models: ['norvik-best'] },
      more: { vendor: { aliases: { 'norvik-best': 'norvik-scribe-2026-01-15' } } },
      found: ['problem alias'],
    },
    { name: 'its model is whatever is newest', own: { models: ['norvik-latest'] }, found: ['problem alias'] },
    { name: 'its model has no date', own: { models: ['norvik-scribe'] }, found: ['remark unpinned'] },
    {
      name: 'its vendor keeps every name as it is',
      own: { models: ['norvik-scribe'] },
      more: { vendor: { commitments: [promise({ kind: 'version-pinning', holds: true })] } },
      found: [],
    },
    { name: 'nothing was approved', own: { lastApproved: null }, found: ['problem unapproved'] },
    {
      name: 'nothing was approved of what is not clinical',
      own: { lastApproved: null, isClinical: false },
      found: ['remark unapproved'],
    },
    {
      name: 'its review is overdue',
      own: { record: { validation: { nextReview: '2026-05-31' } } },
      found: ['problem review-overdue'],
    },
    { name: 'no review is set', own: { record: undefined }, found: ['remark unreviewed'] },
    { name: 'nobody owns it', own: { owner: null }, found: ['problem no-owner'] },
    { name: 'no notice is agreed', own: { noticeDays: null }, found: ['remark no-notice'] },
    {
      name: 'less notice is published than was agreed',
      more: { vendor: { commitments: [promise({ days: 30 })] } },
      found: ['remark notice-not-published'],
    },
    {
      name: 'health data are excluded',
      more: { vendor: { commitments: [promise({ kind: 'health-data', holds: false })] } },
      found: ['problem health-data-excluded'],
    },
  ])('says so when $name', ({ own, more, found }) => {
    expect(check(own, more)).toEqual(found);
  });

  it('names the newest change that overtook an approval, and not one before it', () => {
    const change = (id: string, seenOn: string) => ({ id, seenOn, summary: 'Context window halved.' });
    expect(check({}, { changesOf: () => [change('c@2', '2026-01-20')] })).toEqual([]);
    const remarks = checkRegister({
      tools: [tool],
      vendors: new Map(),
      sources: [{ id: 'norvik/card', vendor: 'norvik', role: 'model-card' }],
      changesOf: () => [
        change('c@4', '2026-04-01'),
        change('c@3', '2026-03-01'),
        change('c@2', '2026-01-20'),
      ],
      today: '2026-06-01',
    });
    expect(remarks).toMatchObject([{ code: 'overtaken', grade: 'problem' }]);
    expect(remarks[0]?.says).toMatch(
      /approved on 2026-02-01, before c@4 \(2026-04-01, the newest of 2 since\)/,
    );
  });
});
