/**
 * A realistic notice for tests and pictures: the model card of a fictional medical scribe changed without a
 * word. All names are invented.
 */
import { suggestActions } from '../../src/alerts/suggest-actions.ts';
import type { Edit, Finding, Subject, WordRun } from '../../src/domain/change.ts';
import type { Block } from '../../src/domain/document.ts';
import type { ChangeNotice, Notice, SourceTrouble } from '../../src/domain/notice.ts';
import type { AffectedTool, Contact } from '../../src/domain/register.ts';
import { shippedRules } from './shipped-rules.ts';

const model: Subject = { kind: 'model', name: 'norvik-scribe-2' };
const local = [
  { delta: 1, reason: 'clinical use: Ambient Notes' },
  { delta: 1, reason: 'PHI flows through: Ambient Notes, Referral Letters' },
];

export const sampleContact: Contact = {
  id: 'mara-lind',
  name: 'Mara Lind',
  email: 'mara.lind@hospital.example',
  timeZone: 'Europe/Berlin',
  quietHours: [],
  digest: { at: 8 * 60, day: 'mon' },
  wantsWatchReport: true,
  maxMailsPerHour: { inAll: 20, ofOneVendor: 10 },
};

const sampleTools: readonly [AffectedTool, AffectedTool] = [
  {
    id: 'ambient-notes',
    name: 'Ambient Notes',
    vendor: 'norvik',
    models: ['norvik-scribe-2'],
    departments: ['Cardiology', 'Emergency'],
    jurisdictions: [],
    basis: 'it rests on norvik-scribe-2',
    owner: 'Dr. Jonas Weide',
    isClinical: true,
    handlesPhi: true,
    noticeDays: 30,
    lastApproved: { version: 'norvik-scribe-2 (May 2026)', on: '2026-05-12' },
  },
  {
    id: 'referral-letters',
    name: 'Referral Letters',
    vendor: 'norvik',
    models: ['norvik-scribe-2'],
    departments: ['Outpatient office'],
    jurisdictions: [],
    basis: 'it rests on norvik-scribe-2',
    owner: 'Priya Raman',
    isClinical: false,
    handlesPhi: true,
    noticeDays: null,
    lastApproved: null,
  },
];

/** Signed with the key modelwarden/3f9c01d27ab4e856+3d143e98+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs. */
export const sampleCheckpoint = `modelwarden/3f9c01d27ab4e856
1284
PVylO6rIl1sOvvngMLXLK3DKK6Rl+8E3Iitqgrpv7d8=

— modelwarden/3f9c01d27ab4e856 PRQ+mEpi12D8kBz5moN3fQcVljNG55/77i5DPWCeBQ6IjSl+EVBwiWLu/CrXeonsw95SuNmBOhKqc0VXqz1Nm/vHkAY=
`;

/** The change that the pictures show. */
export function sampleChange(overrides: Partial<ChangeNotice> = {}): ChangeNotice {
  const url = 'https://www.norvik-health.example/models/norvik-scribe-2/card';
  return {
    changeId: '1042',
    sourceId: 'norvik/scribe-2-card',
    sourceTitle: 'Norvik Scribe 2 model card',
    role: 'model-card',
    url,
    summary:
      'Norvik Scribe 2 model card: context window halved, training data extended to 2026, paediatric use no longer excluded.',
    severity: 'critical',
    findings: sampleFindings,
    edits: sampleEdits,
    window: {
      lastSeenBefore: new Date('2026-11-23T02:10:00Z'),
      firstSeenAfter: new Date('2026-11-23T08:10:00Z'),
    },
    printed: { before: '2026-05-04', after: '2026-05-04', effective: null, isSilentEdit: true },
    verdict: {
      state: 'pending',
      judgedAt: new Date('2026-11-23T08:12:00Z'),
      judgeAgainAt: new Date('2026-11-26T08:10:00Z'),
      searched: [
        {
          sourceId: 'norvik/changelog',
          lastSightedAt: new Date('2026-11-23T08:04:00Z'),
          firstSightedAt: new Date('2026-02-01T00:00:00Z'),
          longestGapMs: 62 * 60_000,
          toleratedGapMs: 3 * 3_600_000,
        },
        {
          sourceId: 'norvik/deprecations',
          lastSightedAt: new Date('2026-11-23T06:30:00Z'),
          firstSightedAt: new Date('2026-02-01T00:00:00Z'),
          longestGapMs: 6 * 3_600_000,
          toleratedGapMs: 18 * 3_600_000,
        },
      ],
      candidates: [
        {
          sourceId: 'norvik/changelog',
          key: '2026-11-18-scribe-mobile',
          date: '2026-11-18',
          title: 'Scribe mobile app 4.2: faster dictation',
          url: 'https://www.norvik-health.example/changelog#2026-11-18',
          score: 0.31,
          isAccepted: false,
          reason: 'It names the product family, but neither this model nor its card.',
        },
      ],
      reason:
        'Two announcing sources of Norvik Health AI were searched; no entry names norvik-scribe-2 or its card.',
      lagMs: null,
    },
    tools: sampleTools,
    before: {
      versionId: '318',
      sha256: '5f0c2d9b7f4a0f0d6f5b1a86a6d3f6a1c1c2c5f5e7b7f3c6d0a9c7d2e8b4a613',
      url,
      status: 200,
      seenAt: new Date('2026-11-23T02:10:00Z'),
    },
    after: {
      versionId: '344',
      sha256: 'c41be7d0a2b86f6c0a4be7c9e1f4f0b3a98d47f7f0f2c2f19a6be5a1d30f7e28',
      url,
      status: 200,
      seenAt: new Date('2026-11-23T08:10:00Z'),
    },
    actions: suggestActions(shippedRules().actions, sampleFindings),
    regulations: [
      {
        id: 'decision-support',
        title: 'Source attributes of decision support',
        citation: '45 CFR 170.315(b)(11)',
        jurisdiction: 'US',
        status: 'proposed-repeal',
        effective: null,
        note: 'A proposal of December 2025 would remove it; no final rule was found.',
        lastVerified: '2026-11-02',
        categories: ['card.*'],
        onlyFor: ['clinical'],
      },
      {
        id: 'automated-decisions',
        title: 'Disclosure for automated decisions',
        citation: 'SB 26-189',
        jurisdiction: 'US-CO',
        status: 'upcoming',
        effective: '2027-01-01',
        note: '',
        lastVerified: null,
        categories: ['card.*'],
        onlyFor: [],
      },
    ],
    actBy: '2026-11-24',
    limits: ['Two polls six hours apart: anything that was changed and put back in between was not seen.'],
    ...overrides,
  };
}

export function sampleNotice(overrides: Partial<Notice> = {}): Notice {
  return {
    deliveryId: 'd-7c1e0a52b9f34e6f',
    reason: 'detected',
    vendorName: 'Norvik Health AI',
    severity: 'critical',
    contact: sampleContact,
    recipients: ['Mara Lind', 'Dr. Jonas Weide'],
    routePath: ['all changes', 'clinical tools'],
    changes: [sampleChange()],
    troubles: [],
    renderedAt: new Date('2026-11-23T08:14:00Z'),
    inReplyTo: null,
    threadSubject: null,
    appVersion: '0.1.0',
    rulesVersion: '2026-11-20',
    checkpoint: sampleCheckpoint,
    ...overrides,
  };
}

const sampleToken = '7c1e0a52b9f34e6f7c1e0a52b9f34e6f-4be7c9e1f4f0b3a98d47f7f0f2c2f19a';

/** Every way in which a reader can acknowledge. */
export const sampleAcknowledge: Pick<Notice, 'acknowledge'> = {
  acknowledge: {
    link: `https://warden.hospital.example/ack/${sampleToken}`,
    replyToken: sampleToken,
    command: 'npx modelwarden ack 1042 --by "Your name" --meaning reviewed',
  },
};

/** The same change, told to somebody else since nobody acknowledged it. */
export function sampleEscalation(overrides: Partial<Notice> = {}): Notice {
  const at = (hours: number) => new Date(Date.parse('2026-11-23T08:14:00Z') + hours * 3_600_000);
  return sampleNotice({
    deliveryId: 'd-51aa90be1c7d4f02',
    reason: 'escalated',
    recipients: ['Mara Lind', 'Dr. Jonas Weide', 'Ada Brandt'],
    routePath: ['all changes', 'clinical tools', 'not acknowledged'],
    renderedAt: at(8),
    followUp: {
      openSince: at(0),
      told: [
        { name: 'Mara Lind', at: at(0) },
        { name: 'Dr. Jonas Weide', at: at(0) },
      ],
      next: { at: at(48), names: ['Hospital board'] },
      acknowledged: null,
    },
    ...overrides,
  });
}

/** A digest of two changes, with everything that a digest can say. */
export function sampleDigest(overrides: Partial<Notice> = {}): Notice {
  const at = (hours: number) => new Date(Date.parse('2026-11-23T08:00:00Z') + hours * 3_600_000);
  const terms = sampleChange({
    changeId: 'norvik/terms@7',
    sourceId: 'norvik/terms',
    sourceTitle: 'Norvik terms of service',
    role: 'terms',
    severity: 'medium',
    summary: 'Norvik terms of service: data is kept for 60 days, no longer for 30.',
  });
  return sampleNotice({
    reason: 'digest',
    severity: 'high',
    changes: [sampleChange({ severity: 'high' }), terms],
    recipients: ['Mara Lind'],
    digest: {
      coverage: {
        from: at(-24),
        to: at(0),
        sources: 14,
        polls: 61,
        unchanged: 57,
        changed: 2,
        failing: 2,
        longestGap: { sourceTitle: 'Norvik status', ms: 9 * 3_600_000 },
      },
      pending: [{ changeId: 'norvik/terms@7', summary: terms.summary, judgedBy: at(70) }],
      upcoming: [
        { on: '2026-12-31', changeId: 'norvik/deprecations@3', summary: 'norvik-scribe-1 is shut down.' },
      ],
      unseen: [{ sourceTitle: 'Norvik status', state: 'blocked', since: at(-9) }],
      open: [
        {
          subject: 'norvik/prices@5',
          about: 'Norvik prices: the free tier ends.',
          toldAt: at(-50),
        },
      ],
      held: [
        {
          about: 'Norvik prices: the price per note rose.',
          reason: 'silence 3 by Mara Lind: price review under way',
          until: at(40),
        },
      ],
    },
    held: [{ reason: 'quiet hours of Mara Lind', since: at(-10), count: 1 }],
    gaps: [{ from: at(-6), to: at(-3), sources: ['Norvik changelog', 'Norvik terms of service'] }],
    ...overrides,
  });
}

/** A source that answers with a challenge page instead of its content. */
export function sampleTrouble(overrides: Partial<SourceTrouble> = {}): SourceTrouble {
  return {
    sourceId: 'norvik/terms',
    sourceTitle: 'Norvik terms of service',
    url: 'https://www.norvik-health.example/legal/terms',
    finding: {
      category: 'source.blocked',
      rule: 'source-health#blocked',
      base: 'high',
      modifiers: [],
      severity: 'high',
      summary:
        'Norvik terms of service answers with a challenge or block page instead of its content; a change there would go unnoticed.',
      edits: [],
      subjects: [{ kind: 'document', name: 'norvik/terms' }],
    },
    outcome: 'blocked',
    detail: 'HTTP 403, page title “Just a moment…”, 2 polls in a row',
    lastSightedAt: new Date('2026-11-22T20:00:00Z'),
    since: new Date('2026-11-23T02:00:00Z'),
    actions: ['Open the address in a browser and compare it with what is described here.'],
    ...overrides,
  };
}

function changed(before: Block, after: Block, words: readonly WordRun[]): Edit {
  return { kind: 'changed', before, after, words, cells: [] };
}

function paragraph(path: readonly string[], text: string): Block {
  return { kind: 'paragraph', path, text };
}

/** Joins the runs of one side back into its text. */
function textOf(words: readonly WordRun[], side: 'removed' | 'added'): string {
  return words
    .filter((run) => run.kind === 'same' || run.kind === side)
    .map((run) => run.text)
    .join('');
}

function changedParagraph(path: readonly string[], words: readonly WordRun[]): Edit {
  return changed(paragraph(path, textOf(words, 'removed')), paragraph(path, textOf(words, 'added')), words);
}

const title = 'Norvik Scribe 2';

const sampleEdits: readonly Edit[] = [
  {
    kind: 'changed',
    before: tableRow('128,000 tokens', 'Scribe 2 (May 2026)'),
    after: tableRow('64,000 tokens', 'Scribe 2 (October 2026)'),
    words: [],
    cells: [
      { column: 'Context window', before: '128,000 tokens', after: '64,000 tokens' },
      { column: 'Weights', before: 'Scribe 2 (May 2026)', after: 'Scribe 2 (October 2026)' },
    ],
  },
  changedParagraph(
    [title, 'Training data'],
    [
      {
        kind: 'same',
        text: 'The model was trained on de-identified consultations recorded with consent in ',
      },
      { kind: 'removed', text: '14 clinics in Norway and Denmark, up to December 2024' },
      {
        kind: 'added',
        text: '31 clinics in Norway, Denmark and the United States, and on text that customers dictated while the improvement programme was switched on, up to March 2026',
      },
      { kind: 'same', text: '. Recordings with fewer than two speakers were removed.' },
    ],
  ),
  changedParagraph(
    [title, 'Intended use', 'Limits'],
    [
      {
        kind: 'same',
        text: 'Drafts of clinical notes, to be read and signed by a clinician. Not intended for triage, for diagnosis',
      },
      { kind: 'removed', text: ', for patients below 18 years of age,' },
      { kind: 'same', text: ' or for dictation in an emergency.' },
    ],
  ),
  {
    kind: 'added',
    after: {
      kind: 'list-item',
      path: [title, 'Evaluation'],
      depth: 0,
      text: 'Omitted medication, share of notes: 2.9% (internal test set, 1,200 consultations).',
    },
  },
  {
    kind: 'removed',
    before: {
      kind: 'list-item',
      path: [title, 'Evaluation'],
      depth: 0,
      text: 'Omitted medication, share of notes: 1.1% (external review, 4,000 consultations).',
    },
  },
];

const sampleFindings: readonly Finding[] = [
  {
    category: 'card.safety_changed',
    rule: 'model-card.yaml#intended-use',
    base: 'high',
    modifiers: local,
    severity: 'critical',
    summary: 'The limits of intended use no longer exclude patients below 18 years of age.',
    edits: [2],
    subjects: [model],
  },
  {
    category: 'card.data_changed',
    rule: 'model-card.yaml#training-data',
    base: 'high',
    modifiers: local,
    severity: 'critical',
    summary: 'The training data now includes text dictated by customers, up to March 2026.',
    edits: [1],
    subjects: [model],
  },
  {
    category: 'card.performance_changed',
    rule: 'model-card.yaml#numbers',
    base: 'high',
    modifiers: local,
    severity: 'critical',
    summary: 'The context window and the share of omitted medication changed.',
    edits: [0, 3, 4],
    subjects: [model],
  },
];

function tableRow(context: string, weights: string): Block {
  const cells = [
    { column: 'Model', text: 'norvik-scribe-2' },
    { column: 'Context window', text: context },
    { column: 'Weights', text: weights },
  ];
  return {
    kind: 'table-row',
    path: [title, 'At a glance'],
    text: cells.map((cell) => cell.text).join(' | '),
    table: 0,
    cells,
  };
}
