/**
 * Queries whose statements the server reads and plans once a connection rather than each time, for those that run the
 * same few a thousand times. Only for a database that nobody else uses: a statement that was prepared before another
 * process migrated the schema fails for as long as its connection lives, and some poolers lose them.
 */
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import type { Db } from './db.ts';
import type { Schema } from './schema.ts';

/** Both sides keep a prepared statement as long as the connection: those with lists of every length must not pile up. */
const maxStatements = 300;
const maxStatementLength = 4_000;

/** The same database with prepared statements. Its pool stays its owner's to close. */
export function withPreparedStatements(pool: Pool): Db {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= maxStatements || text.length > maxStatementLength) return known;
    const name = `statement_${names.size}`;
    names.set(text, name);
    return name;
  };
  return new Kysely<Schema>({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        connect: async () => preparing(await pool.connect(), nameOf),
        end: async () => undefined,
      },
    }),
  });
}

/** The client with another `query`; all else is its own. */
function preparing(client: PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  return Object.assign(Object.create(client), {
    query(text: string, values: readonly unknown[] = []) {
      const name = nameOf(text);
      return client.query({ text, values: [...values], ...(name !== undefined && { name }) });
    },
  });
}
