/** What the vendor told the world, and where we looked for it. */
import type { Candidate, Verdict } from '../domain/disclosure.ts';
import { inertText, vendorText } from './inert-text.ts';
import { formatDate, formatDuration, formatInstant } from './times.ts';
import { stateLabel, stateMeaning } from './words.ts';

export interface AnnouncementView {
  readonly state: string;
  readonly meaning: string;
  readonly reason: string;
  /** When the verdict was reached, and when it is looked at again. */
  readonly judged: string;
  readonly searched: readonly SearchedView[];
  readonly candidates: readonly string[];
}

interface SearchedView {
  readonly source: string;
  readonly lastSeen: string;
  readonly gap: string;
}

/** Views a verdict; entries that came close are named with the reason for which they were taken or not. */
export function viewAnnouncement(verdict: Verdict, timeZone: string, limit: number): AnnouncementView {
  const again =
    verdict.judgeAgainAt === null ? '' : `, again at ${formatInstant(verdict.judgeAgainAt, timeZone)}`;
  return {
    state: stateLabel(verdict.state),
    meaning: stateMeaning(verdict.state),
    reason: vendorText(verdict.reason, 500),
    judged: `${formatInstant(verdict.judgedAt, timeZone)}${again}`,
    searched: verdict.searched.slice(0, limit).map((source) => ({
      source: inertText(source.sourceId, 100),
      lastSeen: source.lastSightedAt === null ? 'never' : formatInstant(source.lastSightedAt, timeZone),
      gap: `${formatDuration(source.longestGapMs)} (${source.longestGapMs > source.toleratedGapMs ? 'beyond' : 'within'} the ${formatDuration(source.toleratedGapMs)} allowed)`,
    })),
    candidates: verdict.candidates
      .toSorted((a, b) => Number(b.isAccepted) - Number(a.isAccepted) || b.score - a.score)
      .slice(0, limit)
      .map(candidateText),
  };
}

function candidateText(candidate: Candidate): string {
  const verdict = candidate.isAccepted ? 'Accepted' : 'Not accepted';
  const date = candidate.date === null ? 'undated' : formatDate(candidate.date);
  const where = candidate.url === null ? '' : `, ${vendorText(candidate.url, 200)}`;
  return `${verdict}: “${vendorText(candidate.title, 160)}” (${date}, ${inertText(candidate.sourceId, 100)}${where}). ${vendorText(candidate.reason, 240)}`;
}
