/** What a new version has to do with earlier ones of its source: it goes back, it was foretold, it fills in a date. */
import { findReturn } from '../alerts/flapping.ts';
import type { Finding, Understanding } from '../domain/change.ts';
import { findForetelling } from '../store/coming-dates.ts';
import type { Db } from '../store/db.ts';
import { loadMaking, loadStates, stoodUntil } from '../store/source-history.ts';
import { versionId } from '../store/versions.ts';
import type { Poll } from './poll.ts';

/** Among so many of the latest versions an earlier state is looked for. */
const statesLookedAt = 60;
const dayMs = 24 * 60 * 60 * 1000;
/** How far the day that a document named and its change may lie apart. */
const foretoldSlackMs = 2 * dayMs;

export interface Relation {
  readonly returnedTo: number | null;
  /** The change whose mails this one continues. */
  readonly continues: string | null;
  readonly understanding: Understanding;
  readonly summary: string;
  /** Whether announcements are searched for it. */
  readonly isJudged: boolean;
}

/** Relates a change to what was recorded before. Part of the poll's transaction. */
export async function relateChange(
  db: Db,
  { source, state }: Poll,
  news: {
    readonly seq: number;
    readonly hash: string;
    readonly understanding: Understanding;
    readonly now: Date;
  },
): Promise<Relation> {
  const { seq, understanding, now } = news;
  const plain: Relation = {
    returnedTo: null,
    continues: null,
    understanding,
    summary: understanding.summary,
    // An editorial change is not judged: there is nothing that a vendor would announce.
    isJudged: understanding.isMaterial,
  };
  const returnedTo = findReturn(news.hash, await loadStates(db, source.id, statesLookedAt));
  const making = await loadMaking(db, source.id, seq - 1);
  if (returnedTo !== null) {
    const until = await stoodUntil(db, source.id, returnedTo);
    const stood = until === null ? '' : `, which stood until ${until.toISOString().slice(0, 10)}`;
    const summary = `${source.title} went back to version ${returnedTo}${stood}: ${understanding.summary}`;
    return { ...plain, returnedTo, continues: making?.id ?? null, summary, isJudged: false };
  }
  if (making && fillsInDate(making.understanding, understanding)) {
    const finding = backfillFinding(making.id, understanding, source.title, source.id);
    const findings = [...understanding.findings, finding];
    const isAll = !understanding.isMaterial;
    return {
      ...plain,
      continues: making.id,
      understanding: { ...understanding, findings, isMaterial: true },
      summary: isAll ? finding.summary : understanding.summary,
    };
  }
  const lastSeen = state.last_sighted_at;
  if (!understanding.isMaterial || lastSeen === null) return plain;
  const foretelling = await findForetelling(db, source.id, ...foretoldDays(lastSeen, now), lastSeen);
  const isOfChange = foretelling !== null && foretelling.first_seq > 1;
  return { ...plain, continues: isOfChange ? versionId(source.id, foretelling.first_seq) : null };
}

/** The days on which a change within a window may have been foretold to come. */
export function foretoldDays(lastSeenBefore: Date, firstSeenAfter: Date): readonly [string, string] {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return [day(lastSeenBefore.getTime() - foretoldSlackMs), day(firstSeenAfter.getTime() + foretoldSlackMs)];
}

/** Whether the change before was a silent edit, and the printed date has now moved on. */
function fillsInDate(former: Understanding, { printed }: Understanding): boolean {
  if (!former.printed.isSilentEdit || printed.before === null || printed.after === null) return false;
  return printed.before === former.printed.after && printed.after > printed.before;
}

function backfillFinding(
  former: string,
  { printed }: Understanding,
  title: string,
  sourceId: string,
): Finding {
  return {
    category: 'document.date_backfilled',
    rule: 'printed-dates#back-filled',
    base: 'low',
    modifiers: [],
    severity: 'low',
    summary: `${title}: the printed date was filled in afterwards, from ${printed.before} to ${printed.after}; the text had changed under the old one (${former}).`,
    edits: [],
    subjects: [{ kind: 'document', name: sourceId }],
  };
}
