/** Gives what was noted its place in the evidence log, and signs the log. */
import { keepLog } from '../src/evidence/keep-log.ts';
import type { Deps } from '../src/pipeline/deps.ts';

export async function checkpoint({ db, config, now, log }: Deps): Promise<void> {
  const places = config().settings.evidence;
  const kept = await keepLog(db, places, { now: now(), isComplete: false });
  if (kept.entries > 0) log.debug({ entries: kept.entries, size: kept.checkpoint?.size }, 'evidence logged');
  if (kept.witnessTrouble !== null)
    log.warn(
      { folder: places.folder, reason: kept.witnessTrouble },
      'the second copy of a checkpoint could not be written; the database and the mails have it',
    );
}
