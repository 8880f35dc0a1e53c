/** Whether this worker does its work, for orchestrators. What is wrong with sources or mail is told by mail, not by restarts. */
import { openAlerts } from '../store/acknowledgements.ts';
import type { Db } from '../store/db.ts';
import { newestCheckpoint } from '../store/log-checkpoints.ts';
import { countEverything, listWorkers } from '../store/workers.ts';
import { type Answer, json } from './answer.ts';

/** A worker gives a sign of life every minute. */
const aliveForMs = 5 * 60 * 1000;

/** A database that answers no sooner is as good as none. */
const databaseWaitMs = 5_000;

export interface HealthParts {
  readonly db: Db;
  readonly now: () => Date;
  readonly workerId: string;
}

/** 200 while this worker watches, 503 when it does not or has no database. */
export async function health(parts: HealthParts): Promise<Answer> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`the database did not answer within ${databaseWaitMs} ms`)),
    databaseWaitMs,
  );
  try {
    return await Promise.race([look(parts), late]);
  } catch (error) {
    return json(503, {
      status: 'no database',
      error: error instanceof Error ? error.message : String(error),
    });
  } finally {
    clearTimeout(timer);
  }
}

async function look({ db, now, workerId }: HealthParts): Promise<Answer> {
  const [workers, counts, checkpoint, open] = await Promise.all([
    listWorkers(db, new Date(now().getTime() - aliveForMs)),
    countEverything(db),
    newestCheckpoint(db),
    openAlerts(db, 10_000),
  ]);
  const isWatching = workers.some(({ id }) => id === workerId);
  return json(isWatching ? 200 : 503, {
    status: isWatching ? 'watching' : 'no sign of life of this worker for five minutes',
    workers: workers.length,
    lastSightedAt: counts.lastSightedAt,
    mail: { due: counts.dueMails, failed: counts.failedMails },
    unacknowledged: open.length,
    evidenceLog: checkpoint && { size: checkpoint.size, signedAt: checkpoint.signedAt },
  });
}
