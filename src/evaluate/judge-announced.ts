/** What the product would say of whether a labelled change was announced. */
import { judgeDisclosure } from '../disclosure/judge-disclosure.ts';
import type { Verdict } from '../domain/disclosure.ts';
import type { AnnouncementRecord } from './announcement-record.ts';
import { graceMs, vendorOf } from './evaluated-source.ts';
import type { PairJudgement } from './judge-pair.ts';
import type { Label } from './read-corpus.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Labels count entries dated within 30 days; one more for a capture that came a little later. */
const searchedAfterMs = 31 * dayMs;

/**
 * Judges as if the announcing document had been seen every day: mirrors keep only what differs, so that a
 * revision stands until the next. Null when nothing was compared.
 */
export async function judgeAnnounced(
  label: Label,
  { comparison, understanding }: PairJudgement,
  record: AnnouncementRecord,
  companion: string,
): Promise<Verdict | null> {
  if (!understanding) return null;
  const { document, from, to } = label;
  const now = new Date(to.at.getTime() + searchedAfterMs);
  return judgeDisclosure({
    change: {
      sourceId: document.id,
      role: document.role,
      window: { lastSeenBefore: from.at, firstSeenAfter: to.at },
      edits: comparison.edits,
      findings: understanding.findings,
      subjects: understanding.subjects,
      printed: understanding.printed,
    },
    announcements: await record.entriesUntil(now),
    searched: [
      {
        sourceId: companion,
        firstSightedAt: record.firstSeenAt,
        lastSightedAt: now,
        longestGapMs: dayMs,
        toleratedGapMs: 3 * dayMs,
      },
    ],
    vendor: vendorOf(document),
    graceMs,
    now,
  });
}
