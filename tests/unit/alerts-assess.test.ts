import { describe, expect, it } from 'vitest';
import { assessChange, decideTelling } from '../../src/alerts/assess-change.ts';
import { noticeGivenDays } from '../../src/alerts/notice-given.ts';
import type { Finding, PrintedDates, Severity } from '../../src/domain/change.ts';
import { disclosureStates } from '../../src/domain/disclosure.ts';
import type { Tool } from '../../src/domain/register.ts';

const printed: PrintedDates = { before: null, after: null, effective: null, isSilentEdit: false };

function finding(base: Severity): Finding {
  return {
    category: 'x.y',
    rule: 'x#y',
    base,
    modifiers: [],
    severity: base,
    summary: '',
    edits: [],
    subjects: [],
  };
}

function tool(more: Partial<Tool> = {}): Tool {
  return {
    id: 'notes',
    name: 'Notes',
    vendor: 'norvik',
    models: ['norvik-scribe-2'],
    departments: [],
    jurisdictions: [],
    owner: null,
    isClinical: false,
    handlesPhi: false,
    noticeDays: null,
    lastApproved: null,
    ...more,
  };
}

const calm = { printed, disclosure: 'pending', tools: [], isVendorInUse: true, noticeDays: null } as const;

describe('assessChange', () => {
  it.each<[string, Parameters<typeof assessChange>[0], Severity]>([
    ['nothing applies', { ...calm, findings: [finding('medium')] }, 'medium'],
    [
      'a clinical tool',
      { ...calm, findings: [finding('medium')], tools: [tool({ isClinical: true })] },
      'high',
    ],
    [
      'a clinical tool with PHI',
      { ...calm, findings: [finding('medium')], tools: [tool({ isClinical: true, handlesPhi: true })] },
      'critical',
    ],
    ['unannounced', { ...calm, findings: [finding('medium')], disclosure: 'unannounced' }, 'high'],
    [
      'a silent edit that was counted already',
      {
        ...calm,
        findings: [finding('medium')],
        disclosure: 'unannounced',
        printed: { ...printed, isSilentEdit: true },
      },
      'medium',
    ],
    ['a vendor nobody uses', { ...calm, findings: [finding('medium')], isVendorInUse: false }, 'low'],
    [
      'a vendor that is used through a platform only',
      { ...calm, findings: [finding('medium')], isVendorInUse: false, tools: [tool()] },
      'medium',
    ],
    [
      'less notice than the contract promises',
      { ...calm, findings: [finding('medium')], tools: [tool({ noticeDays: 60 })], noticeDays: 59 },
      'high',
    ],
    [
      'as much notice as the contract promises',
      { ...calm, findings: [finding('medium')], tools: [tool({ noticeDays: 60 })], noticeDays: 60 },
      'medium',
    ],
    [
      'no notice that could be reckoned',
      { ...calm, findings: [finding('medium')], tools: [tool({ noticeDays: 60 })] },
      'medium',
    ],
    [
      'more than critical',
      {
        ...calm,
        findings: [finding('critical')],
        tools: [tool({ isClinical: true, handlesPhi: true })],
        disclosure: 'unannounced',
      },
      'critical',
    ],
    [
      'an editorial finding',
      { ...calm, findings: [finding('info')], tools: [tool({ isClinical: true, handlesPhi: true })] },
      'info',
    ],
    ['several findings', { ...calm, findings: [finding('low'), finding('high'), finding('info')] }, 'high'],
  ])('weighs %s', (_name, input, expected) => {
    expect(assessChange(input).severity).toBe(expected);
  });

  it('keeps arithmetic that an auditor can recompute', () => {
    const { findings } = assessChange({
      ...calm,
      findings: [finding('low')],
      tools: [tool({ isClinical: true })],
      disclosure: 'unannounced',
    });

    expect(findings[0]).toMatchObject({
      base: 'low',
      modifiers: [
        { delta: 1, reason: 'clinical use: Notes' },
        { delta: 1, reason: 'unannounced' },
      ],
      severity: 'high',
    });
  });
});

describe('decideTelling', () => {
  it('tells grave changes at once and lets lesser ones wait for their verdict', () => {
    expect(decideTelling('high', true, 'pending')).toBe('tell');
    expect(decideTelling('medium', true, 'pending')).toBe('wait-for-verdict');
  });

  it.each(disclosureStates.filter((state) => state !== 'pending'))(
    'tells every material change once it is %s',
    (state) => {
      expect(decideTelling('low', true, state)).toBe('tell');
    },
  );

  it('tells nobody of editorial changes', () => {
    expect(decideTelling('info', true, 'unannounced')).toBe('nobody');
    expect(decideTelling('critical', false, 'unannounced')).toBe('nobody');
  });
});

describe('noticeGivenDays', () => {
  const seen = new Date('2026-03-10T17:00:00Z');
  const accepted = (date: string | null, isAccepted = true) => ({
    sourceId: 'norvik/changelog',
    key: 'k',
    date,
    title: '',
    url: null,
    score: 1,
    isAccepted,
    reason: '',
  });

  it.each([
    ['the day from which the document says that it applies', '2026-04-09', null, 30],
    [
      'an announcement in advance',
      null,
      { state: 'announced-in-advance', candidates: [accepted('2026-03-01')] },
      9,
    ],
    [
      'an announcement after the fact',
      null,
      { state: 'announced-late', candidates: [accepted('2026-03-12')] },
      -2,
    ],
    [
      'an entry that was not accepted',
      null,
      { state: 'announced-late', candidates: [accepted('2026-01-01', false)] },
      null,
    ],
    ['no announcement', null, { state: 'unannounced', candidates: [] }, null],
    ['no verdict yet', null, null, null],
  ] as const)('reckons from %s', (_name, effective, verdict, expected) => {
    expect(noticeGivenDays({ ...printed, effective }, seen, verdict)).toBe(expected);
  });
});
