/** How a kind of rows is compared with the log: what its rows say now, as facts, and which of them the log does not know. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from './db.ts';
import type { Fact, FactKind } from './evidence-log.ts';
import type { Schema } from './schema.ts';

export interface LoggedRows {
  readonly kind: FactKind;
  readonly table: keyof Schema;
  /** How many rows are to be in memory at one time. */
  readonly atOnce: number;
  /** Whether a later fact of this kind about the same row takes the place of an earlier one. */
  readonly isReplaced: boolean;
  /** What the rows say now, for those that are there. */
  load(db: Db, refs: readonly string[]): Promise<readonly Fact[]>;
  /** Rows whose fact is neither in the log nor on its way there. */
  findUnlogged(db: Db, limit: number): Promise<readonly string[]>;
}

interface Definition {
  readonly kind: FactKind;
  readonly table: keyof Schema;
  /** The reference of a row, and which rows have such a fact. */
  readonly ref: RawBuilder<string>;
  readonly only?: RawBuilder<boolean>;
  readonly atOnce?: number;
  readonly isReplaced?: boolean;
  readonly load: (db: Db, refs: readonly string[]) => Promise<readonly Fact[]>;
}

/** Fills in how rows that the log does not know are found. */
export function rowsOf(definition: Definition): LoggedRows {
  const { kind, table, ref, only = sql<boolean>`true`, atOnce = 1_000, isReplaced = false } = definition;
  return {
    kind,
    table,
    atOnce,
    isReplaced,
    load: async (db, refs) => (refs.length === 0 ? [] : definition.load(db, refs)),
    async findUnlogged(db, limit) {
      const { rows } = await sql<{ ref: string }>`
        select ${ref} as ref from ${sql.table(table)} where ${only}
          and not exists (select 1 from log_entries where kind = ${kind} and log_entries.ref = ${ref})
          and not exists (select 1 from log_queue where kind = ${kind} and log_queue.ref = ${ref})
        order by 1 limit ${limit}`.execute(db);
      return rows.map((row) => row.ref);
    },
  };
}

/** The reference of a row that has an id. */
export const idRef = (table: keyof Schema): RawBuilder<string> => sql<string>`${sql.table(table)}.id::text`;
/** References that can be ids of rows; any other stands for no row. An id that no row has keeps the list from being empty. */
export function ids(refs: readonly string[]): string[] {
  return ['-1', ...refs.filter((ref) => /^\d{1,18}$/.test(ref))];
}

/** `openai/terms@3` → `openai/terms` and 3. */
export function splitRef(
  ref: string,
  mark: '@' | '@w' | '#',
): readonly { readonly key: string; readonly number: number }[] {
  const at = ref.lastIndexOf(mark);
  const number = ref.slice(at + mark.length);
  return at > 0 && /^\d{1,9}$/.test(number) ? [{ key: ref.slice(0, at), number: Number(number) }] : [];
}
