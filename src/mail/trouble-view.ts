/** A source that cannot be seen, or is seen again, as operators are told of it. */
import type { Notice, NoticeReason, SourceTrouble } from '../domain/notice.ts';
import type { Fact } from './fact.ts';
import { inertText, vendorText } from './inert-text.ts';
import { formatDuration, formatInstant } from './times.ts';

/** Enough for a day's summary of a source that goes back and forth. */
const maxDetails = 25;

export interface TroubleView {
  readonly document: string;
  readonly summary: string;
  readonly url: string;
  readonly facts: readonly Fact[];
  readonly actions: readonly string[];
}

/** Views one source's trouble: what was seen instead, since when, and what to do. */
export function viewTrouble(trouble: SourceTrouble, notice: Notice): TroubleView {
  const { timeZone } = notice.contact;
  const isRecovered = notice.reason === 'source-recovered';
  const blindMs = notice.renderedAt.getTime() - trouble.since.getTime();
  if (!blindReasons.has(notice.reason)) return viewFinding(trouble, timeZone);
  return {
    document: inertText(trouble.sourceTitle, 120),
    summary: isRecovered ? 'The source is read again as usual.' : vendorText(trouble.finding.summary, 300),
    url: inertText(trouble.url, 500),
    facts: [
      { label: 'Outcome of the last poll', value: inertText(trouble.outcome, 60) },
      { label: 'Evidence', value: vendorText(trouble.detail, 600) || 'none' },
      {
        label: isRecovered ? 'Trouble began' : 'Since',
        value: `${formatInstant(trouble.since, timeZone)}, ${formatDuration(blindMs)} before this mail`,
      },
      {
        label: 'Last really seen',
        value: trouble.lastSightedAt === null ? 'never' : formatInstant(trouble.lastSightedAt, timeZone),
      },
      {
        label: 'Finding',
        value: `${inertText(trouble.finding.category, 60)}, rule ${inertText(trouble.finding.rule, 80)}`,
      },
      { label: 'Source', value: inertText(trouble.sourceId, 120), isCode: true },
    ],
    actions: isRecovered ? [] : trouble.actions.map((action) => inertText(action, 300)),
  };
}

/** Notices about sources that are, or were, out of sight; the others state a finding. */
const blindReasons: ReadonlySet<NoticeReason> = new Set(['source-trouble', 'source-recovered']);

/** A finding that rests on no single change: what it is, since when it holds, and on what it rests. */
function viewFinding(trouble: SourceTrouble, timeZone: string): TroubleView {
  const { finding } = trouble;
  return {
    document: inertText(trouble.sourceTitle, 120),
    summary: vendorText(finding.summary, 300),
    url: inertText(trouble.url, 500),
    facts: [
      ...trouble.detail
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, maxDetails)
        .map((line) => ({ label: 'Detail', value: vendorText(line, 300) })),
      { label: 'Since', value: formatInstant(trouble.since, timeZone) },
      {
        label: 'Finding',
        value: `${inertText(finding.category, 60)}, rule ${inertText(finding.rule, 80)}, severity ${finding.severity}`,
      },
      { label: 'Source', value: inertText(trouble.sourceId, 120), isCode: true },
    ],
    actions: trouble.actions.map((action) => inertText(action, 300)),
  };
}
