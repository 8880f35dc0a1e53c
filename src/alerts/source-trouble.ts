/** When not seeing a source becomes something to report (promise P7: silence is an alarm). */
import type { Finding } from '../domain/change.ts';
import type { ObservationOutcome } from '../domain/observation.ts';
import { longestGapMs, type Source } from '../domain/source.ts';

/** How often in a row an outcome must come before operators are told; transient failures are common. */
const reportAfter: Readonly<Partial<Record<ObservationOutcome, number>>> = {
  blocked: 2,
  gone: 2,
  moved: 2,
  suspect: 3,
  failed: 3,
};

/** A source not really seen for this many of its intervals is stale. */
const staleAfterIntervals = 3;

const descriptions: Readonly<Record<string, string>> = {
  blocked: 'answers with a challenge or block page instead of its content',
  gone: 'is no longer there (not found)',
  moved: 'has moved to another address',
  suspect: 'answers with something that does not look like the page we know',
  failed: 'cannot be fetched or read',
  stale: 'has not been seen for longer than three of its intervals',
};

/** For codes that the outcome alone would misdescribe. */
const descriptionsByCode: Readonly<Record<string, string>> = {
  robots_disallowed: "is closed to robots by the vendor's robots.txt and therefore not fetched",
};

/** Whether an outcome has now come often enough in a row to tell the operators. */
export function isReportable(outcome: ObservationOutcome, countInARow: number): boolean {
  const threshold = reportAfter[outcome];
  return threshold !== undefined && countInARow >= threshold;
}

/** Whether a source has been out of sight for too long, whatever the reason. */
export function isStale(
  source: Pick<Source, 'cadence'>,
  lastSightedAt: Date | null,
  watchedSince: Date,
  now: Date,
): boolean {
  const since = lastSightedAt ?? watchedSince;
  return now.getTime() - since.getTime() > staleAfterIntervals * longestGapMs(source.cadence);
}

const flappingPhases = {
  began: 'goes back and forth between states; from now on its changes are summed up once a day',
  'goes-on': 'still goes back and forth',
  ended: 'is steady again; its changes are told one by one as before',
} as const;

/** The finding that tells of a source that goes back and forth; `held` changes were not mailed by themselves. */
export function flappingFinding(source: Source, phase: keyof typeof flappingPhases, held: number): Finding {
  const besides = held === 0 ? '' : ` (changes held since the last mail: ${held})`;
  return {
    category: 'source.flapping',
    rule: 'source-health#flapping',
    base: 'medium',
    modifiers: [],
    severity: 'medium',
    summary: `${source.title} ${flappingPhases[phase]}${besides}.`,
    edits: [],
    subjects: [{ kind: 'document', name: source.id }],
  };
}

/**
 * The finding that operators are mailed about a source that cannot be seen, by outcome and, where it says more,
 * the code. It is never a change.
 */
export function troubleFinding(source: Source, kind: ObservationOutcome | 'stale', code = ''): Finding {
  const description = descriptionsByCode[code] ?? descriptions[kind] ?? 'cannot be seen';
  return {
    category: `source.${kind}`,
    rule: `source-health#${kind}`,
    base: 'high',
    modifiers: [],
    severity: 'high',
    summary: `${source.title} ${description}; a change there would go unnoticed.`,
    edits: [],
    subjects: [{ kind: 'document', name: source.id }],
  };
}
