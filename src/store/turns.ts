/** Turns that all processes on one database keep. A turn ends with its work, or with the process. */
import { Client } from 'pg';
import type { Database } from './database.ts';

/**
 * Runs `work` while nobody else on this database runs any under the same name. The wait for the turn is bounded
 * by the connection's `statement_timeout`.
 * @throws what `work` throws, or PostgreSQL's error when the turn does not come
 */
export async function inTurn<Result>(
  { connection }: Pick<Database, 'connection'>,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  // A connection of its own: those of a pool may all be waiting for the one whose turn it is.
  const client = new Client(connection);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    return await work();
  } finally {
    // Ending the session frees the lock.
    await client.end().catch(() => undefined);
  }
}
