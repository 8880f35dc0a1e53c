/** When a change happened, as exactly as can be known: a window, printed dates, the notice that was given. */
import type { PrintedDates } from '../domain/change.ts';
import type { DisclosureState } from '../domain/disclosure.ts';
import type { CalendarDate } from '../domain/document.ts';
import type { ChangeNotice } from '../domain/notice.ts';
import type { Fact } from './fact.ts';
import { inertText } from './inert-text.ts';
import { formatDate, formatDuration, formatInstant } from './times.ts';
import { counted, listed } from './words.ts';

const dayMs = 86_400_000;

/** The facts about time, in the order in which they are asked for. */
export function changeTimes(change: ChangeNotice, timeZone: string): readonly Fact[] {
  const { lastSeenBefore, firstSeenAfter } = change.window;
  return [
    { label: 'Last seen unchanged', value: formatInstant(lastSeenBefore, timeZone) },
    { label: 'First seen changed', value: formatInstant(firstSeenAfter, timeZone) },
    {
      label: 'Changed within',
      value: `${formatDuration(firstSeenAfter.getTime() - lastSeenBefore.getTime())}, at a moment that cannot be known more exactly`,
    },
    { label: 'Date printed in the document', value: printedText(change.printed) },
    ...(change.printed.effective === null
      ? []
      : [{ label: 'In effect from', value: formatDate(change.printed.effective) }]),
    ...noticeGiven(change),
  ];
}

function printedText({ before, after, isSilentEdit }: PrintedDates): string {
  if (isSilentEdit) {
    const date = after === null ? '' : ` (${formatDate(after)})`;
    return `unmoved${date} although the text changed: a silent edit`;
  }
  if (before === null && after === null) return 'none';
  if (before === after) return `${formatDate(after ?? '')}, before and after`;
  return `${before === null ? 'none' : formatDate(before)} before, ${after === null ? 'none' : formatDate(after)} after`;
}

/** Days between being told and the change being there, against what contracts promise. */
function noticeGiven(change: ChangeNotice): readonly Fact[] {
  const promised = change.tools.filter((tool) => tool.noticeDays !== null);
  if (promised.length === 0) return [];
  const contracts = listed(
    promised
      .slice(0, 5)
      .map((tool) => `${counted(tool.noticeDays ?? 0, 'day')} for ${inertText(tool.name, 60)}`),
  );
  return [{ label: 'Notice given', value: `${noticeText(change)}; contracts promise ${contracts}` }];
}

const noticeWithoutDate: Readonly<Record<DisclosureState, string>> = {
  pending: 'none found so far',
  'announced-in-advance': 'not dated',
  'announced-same-day': 'not dated',
  'announced-late': 'none',
  unannounced: 'none',
  unknown: 'unknown',
};

function noticeText(change: ChangeNotice): string {
  const told = change.verdict.candidates.find(
    (candidate) => candidate.isAccepted && candidate.date !== null,
  )?.date;
  if (!told) return noticeWithoutDate[change.verdict.state];
  const start = change.printed.effective ?? change.window.firstSeenAfter.toISOString().slice(0, 10);
  return counted(Math.max(0, daysBetween(told, start)), 'day');
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}
