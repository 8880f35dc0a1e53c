/** How much notice a vendor gave of what is to come, against what contracts and the vendor itself promise. */
import type { Finding } from '../domain/change.ts';
import type { ComingDate, ComingMeaning } from '../domain/coming-date.ts';
import type { Commitment, CommitmentKind } from '../domain/commitment.ts';
import type { Verdict } from '../domain/disclosure.ts';
import type { CalendarDate } from '../domain/document.ts';
import type { Tool } from '../domain/register.ts';
import { countOf } from './verdict-words.ts';

const dayMs = 86_400_000;

/** What is known of the time of a change. */
export interface NoticeTimes {
  readonly coming: readonly ComingDate[];
  readonly lastSeenBefore: Date;
  /** The verdict that stands, if any: the announcement that it accepted bears a day. */
  readonly verdict: Pick<Verdict, 'candidates'> | null;
}

export interface NoticeGiven {
  readonly coming: ComingDate;
  /** The first day on which anybody can have known. */
  readonly from: CalendarDate;
  /** Calendar days from then to the day that was named. */
  readonly days: number;
  /** Whether it may have been less: we only know that it was not there on that day. */
  readonly isAtMost: boolean;
}

/** A promise of notice, and who made it. */
export interface NoticePromise {
  readonly days: number;
  readonly by: string;
  readonly isContract: boolean;
}

/** The notice that was given, and the finding that it broke a promise. */
export interface NoticeCheck {
  readonly given: readonly NoticeGiven[];
  readonly findings: readonly Finding[];
}

/**
 * Measures notice in favour of the vendor: from the day that its entry bears, though not from before we last saw the
 * document without it; where it bears none, from that last look, so that the true notice was at most as long.
 */
export function measureNotice({ coming, lastSeenBefore, verdict }: NoticeTimes): readonly NoticeGiven[] {
  const announcedOn =
    verdict?.candidates.find(({ isAccepted, date }) => isAccepted && date !== null)?.date ?? null;
  const unseen = lastSeenBefore.toISOString().slice(0, 10);
  return coming
    .filter(({ isEarliest, meaning }) => !isEarliest && meaning !== 'deprecates')
    .map((item) => {
      const told = item.announcedOn ?? announcedOn;
      const isDated = told !== null && (told >= unseen || told === announcedOn);
      const from = isDated ? told : unseen;
      return { coming: item, from, days: daysBetween(from, item.date), isAtMost: !isDated };
    });
}

/** Checks the notice given against the contracts of the tools concerned and what the vendor publishes. */
export function checkNotice(
  times: NoticeTimes,
  tools: readonly Tool[],
  commitments: readonly Commitment[],
): NoticeCheck {
  const given = measureNotice(times);
  const contracts = tools.flatMap(({ noticeDays, name }) =>
    noticeDays === null ? [] : [{ days: noticeDays, by: `the contract for ${name}`, isContract: true }],
  );
  const broken = given.flatMap((notice) => {
    const promises = [...contracts, ...publishedPromise(notice.coming, commitments)].filter(
      ({ days }) => notice.days < days,
    );
    return promises.length > 0 ? [{ notice, promises }] : [];
  });
  const [worst] = broken.toSorted((a, b) => a.notice.days - b.notice.days);
  if (!worst) return { given, findings: [] };
  const isContract = broken.some(({ promises }) => promises.some((promise) => promise.isContract));
  return { given, findings: [shortFinding(worst.notice, worst.promises, isContract, broken.length)] };
}

const kindOf: Readonly<Record<ComingMeaning, CommitmentKind>> = {
  retires: 'retirement-notice',
  deprecates: 'retirement-notice',
  'takes-effect': 'terms-notice',
  changes: 'update-notice',
};

/** The least that the vendor publishes for it: which models are meant is its secret, so the doubt is in its favour. */
function publishedPromise(coming: ComingDate, commitments: readonly Commitment[]): readonly NoticePromise[] {
  const isPreview = coming.subjects.some(({ name }) => /preview|beta|exp|alpha/iu.test(name));
  const scopes = new Set([
    'all',
    'terms',
    isPreview ? 'preview' : 'ga',
    ...(isPreview ? ['experimental'] : []),
  ]);
  const days = commitments
    .filter(({ kind, appliesTo }) => kind === kindOf[coming.meaning] && scopes.has(appliesTo))
    .flatMap((commitment) => commitment.days ?? []);
  return days.length === 0 ? [] : [{ days: Math.min(...days), by: 'the vendor', isContract: false }];
}

function shortFinding(
  notice: NoticeGiven,
  promises: readonly NoticePromise[],
  isContract: boolean,
  count: number,
): Finding {
  const { coming } = notice;
  const who = coming.subjects.map(({ name }) => name).join(', ') || 'the document';
  const promised = promises.map(({ by, days }) => `${by} promises ${countOf(days, 'day')}`).join(', ');
  const more = count > 1 ? ` So it is with ${countOf(count - 1, 'other day')} that it names.` : '';
  return {
    category: 'commitment.notice_short',
    rule: 'notice-given#short',
    base: isContract ? 'high' : 'medium',
    modifiers: [],
    severity: isContract ? 'high' : 'medium',
    summary: `${who} ${verbs[coming.meaning]} on ${coming.date}, ${daysOf(notice)} after the notice; ${promised}.${more}`,
    edits: [],
    subjects: coming.subjects,
  };
}

const verbs: Readonly<Record<ComingMeaning, string>> = {
  retires: 'ends',
  deprecates: 'is deprecated',
  'takes-effect': 'takes effect',
  changes: 'changes',
};

/** `3 days`, `at most 3 days`. */
function daysOf({ days, isAtMost }: NoticeGiven): string {
  return `${isAtMost ? 'at most ' : ''}${countOf(days, 'day')}`;
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}
