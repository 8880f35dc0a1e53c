/** The tables of the evidence log as kysely sees them. */
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

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
  signed_at: Date;
}

interface LogTree {
  is_only: Generated<boolean>;
  size: ColumnType<string, number, number>;
  edge: Buffer;
}

interface LogTimestamps {
  size: Bigint;
  authority: string;
  stated_at: Date;
  token: Buffer;
}

interface TimeAuthorities {
  authority: string;
  stamped_at: Date | null;
  stamped_size: ColumnType<string | null, number | undefined, number>;
  failed_since: Date | null;
  failures: Generated<number>;
  error: string | null;
  next_at: Date | null;
}

interface Verifications {
  id: GeneratedAlways<string>;
  verified_at: Date;
  entries: Bigint;
  problems: number;
  detail: string | null;
}

export interface LogSchema {
  verifications: Verifications;
  log_queue: LogQueue;
  log_entries: LogEntries;
  log_checkpoints: LogCheckpoints;
  log_tree: LogTree;
  log_timestamps: LogTimestamps;
  time_authorities: TimeAuthorities;
}
