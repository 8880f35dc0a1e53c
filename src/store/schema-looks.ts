/** The tables of what was seen, as kysely sees them. */
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { Attempt } from '../domain/capture.ts';
import type { NoiseCount } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { ObservationOutcome } from '../domain/observation.ts';

/** A jsonb column: read as `T`, written as text made by `toJson`. */
type Json<T> = ColumnType<T, string, string>;

export interface EvidenceRecord {
  readonly sign: string;
  readonly excerpt: string;
}

interface RedirectRecord {
  readonly from: string;
  readonly to: string;
  readonly status: number;
}

interface Bodies {
  sha256: string;
  size_bytes: ColumnType<string, number, never>;
  zstd: Buffer;
  /** Bytes as whose difference these are kept. */
  base_sha256: string | null;
  stored_at: Date;
}

interface Observations {
  id: GeneratedAlways<string>;
  source_id: string;
  outcome: ObservationOutcome;
  started_at: Date;
  finished_at: Date;
  code: string | null;
  detail: string | null;
  evidence: Json<readonly EvidenceRecord[]>;
  seq: number | null;
  noise: Json<readonly NoiseCount[]>;
  worker: string;
  app_version: string | null;
  rules_version: string | null;
  attempt: ColumnType<Attempt | null, string | null, never>;
}

interface Captures {
  observation_id: string;
  ordinal: number;
  url: string;
  final_url: string;
  redirects: Json<readonly RedirectRecord[]>;
  status: number;
  headers: Json<Readonly<Record<string, string>>>;
  body_sha256: string | null;
  remote_address: string | null;
  certificate: string | null;
  started_at: Date;
  finished_at: Date;
  robots: string | null;
  request_headers: ColumnType<Readonly<Record<string, string>> | null, string | null, never>;
}

interface LookRanges {
  source_id: string;
  first_id: string;
  last_id: string;
  seq: number;
  first_at: Date;
  last_at: Date;
  ids: string[];
  finished: Date[];
  noise: ColumnType<readonly (readonly NoiseCount[])[] | null, never, never>;
  packed: Buffer;
  bodies: string[];
}

/** A view: every look, whether it has a row of its own or lies in a range. */
interface Looks {
  id: string;
  source_id: string;
  outcome: ObservationOutcome;
  finished_at: Date;
  code: string | null;
  detail: string | null;
  seq: number | null;
  noise: Json<readonly NoiseCount[]>;
}

interface Versions {
  source_id: string;
  seq: number;
  observation_id: string;
  document: Json<Document>;
  document_hash: string;
  body_hashes: string[];
  first_seen_at: Date;
}

export interface LookSchema {
  bodies: Bodies;
  observations: Observations;
  captures: Captures;
  look_ranges: LookRanges;
  looks: Looks;
  versions: Versions;
}
