/**
 * What a message says, apart from how it looks: both forms of it are laid out from this view, so that the
 * text form is never the poorer one. Vendor text is made inert here.
 */
import { acknowledgementMeanings } from '../domain/acknowledgement.ts';
import type { Severity } from '../domain/change.ts';
import type { ChangeNotice, Notice } from '../domain/notice.ts';
import { type ChangeView, viewChange } from './change-view.ts';
import type { Density } from './density.ts';
import { type SectionView, viewDigest, watchNotes } from './digest-view.ts';
import type { Fact } from './fact.ts';
import { inertText, vendorText } from './inert-text.ts';
import { openingOf } from './opening.ts';
import { formatInstant } from './times.ts';
import { type TroubleView, viewTrouble } from './trouble-view.ts';
import { firstFew, listed, stateLabel } from './words.ts';

interface SummaryRow {
  readonly number: number;
  readonly severity: Severity;
  readonly document: string;
  readonly state: string;
  readonly summary: string;
}

export interface NoticeView {
  readonly severity: Severity;
  /** Announcement state, or what else this mail is about. */
  readonly state: string;
  readonly vendor: string;
  readonly title: string;
  readonly lead: readonly string[];
  /** Filled when the notice has several changes. */
  readonly summary: readonly SummaryRow[];
  readonly changes: readonly ChangeView[];
  readonly troubles: readonly TroubleView[];
  /** What a digest says beyond its alerts. */
  readonly sections: readonly SectionView[];
  /** What was left out for the sake of size; null when nothing was. */
  readonly omitted: string | null;
  /** Ways to say that it was dealt with; a link is one that may be followed. */
  readonly acknowledge: readonly Fact[];
  readonly footer: readonly Fact[];
  /** Lines of the newest checkpoint; empty where there is none. */
  readonly checkpoint: readonly string[];
}

/** Views a notice as richly as the density allows. */
export function viewNotice(notice: Notice, density: Density): NoticeView {
  const changes = notice.changes.slice(0, density.maxChanges);
  const troubles = notice.troubles.slice(0, density.maxRows);
  const opening = openingOf(notice);
  return {
    severity: notice.severity,
    state: opening.state,
    vendor: inertText(notice.vendorName, 100),
    title: opening.title,
    lead: [...watchNotes(notice), ...opening.lead],
    summary: notice.changes.length > 1 ? notice.changes.slice(0, density.maxSummaryRows).map(summaryRow) : [],
    changes: changes.map((change) => viewChange(change, notice, density)),
    troubles: troubles.map((trouble) => viewTrouble(trouble, notice)),
    sections: viewDigest(notice, density),
    omitted: omittedNote(notice, changes.length, troubles.length, density),
    acknowledge: acknowledgeWays(notice),
    footer: footerOf(notice),
    checkpoint: notice.checkpoint?.trimEnd().split('\n') ?? [],
  };
}

function acknowledgeWays({ acknowledge }: Notice): readonly Fact[] {
  if (acknowledge === undefined) return [];
  const { link, replyToken, command } = acknowledge;
  return [
    ...(link === null ? [] : [{ label: 'On a page', value: link, isLink: true }]),
    ...(replyToken === null
      ? []
      : [
          {
            label: 'By answering this mail',
            value: `with ${acknowledgementMeanings.map((meaning) => `“${meaning}”`).join(' or ')} on the first line, and this left in it: ${inertText(replyToken, 120)}`,
          },
        ]),
    ...(command === null ? [] : [{ label: 'At a terminal', value: inertText(command, 200), isCode: true }]),
  ];
}

function summaryRow(change: ChangeNotice, index: number): SummaryRow {
  return {
    number: index + 1,
    severity: change.severity,
    document: inertText(change.sourceTitle, 80),
    state: stateLabel(change.verdict.state),
    summary: vendorText(change.summary, 160),
  };
}

function omittedNote(notice: Notice, changes: number, troubles: number, density: Density): string | null {
  const left = [
    ...(notice.changes.length > changes
      ? [
          `${notice.changes.length - changes} of ${notice.changes.length} changes have no section of their own`,
        ]
      : []),
    ...(notice.changes.length > density.maxSummaryRows
      ? [`${notice.changes.length - density.maxSummaryRows} of them are not in the table either`]
      : []),
    ...(notice.troubles.length > troubles
      ? [`${notice.troubles.length - troubles} of ${notice.troubles.length} sources are not shown`]
      : []),
  ];
  if (left.length === 0) return null;
  return `To keep this mail readable, ${listed(left)}. More is in ${density.restIsIn}.`;
}

function footerOf(notice: Notice): readonly Fact[] {
  const ids = notice.changes.map((change) => inertText(change.changeId, 60));
  return [
    {
      label: 'Why you get this',
      value: `route ${notice.routePath.map((name) => inertText(name, 60)).join(' › ') || '(root)'}`,
    },
    {
      label: 'Sent to',
      value: firstFew(
        notice.recipients.map((name) => inertText(name, 80)),
        12,
      ),
    },
    ...(ids.length > 0
      ? [{ label: ids.length === 1 ? 'Change' : 'Changes', value: firstFew(ids, 20), isCode: true }]
      : []),
    { label: 'Notice', value: inertText(notice.deliveryId, 120), isCode: true },
    { label: 'Written', value: formatInstant(notice.renderedAt, notice.contact.timeZone) },
    {
      label: 'Made by',
      value: `Modelwarden ${inertText(notice.appVersion, 40)}, rules ${inertText(notice.rulesVersion, 64)}`,
    },
  ];
}
