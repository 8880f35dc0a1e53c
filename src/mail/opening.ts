/** The first lines of a message: what it is about and where the matter stands. */

import { severities } from '../domain/change.ts';
import type { ChangeNotice, Notice, NoticeReason } from '../domain/notice.ts';
import { digestTitle, watchingTitle } from './digest-view.ts';
import { acknowledgedLead, unacknowledgedLead } from './follow-up-lead.ts';
import { inertText, vendorText } from './inert-text.ts';
import { formatInstant } from './times.ts';
import { counted, listed, stateLabel } from './words.ts';

export interface Opening {
  readonly state: string;
  readonly title: string;
  readonly lead: readonly string[];
}

/** Words the opening by the reason of the notice. */
export function openingOf(notice: Notice): Opening {
  return openings[notice.reason](notice);
}

const openings: Readonly<Record<NoticeReason, (notice: Notice) => Opening>> = {
  detected: (notice) => ({ state: stateOf(notice), title: titleOf(notice), lead: detectedLead(notice) }),
  settled: (notice) => ({ state: stateOf(notice), title: titleOf(notice), lead: settledLead(notice) }),
  returned: (notice) => ({
    state: 'Back to an earlier state',
    title: titleOf(notice),
    lead: [
      'The document says again what it said before the change that our earlier mail in this thread told of. Should it go back and forth from now on, you are not mailed each time; a summary tells of it.',
    ],
  }),
  'source-flapping': (notice) => ({
    state: 'Goes back and forth',
    title: troubledSummary(notice),
    lead: [
      'Every state of the document is kept as evidence. A state that was never seen before and is critical is still told at once.',
    ],
  }),
  finding: (notice) => ({ state: 'Found by joining documents', title: troubledSummary(notice), lead: [] }),
  reminder: (notice) => ({ state: 'Reminder', title: troubledSummary(notice), lead: [] }),
  unacknowledged: (notice) => ({
    state: 'Not acknowledged',
    title: subjectOf(notice),
    lead: unacknowledgedLead(notice),
  }),
  escalated: (notice) => ({
    state: 'Escalated to you',
    title: subjectOf(notice),
    lead: [
      'You are told because nobody has acknowledged it. Please deal with it, or see to it that somebody does.',
      ...unacknowledgedLead(notice),
    ],
  }),
  acknowledged: (notice) => ({
    state: 'Acknowledged',
    title: subjectOf(notice),
    lead: acknowledgedLead(notice),
  }),
  'source-trouble': (notice) => ({
    state: 'Not a change: we cannot see',
    title: `We cannot see ${troubledSources(notice)}`,
    lead: [
      'This is not a report of a change. We could not read what the vendor publishes, so a change there would go unnoticed until this is mended.',
    ],
  }),
  'source-recovered': (notice) => ({
    state: 'Seen again',
    title: `We can see ${troubledSources(notice)} again`,
    lead: [
      'This is not a report of a change. Should the document have changed while it could not be seen, you are told of that separately, with a window that covers the blind time.',
    ],
  }),
  digest: (notice) => ({ state: 'Digest', title: digestTitle(notice), lead: pendingLead(notice) }),
  folded: (notice) => ({
    state: 'Folded into one mail',
    title: `${digestTitle(notice)}, folded into one mail`,
    lead: [
      `So many mails went to you within the hour that ${counted(notice.changes.length + notice.troubles.length, 'alert')} that came after them are folded into this one. Nothing was left out.`,
      ...pendingLead(notice),
    ],
  }),
  'evidence-altered': (notice) => ({
    state: 'Evidence altered',
    title: `Verifying the evidence found ${counted(notice.verification?.problems ?? 0, 'problem')}`,
    lead: [
      'This is not a report of a change. What is stored is not what was recorded, or not all of it: somebody altered or removed rows of the database, or it was restored from an older state.',
      ...(notice.verification?.first ?? []).map((problem) => vendorText(problem, 300)),
      'Run npx modelwarden verify for everything that was found and what each means. Keep the database as it is until it is clear what happened, and compare the checkpoints at the foot of earlier mails with it (verify --checkpoint).',
    ],
  }),
  'still-watching': (notice) => ({
    state: 'Still watching',
    title: notice.digest ? watchingTitle(notice.digest) : 'Still watching',
    lead: ['This is not a report of a change. It comes every week, so that you would notice if it stopped.'],
  }),
};

/** The gravest change; it stands for the others where there is room for one only. */
export function gravestChange(notice: Notice): ChangeNotice | undefined {
  return notice.changes.toSorted(
    (a, b) => severities.indexOf(b.severity) - severities.indexOf(a.severity),
  )[0];
}

function titleOf(notice: Notice): string {
  const [only, ...others] = notice.changes;
  if (only && others.length === 0) return vendorText(only.summary, 240);
  return `${counted(notice.changes.length, 'document')} of ${inertText(notice.vendorName, 100)} changed`;
}

/** One state for all changes, or how many are in each. */
function stateOf(notice: Notice): string {
  const states = new Map<string, number>();
  for (const { verdict } of notice.changes) {
    const label = stateLabel(verdict.state);
    states.set(label, (states.get(label) ?? 0) + 1);
  }
  if (states.size <= 1) return [...states.keys()][0] ?? '';
  return [...states].map(([label, count]) => `${label}: ${count}`).join(', ');
}

function detectedLead(notice: Notice): readonly string[] {
  const pending = notice.changes.filter((change) => change.verdict.state === 'pending');
  if (pending.length === 0) return [];
  const untilMs = pending.flatMap(({ verdict }) =>
    verdict.judgeAgainAt ? [verdict.judgeAgainAt.getTime()] : [],
  );
  const until =
    untilMs.length > 0 ? ` by ${formatInstant(new Date(Math.max(...untilMs)), notice.contact.timeZone)}` : '';
  return [
    `Whether the vendor announced this is still open: no announcement has been found so far. We keep looking and answer in this thread${until}.`,
  ];
}

/** In a digest nothing is answered in its thread: the next digest says what came of it. */
function pendingLead(notice: Notice): readonly string[] {
  const open = notice.changes.filter((change) => change.verdict.state === 'pending').length;
  if (open === 0) return [];
  return [
    `Of ${open === 1 ? 'one change' : `${open} changes`} it is still open whether the vendor announced it; you are told when that settles.`,
  ];
}

function settledLead(notice: Notice): readonly string[] {
  const [only, ...others] = notice.changes;
  const start = 'This settles what our earlier mail in this thread left open.';
  if (!only || others.length > 0) return [`${start} The verdict on each change is below.`];
  return [
    `${start} Verdict: ${stateLabel(only.verdict.state).toLowerCase()}. ${vendorText(only.verdict.reason, 400)}`,
  ];
}

function subjectOf(notice: Notice): string {
  return notice.changes.length === 0 ? troubledSummary(notice) : titleOf(notice);
}

function troubledSummary(notice: Notice): string {
  const [only, ...others] = notice.troubles;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${vendorText(only?.finding.summary ?? '', 240)}${more}`;
}

function troubledSources(notice: Notice): string {
  const titles = notice.troubles.map((trouble) => inertText(trouble.sourceTitle, 100));
  return titles.length <= 3
    ? listed(titles)
    : `${listed(titles.slice(0, 2))} and ${titles.length - 2} other sources`;
}
