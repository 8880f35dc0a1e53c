/** Turns that all processes on one schema keep, as an advisory lock of PostgreSQL. */
import type { PostgresConnection } from 'bullmq';

type Pool = PostgresConnection['pool'];

/**
 * Makes `inTurn` for the queue in `schema`. A turn ends with its work, or with its connection when the process
 * dies. Needed because BullMQ reads a schedule and writes it in two steps: two workers that set the same one
 * across the border of an interval leave it pointing at a run that is over, and it never runs again.
 */
export function createTurns(pool: Pool, schema: string): <T>(work: () => Promise<T>) => Promise<T> {
  const key = `${schema}:schedules`;
  let last: Promise<unknown> = Promise.resolve();

  async function takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let isLost = true;
    try {
      await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [key]);
      const result = await work();
      await client.query('select pg_advisory_unlock(hashtextextended($1, 0))', [key]);
      isLost = false;
      return result;
    } finally {
      // A connection that may still hold the lock is closed, which gives the lock back.
      client.release(isLost);
    }
  }

  // One at a time in this process: those that wait would take the connections that the one whose turn it is needs.
  return (work) => {
    const turn = last.then(() => takeTurn(work));
    last = turn.catch(() => {});
    return turn;
  };
}
