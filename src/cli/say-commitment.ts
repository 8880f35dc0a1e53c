/** What a vendor promised, in one line. */
import type { Commitment, CommitmentKind } from '../domain/commitment.ts';

const words: Readonly<Record<CommitmentKind, string>> = {
  'retirement-notice': 'notice before a model is retired',
  'minimum-life': 'time from launch to retirement',
  'legacy-period': 'time from deprecated to retired',
  'successor-overlap': 'time beside the successor',
  'update-notice': 'notice before a name stands for something else',
  'version-pinning': 'a name is one fixed model',
  'silent-updates': 'models change without notice',
  'terms-notice': 'notice before new terms take effect',
  'subprocessor-notice': 'notice before a new subprocessor',
  'termination-window': 'time to end the agreement',
  'update-cadence': 'time between updates',
  'health-data': 'health data allowed',
};

/** `notice before a model is retired (ga): 60 days`. */
export function sayCommitment(commitment: Commitment): string {
  const { kind, appliesTo, days, holds, launchedFrom, launchedBefore } = commitment;
  const about = [
    ...(appliesTo === 'all' ? [] : [appliesTo]),
    ...(launchedFrom === null ? [] : [`launched from ${launchedFrom}`]),
    ...(launchedBefore === null ? [] : [`launched before ${launchedBefore}`]),
  ];
  const scope = about.length === 0 ? '' : ` (${about.join(', ')})`;
  return `${words[kind]}${scope}: ${sayValue(days, holds)}`;
}

function sayValue(days: number | null, holds: boolean | null): string {
  if (holds !== null) return holds ? 'yes' : 'no';
  if (days === null) return 'no number named';
  return days === 1 ? '1 day' : `${days} days`;
}
