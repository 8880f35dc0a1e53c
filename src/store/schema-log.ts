/** The tables of the evidence log as kysely sees them. */
import type { ColumnType, GeneratedAlways } from 'kysely';

/** A whole number in a bigint column, read as text. */
type Bigint = ColumnType<string, number, never>;

interface LogQueue {
  id: GeneratedAlways<string>;
  kind: string;
  ref: string;
  at: Date;
  record: string;
}

interface LogEntries {
  seq: Bigint;
  kind: string;
  ref: string;
  at: Date;
  record: string;
  leaf_hash: Buffer;
}

interface LogCheckpoints {
  size: Bigint;
  note: string;
  edge: Buffer;
  signed_at: Date;
}

export interface LogSchema {
  log_queue: LogQueue;
  log_entries: LogEntries;
  log_checkpoints: LogCheckpoints;
}
