/** The tables of the committee's report, which the terminal and the page share. */
import { utc } from '../evidence/as-of-text.ts';
import type { CommitteeReport } from './gather-report.ts';

export interface ReportTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is said when there are no rows. */
  readonly none: string;
}

export function summaryLines({ changes, notice, open, unseen, vendors }: CommitteeReport): readonly string[] {
  const of = (state: string) => changes.filter(({ disclosure }) => disclosure === state).length;
  const broken = notice.filter((item) => item.broken.length > 0).length;
  const tooSoon = vendors.reduce((sum, { cadence }) => sum + cadence.tooSoon, 0);
  return [
    `${changes.length === 1 ? '1 change that matters' : `${changes.length} changes that matter`}: ${of('unannounced')} unannounced, ${of('announced-in-advance')} announced in advance, ${of('announced-same-day')} on the day, ${of('announced-late')} late, ${of('unknown')} unknown, ${of('pending')} still open.`,
    `Days to come named with measurable notice: ${notice.length}; with less than was promised: ${broken}.`,
    ...(tooSoon > 0 ? [`Updates that came sooner after another than was promised: ${tooSoon}.`] : []),
    `Alerts not acknowledged: ${open.length}; sources that cannot be seen now: ${unseen.length}.`,
  ];
}

export function reportTables(report: CommitteeReport): readonly ReportTable[] {
  const number = (value: number | null) => (value === null ? '–' : String(value));
  return [
    {
      title: 'By vendor',
      header: ['Vendor', 'Changes', 'Unannounced', 'In advance', 'Same day', 'Late', 'Unknown', 'Open'],
      rows: report.vendors.map(({ name, changes, byDisclosure }) => [
        name,
        String(changes),
        ...(
          [
            'unannounced',
            'announced-in-advance',
            'announced-same-day',
            'announced-late',
            'unknown',
            'pending',
          ] as const
        ).map((state) => String(byDisclosure[state] ?? 0)),
      ]),
      none: 'No vendor is watched.',
    },
    {
      title: 'By category',
      header: ['Category', 'Changes', 'Unannounced'],
      rows: report.byCategory.map(({ category, changes, unannounced }) => [
        category,
        String(changes),
        String(unannounced),
      ]),
      none: 'No change was seen.',
    },
    {
      title: 'Cadence',
      header: [
        'Vendor',
        'Days with changes',
        'Median days between',
        'Shortest',
        'Promised',
        'Sooner than promised',
      ],
      rows: report.vendors.map(({ name, cadence }) => [
        name,
        String(cadence.days),
        number(cadence.medianDays),
        number(cadence.shortestDays),
        number(cadence.promisedDays),
        cadence.promisedDays === null ? '–' : String(cadence.tooSoon),
      ]),
      none: 'No vendor is watched.',
    },
    {
      title: 'Notice given',
      header: ['Change', 'What is to come', 'Notice', 'Promises broken'],
      rows: report.notice.map(({ change, date, meaning, days, isAtMost, broken }) => [
        change,
        `${meaning} ${date}`,
        `${isAtMost ? 'at most ' : ''}${days} days`,
        broken.join('; ') || 'none',
      ]),
      none: 'No document named a day to come.',
    },
    {
      title: 'Coverage',
      header: ['Vendor', 'Looks', 'Nothing new', 'Changed', 'Not seen', 'Longest out of sight'],
      rows: report.vendors.map(({ name, coverage }) => [
        name,
        String(coverage.polls),
        String(coverage.unchanged),
        String(coverage.changed),
        String(coverage.failing),
        coverage.longestGap
          ? `${Math.round(coverage.longestGap.ms / 3_600_000)} h (${coverage.longestGap.sourceId})`
          : '–',
      ]),
      none: 'No vendor is watched.',
    },
    {
      title: 'Sources out of sight now',
      header: ['Source', 'State', 'Since'],
      rows: report.unseen.map(({ source, state, since }) => [source, state, since ? utc(since) : '–']),
      none: 'None.',
    },
    {
      title: 'Not acknowledged',
      header: ['Alert', 'Told', 'To', 'About'],
      rows: report.open.map(({ id, first_told_at, contacts, change_id, source_id, summary }) => [
        id,
        utc(first_told_at),
        contacts.join(', '),
        `${change_id ?? source_id}: ${summary ?? ''}`,
      ]),
      none: 'Everything that was told was acknowledged.',
    },
    {
      title: 'To come',
      header: ['Day', 'What', 'In', 'As it says'],
      rows: report.coming.map(({ date, is_earliest, meaning, source_id, passage }) => [
        `${is_earliest ? 'not before ' : ''}${date}`,
        meaning,
        source_id,
        passage,
      ]),
      none: 'No document that is watched names a day to come.',
    },
    {
      title: 'Changes',
      header: ['Change', 'After', 'By', 'Severity', 'Verdict', 'Tools', 'What changed'],
      rows: report.changes.map((change) => [
        change.id,
        utc(change.lastSeenBefore),
        utc(change.firstSeenAfter),
        change.severity,
        change.disclosure,
        change.tools.join(', ') || '–',
        change.summary,
      ]),
      none: 'No change was seen.',
    },
  ];
}
