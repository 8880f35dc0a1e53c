/** Gives what was noted its place in the evidence log. */
import { sequenceLog } from '../src/evidence/sequence-log.ts';
import type { Deps } from '../src/pipeline/deps.ts';

export async function checkpoint({ db, now, log }: Deps): Promise<void> {
  const entries = await sequenceLog(db, { now: now(), isComplete: false });
  if (entries > 0) log.debug({ entries }, 'evidence logged');
}
