/** What a digest says beyond its alerts, as sections of a few sentences or one table each. */
import type { Coverage, DigestContext, Notice } from '../domain/notice.ts';
import type { Density } from './density.ts';
import { inertText, vendorText } from './inert-text.ts';
import { formatDate, formatDuration, formatInstant } from './times.ts';
import { counted } from './words.ts';

export interface SectionView {
  readonly title: string;
  readonly sentences: readonly string[];
  /** The first cell of each row is its heading. */
  readonly table: {
    readonly caption: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly [string, ...string[]])[];
  } | null;
}

/** Views the sections of a digest; none for other mails. */
export function viewDigest(notice: Notice, density: Density): readonly SectionView[] {
  const { digest, contact } = notice;
  if (digest === undefined) return [];
  const inZone = (at: Date | null) => (at === null ? 'not known' : formatInstant(at, contact.timeZone));
  const limit = density.maxSummaryRows;
  return [
    coverageSection(digest.coverage, inZone),
    tableSection(
      'Sources that cannot be seen',
      'Every source is seen.',
      { caption: 'Out of sight now', columns: ['Source', 'Outcome', 'Since'] },
      digest.unseen.map((source) => [
        inertText(source.sourceTitle, 120),
        inertText(source.state, 40),
        inZone(source.since),
      ]),
      limit,
    ),
    tableSection(
      'Verdicts that are open',
      'No verdict is open.',
      {
        caption: 'Changes of which it is not known yet whether they were announced',
        columns: ['Change', 'What changed', 'Looked at again'],
      },
      digest.pending.map((change) => [
        inertText(change.changeId, 60),
        vendorText(change.summary, 160),
        inZone(change.judgedBy),
      ]),
      limit,
    ),
    tableSection(
      'What takes effect soon',
      'No recorded change prints a day that is still to come.',
      { caption: 'By the day that the document prints', columns: ['Day', 'What changed', 'Change'] },
      digest.upcoming.map((change) => [
        formatDate(change.on),
        vendorText(change.summary, 160),
        inertText(change.changeId, 60),
      ]),
      limit,
    ),
    tableSection(
      'Not acknowledged',
      'Everything that you were told is acknowledged.',
      {
        caption: 'What you were told and nobody acknowledged',
        columns: ['About', 'Told', 'Acknowledge it as'],
      },
      digest.open.map((alert) => [
        vendorText(alert.about, 160),
        inZone(alert.toldAt),
        inertText(alert.subject, 60),
      ]),
      limit,
    ),
    tableSection(
      'Kept back from you',
      'Nothing is kept back.',
      { caption: 'Alerts that are held, and why', columns: ['About', 'Held because of', 'Until'] },
      digest.held.map((alert) => [
        vendorText(alert.about, 160),
        vendorText(alert.reason, 200),
        inZone(alert.until),
      ]),
      limit,
    ),
  ];
}

function coverageSection(coverage: Coverage, inZone: (at: Date) => string): SectionView {
  const { polls, unchanged, changed, failing, longestGap } = coverage;
  const gap =
    longestGap === null
      ? 'No source was watched yet.'
      : `The longest time for which a source was not seen was ${formatDuration(longestGap.ms)} (${inertText(longestGap.sourceTitle, 100)}).`;
  return {
    title: 'What was checked',
    sentences: [
      `From ${inZone(coverage.from)} to ${inZone(coverage.to)}: ${counted(coverage.sources, 'source')} watched, ${counted(polls, 'poll')} made, ${unchanged} unchanged, ${changed} changed, ${failing} failing.`,
      gap,
    ],
    table: null,
  };
}

type Row = readonly [string, ...string[]];

function tableSection(
  title: string,
  whenEmpty: string,
  head: { readonly caption: string; readonly columns: readonly string[] },
  rows: readonly Row[],
  limit: number,
): SectionView {
  const isCut = rows.length > limit;
  return {
    title,
    sentences: rows.length === 0 ? [whenEmpty] : isCut ? [`Of ${rows.length}, ${limit} are shown.`] : [],
    table: rows.length === 0 ? null : { ...head, rows: rows.slice(0, limit) },
  };
}

/** What the reader must know of this mail itself: what held its alerts, and when nobody watched. */
export function watchNotes(
  notice: Pick<Notice, 'held' | 'gaps' | 'contact' | 'renderedAt'>,
): readonly string[] {
  const { timeZone } = notice.contact;
  const held = (notice.held ?? []).map(
    ({ count, reason, since }) =>
      `${counted(count, 'alert')} in this mail ${count === 1 ? 'was' : 'were'} held from ${formatInstant(since, timeZone)} until ${formatInstant(notice.renderedAt, timeZone)}: ${vendorText(reason, 240)}.`,
  );
  const gaps = (notice.gaps ?? []).map(({ from, to, sources }) => {
    const length = formatDuration(to.getTime() - from.getTime());
    const missed =
      sources.length === 0
        ? 'No source was due in that time.'
        : `Not watched meanwhile: ${missedSources(sources)}. What changed there was seen later, with a window that covers this time.`;
    return `Nobody was watching for ${length}, from ${formatInstant(from, timeZone)} to ${formatInstant(to, timeZone)}: no worker ran. ${missed}`;
  });
  return [...gaps, ...held];
}

function missedSources(sources: readonly string[]): string {
  const names = sources.slice(0, 8).map((title) => inertText(title, 80));
  const left = sources.length - names.length;
  return left > 0 ? `${names.join(', ')} and ${left} more` : names.join(', ');
}

/** How much a digest carries, for its title: `3 changes and 1 source out of sight`. */
export function digestTitle(notice: Notice): string {
  const parts = [
    ...(notice.changes.length > 0 ? [counted(notice.changes.length, 'change')] : []),
    ...(notice.troubles.length > 0 ? [`${counted(notice.troubles.length, 'report')} about sources`] : []),
  ];
  return parts.join(' and ') || 'Nothing new';
}

/** What the weekly word says in its title. */
export function watchingTitle({ coverage }: DigestContext): string {
  return `Still watching ${counted(coverage.sources, 'source')}: ${counted(coverage.polls, 'poll')}, ${coverage.changed} changed, ${coverage.failing} failing`;
}
