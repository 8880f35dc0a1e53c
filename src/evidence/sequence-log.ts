/** Gives the facts that wait in the queue their places in the log. */
import type { Db } from '../store/db.ts';
import { appendEntries, lockLog, logSize, takeFromQueue, weighQueue } from '../store/evidence-log.ts';
import { gatherLooks, toEntry } from './log-record.ts';

/** Looks that found nothing new wait for others for so long, so that a page polled all day costs one line an hour. */
const looksWaitMs = 60 * 60 * 1000;
/** Facts in one transaction. */
const batchSize = 5_000;
/** An end for a log that is written to faster than it is sequenced. */
const maxBatches = 1_000;

export interface SequenceRequest {
  readonly now: Date;
  /** Takes looks that could still wait for others, too, and waits for its turn. */
  readonly isComplete: boolean;
}

/** Moves what waits into the log and returns how many entries it became; 0 when another one is at it. */
export async function sequenceLog(db: Db, request: SequenceRequest): Promise<number> {
  let added = 0;
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const entries = await sequenceBatch(db, request);
    if (entries === 0) break;
    added += entries;
  }
  return added;
}

async function sequenceBatch(db: Db, { now, isComplete }: SequenceRequest): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    if (!(await lockLog(transaction, isComplete))) return 0;
    const { urgent, looksSince } = await weighQueue(transaction);
    const isLookDue =
      looksSince !== null && (isComplete || now.getTime() - looksSince.getTime() >= looksWaitMs);
    if (urgent === 0 && !isLookDue) return 0;
    const facts = await takeFromQueue(transaction, batchSize);
    const start = await logSize(transaction);
    const entries = gatherLooks(facts).map((content, index) => toEntry(start + index, content));
    await appendEntries(transaction, entries);
    return entries.length;
  });
}
