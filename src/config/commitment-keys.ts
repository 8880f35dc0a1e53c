/** A vendor's published commitments, as written in its file. */
import { z } from 'zod';
import { type Commitment, commitmentKinds, commitmentScopes } from '../domain/commitment.ts';
import { calendarDate, flag, httpUrl, sourceReference, text, wholeNumber } from './scalars.ts';

/** Kinds whose promise is a yes or a no rather than a number of days. */
const yesOrNo: ReadonlySet<string> = new Set(['version-pinning', 'silent-updates', 'health-data']);

export const commitmentKeys = z.strictObject({
  kind: z.enum(commitmentKinds).meta({
    description:
      'What is promised: `retirement-notice` from notice to end, `minimum-life` from launch to end, `legacy-period` from legacy to end, `successor-overlap` beside the successor, `update-notice` before a name stands for something else, `version-pinning` whether a name is one fixed model, `silent-updates` whether models change without notice, `terms-notice`, `subprocessor-notice`, `termination-window`, `update-cadence`, `health-data` whether health data is allowed.',
  }),
  appliesTo: z.enum(commitmentScopes).prefault('all').meta({ description: 'Which models or documents.' }),
  days: wholeNumber({ min: 0, max: 3650 })
    .optional()
    .meta({ description: 'Calendar days; leave it out where the vendor names no number.' }),
  holds: flag().optional().meta({ description: 'Instead of `days`, for what is either so or not.' }),
  launchedFrom: calendarDate()
    .optional()
    .meta({ description: 'Only for models launched on this day or later.' }),
  launchedBefore: calendarDate()
    .optional()
    .meta({ description: 'Only for models launched before this day.' }),
  source: z
    .union([httpUrl(), sourceReference()], {
      error: "expected the name of a source, a source's full id, or a web address",
    })
    .meta({ description: 'Where it was read: a source of the catalogue, or an address.' }),
  readOn: calendarDate().meta({ description: 'The day on which it was read.' }),
  note: text(500).meta({ description: 'What was read, in your own words.' }),
});
export type WrittenCommitment = z.output<typeof commitmentKeys>;

export interface CommitmentFault {
  readonly key: 'days' | 'holds' | 'launchedBefore';
  readonly message: string;
}

/** What single keys cannot show. */
export function commitmentFaults(written: WrittenCommitment): readonly CommitmentFault[] {
  const faults: CommitmentFault[] = [];
  if (yesOrNo.has(written.kind)) {
    if (written.days !== undefined)
      faults.push({ key: 'days', message: `${written.kind} is either so or not: use \`holds\`` });
    if (written.holds === undefined)
      faults.push({ key: 'holds', message: `missing: ${written.kind} is either so or not` });
  } else if (written.holds !== undefined) {
    faults.push({ key: 'holds', message: `${written.kind} is a number of \`days\`, or none is named` });
  }
  const { launchedFrom, launchedBefore } = written;
  if (launchedFrom !== undefined && launchedBefore !== undefined && launchedFrom >= launchedBefore)
    faults.push({ key: 'launchedBefore', message: 'must be after `launchedFrom`' });
  return faults;
}

/** The commitment with the full id of its source. */
export function toCommitment(written: WrittenCommitment, vendor: string): Commitment {
  return {
    kind: written.kind,
    appliesTo: written.appliesTo,
    days: written.days ?? null,
    holds: written.holds ?? null,
    launchedFrom: written.launchedFrom ?? null,
    launchedBefore: written.launchedBefore ?? null,
    source: written.source.includes('/') ? written.source : `${vendor}/${written.source}`,
    readOn: written.readOn,
    note: written.note,
  };
}
