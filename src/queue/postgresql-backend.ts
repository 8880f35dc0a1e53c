/**
 * The queue in PostgreSQL: nothing to install, good for a few workers. All lanes' producers share one pool;
 * each lane's worker has a pool of two and a listening connection, so a process with n lanes holds at most
 * 2 + 3n connections, and 2 + n when idle for long.
 */

import type { PostgresPoolConfig } from 'bullmq';
import { PostgresConnection, PostgresQueueBackend } from 'bullmq';
import type { Backend } from './backend.ts';
import { unreachable } from './queue-error.ts';
import { errorMessage } from './queue-log.ts';

export interface PostgresqlSettings {
  readonly kind: 'postgresql';
  /** Settings of a `pg` pool; limits that are absent get the bounded ones below. */
  readonly connection: object;
  readonly schema: string;
}

/** Every wait has an end: without these a half-open connection stops a worker for good, without an error. */
const bounds = {
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 4_000,
  idle_in_transaction_session_timeout: 30_000,
} as const;

const poolSize = 2;

/**
 * Waiting for a job ends after 10 s at the latest. BullMQ would wait until the next delayed job, up to an
 * hour, trusting that a dead listening connection is noticed; a firewall that drops it silently is not.
 */
class BoundedPostgresBackend extends PostgresQueueBackend {
  override get maximumBlockTimeout(): number {
    return 10;
  }
}

/**
 * A connection whose clients may lose their server at any moment. While a client is checked out of its pool the
 * pool does not listen for its errors, and an error that nobody listens for would end the process.
 */
function connect(
  settings: PostgresPoolConfig,
  onError: (lane: string, error: unknown) => void,
): PostgresConnection {
  const connection = new PostgresConnection(settings);
  connection.pool.on('connect', (client) => {
    client.on('error', (error) => {
      onError('connection', error);
    });
  });
  return connection;
}

/** Makes the PostgreSQL side; connects in `prepare`, which also creates or upgrades the tables. */
export function createPostgresqlBackend(
  settings: PostgresqlSettings,
  silenceMs: number,
  onError: (lane: string, error: unknown) => void,
): Backend {
  const pool: PostgresPoolConfig = {
    ...bounds,
    statement_timeout: silenceMs,
    query_timeout: silenceMs,
    ...settings.connection,
    max: poolSize,
    schema: settings.schema,
  };
  const producers = connect({ ...pool, migrate: true }, onError);
  producers.on('error', (error) => {
    onError('producers', error);
  });
  return {
    kind: 'postgresql',
    prefix: undefined,
    prepare: async () => {
      try {
        await producers.waitUntilReady();
      } catch (error) {
        await producers.close();
        throw unreachable(`prepare its tables in schema ${settings.schema} (${errorMessage(error)})`, error);
      }
    },
    access: (name, options, { withBlockingConnection = false } = {}) =>
      withBlockingConnection
        ? new BoundedPostgresBackend(
            connect(pool, onError),
            name,
            { ...options, connection: pool },
            true,
            name,
          )
        : new PostgresQueueBackend(producers, name, { ...options, connection: pool }, false),
    close: async () => {
      await producers.close();
    },
  };
}
