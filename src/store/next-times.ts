/** When the next verdict and the next mail are due, for who waits for both. */
import { sql } from 'kysely';
import type { Db } from './db.ts';

export interface NextTimes {
  /** When the next change is to be judged; null when none waits. */
  readonly judgeAt: Date | null;
  /** When the next alert is to be routed or told; null when none waits. */
  readonly readyAt: Date | null;
}

export async function loadNextTimes(db: Db): Promise<NextTimes> {
  const { rows } = await sql<NextTimes>`
    select (select min(judge_at) from changes) as "judgeAt",
           least(
             (select min(ready_at) from alerts where dispatched_at is null),
             (select min(due_at) from receivers where told_at is null and lapsed_at is null)
           ) as "readyAt"`.execute(db);
  return rows[0] ?? { judgeAt: null, readyAt: null };
}
