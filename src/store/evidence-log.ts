/**
 * The evidence log in the database: the queue that facts are noted in, the entries, the signed checkpoints. What an entry
 * says and how the log is hashed is the business of src/evidence.
 */
import {
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryResult,
  type RootOperationNode,
  type Selectable,
  sql,
  type UnknownRow,
} from 'kysely';
import { z } from 'zod';
import type { Db } from './db.ts';
import { toJson } from './json.ts';
import type { LogSchema } from './schema-log.ts';

/** A worker that was down may gather looks of this long before it, at most. */
const longestGatheringMs = 7 * 24 * 60 * 60 * 1000;

/**
 * What a fact is about. `look` is a look that found nothing new: it is gathered, with others, into one `looks` entry.
 */
const factKinds = [
  'observation',
  'look',
  'body',
  'version',
  'change',
  'verdict',
  'config',
  'register',
  'alert',
  'routing',
  'delivery',
  'attempt',
  'answer',
  'bounce',
  'suppression',
  'restoration',
  'silence',
  'silence-end',
  'acknowledgement',
  'escalation',
  'export',
  'prune',
  'hold',
  'import',
  'key',
] as const;
export type FactKind = (typeof factKinds)[number];

const notedRecord = z.record(z.string(), z.unknown());

/** A fact for the log: plain JSON, with the SHA-256 of every body, message or document that it speaks of. */
export interface Fact {
  readonly kind: FactKind;
  /** The key of the row that the fact is about, as text: `17`, `openai/terms@3`. */
  readonly ref: string;
  /** When it came about. */
  readonly at: Date;
  readonly record: Readonly<Record<string, unknown>>;
}

/** A fact that waits for its place. */
export type NotedFact = Fact & { readonly id: string };

/** An entry of the log. */
export interface LogEntry {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string;
  readonly at: Date;
  /** RFC 8785 over all of the above and the fact's record. */
  readonly record: string;
  readonly leafHash: Uint8Array;
}

/**
 * Notes a fact for the log, in the transaction that records it: it is in the log if and only if it was recorded. One
 * cheap insert, no lock; the sequencer gives it its place within the minute. Facts that are costly to word are given as what words
 * them.
 */
export async function noteForLog(db: Db, ...facts: readonly (Fact | (() => Fact))[]): Promise<void> {
  if (facts.length === 0 || !keepsLog(db)) return;
  await db
    .insertInto('log_queue')
    .values(facts.map((fact) => queueRow(typeof fact === 'function' ? fact() : fact)))
    .execute();
}

/** A fact as it waits for its place. */
export function queueRow({ kind, ref, at, record }: Fact) {
  return { kind, ref, at, record: toJson(record) };
}

/** Marks a database that keeps no log, and all transactions on it. It leaves queries as they are. */
class WithoutLog implements KyselyPlugin {
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  async transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    return result;
  }
}

/** The same database without a log: for one that is thrown away, where nobody will ever ask what was not altered. */
export function withoutLog(db: Db): Db {
  return db.withPlugin(new WithoutLog());
}

/** Whether facts are noted here. */
export function keepsLog(db: Db): boolean {
  return !db.getExecutor().plugins.some((plugin) => plugin instanceof WithoutLog);
}

/**
 * Lets one sequencer work at a time; the lock ends with the transaction. False when another one is at it, unless asked
 * to wait for it.
 */
export async function lockLog(db: Db, mayWait: boolean): Promise<boolean> {
  const name = sql`hashtextextended('evidence-log', 0)`;
  if (mayWait) {
    await sql`select pg_advisory_xact_lock(${name})`.execute(db);
    return true;
  }
  const { rows } = await sql<{
    isOurs: boolean;
  }>`select pg_try_advisory_xact_lock(${name}) as "isOurs"`.execute(db);
  return rows[0]?.isOurs ?? false;
}

/** What waits: how many facts that are to be logged at once, and since when looks wait that can be gathered. */
export async function weighQueue(
  db: Db,
): Promise<{ readonly urgent: number; readonly looksSince: Date | null }> {
  const row = await db
    .selectFrom('log_queue')
    .select((queue) => [
      queue.fn.countAll<string>().filterWhere('kind', '<>', 'look').as('urgent'),
      queue.fn.min('at').filterWhere('kind', '=', 'look').as('looksSince'),
    ])
    .executeTakeFirstOrThrow();
  return { urgent: Number(row.urgent), looksSince: row.looksSince };
}

/** Takes facts out of the queue, in the order in which they were noted. */
export async function takeFromQueue(db: Db, limit: number): Promise<readonly NotedFact[]> {
  const taken = await db
    .deleteFrom('log_queue')
    .where('id', 'in', (queue) => queue.selectFrom('log_queue').select('id').orderBy('id').limit(limit))
    .returningAll()
    .execute();
  return taken
    .map(({ id, kind, ref, at, record }) => ({
      id,
      kind: z.enum(factKinds).parse(kind),
      ref,
      at,
      record: notedRecord.parse(JSON.parse(record)),
    }))
    .toSorted((a, b) => Number(a.id) - Number(b.id));
}

/** How many entries the log has. */
export async function logSize(db: Db): Promise<number> {
  const last = await db
    .selectFrom('log_entries')
    .select((entry) => entry.fn.max('seq').as('seq'))
    .executeTakeFirstOrThrow();
  return last.seq === null ? 0 : Number(last.seq) + 1;
}

/** Adds entries; their numbers must continue the log. */
export async function appendEntries(db: Db, entries: readonly LogEntry[]): Promise<void> {
  const chunk = 1_000;
  for (let start = 0; start < entries.length; start += chunk) {
    await db
      .insertInto('log_entries')
      .values(
        entries.slice(start, start + chunk).map(({ leafHash, ...entry }) => ({
          ...entry,
          leaf_hash: Buffer.from(leafHash),
        })),
      )
      .execute();
  }
}

/** Entries from a number on, in order. */
export async function loadEntries(db: Db, from: number, limit: number): Promise<readonly LogEntry[]> {
  const rows = await db
    .selectFrom('log_entries')
    .selectAll()
    .where('seq', '>=', String(from))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toLogEntry);
}

function toLogEntry({ seq, leaf_hash: leafHash, ...entry }: Selectable<LogSchema['log_entries']>): LogEntry {
  return { ...entry, seq: Number(seq), leafHash };
}

/** Leaf hashes of entries from a number on, in order: enough to grow the tree. */
export async function loadLeaves(db: Db, from: number, limit: number): Promise<readonly Uint8Array[]> {
  const rows = await db
    .selectFrom('log_entries')
    .select('leaf_hash')
    .where('seq', '>=', String(from))
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => row.leaf_hash);
}

/** Entries about rows of one kind, in order. */
export async function loadEntriesAbout(
  db: Db,
  kind: FactKind,
  refs: readonly string[],
): Promise<readonly LogEntry[]> {
  const found: LogEntry[] = [];
  const atOnce = 5_000;
  for (let start = 0; start < refs.length; start += atOnce) {
    const rows = await db
      .selectFrom('log_entries')
      .selectAll()
      .where('kind', '=', kind)
      .where('ref', 'in', refs.slice(start, start + atOnce))
      .orderBy('seq')
      .execute();
    found.push(...rows.map(toLogEntry));
  }
  return found;
}

/** Entries that gather looks that ended in a time, in order. */
export async function loadLooksEntries(db: Db, from: Date, to: Date): Promise<readonly LogEntry[]> {
  const rows = await db
    .selectFrom('log_entries')
    .selectAll()
    .where('kind', '=', 'looks')
    .where('at', '>=', from)
    // The time of such an entry is that of its last look.
    .where('at', '<=', new Date(to.getTime() + longestGatheringMs))
    .orderBy('seq')
    .execute();
  return rows.map(toLogEntry);
}

/** All entries of a kind of which there are few, in order. */
export async function loadEntriesOfKind(db: Db, kind: FactKind, limit: number): Promise<readonly LogEntry[]> {
  const rows = await db
    .selectFrom('log_entries')
    .selectAll()
    .where('kind', '=', kind)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(toLogEntry);
}
