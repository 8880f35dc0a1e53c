/** The tables of retention and of imported history as kysely sees them. */
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { Edit, Understanding } from '../domain/change.ts';
import type { Document } from '../domain/document.ts';
import type { WitnessKind } from '../domain/witness.ts';

interface Holds {
  id: GeneratedAlways<string>;
  vendors: string[] | null;
  source_id: string | null;
  tool: string | null;
  from_at: Date | null;
  to_at: Date | null;
  author: string;
  reason: string;
  created_at: Date;
  ended_at: Date | null;
  ended_by: string | null;
}

interface Removals {
  id: GeneratedAlways<string>;
  source_id: string;
  seq: number;
  ended_at: Date;
  years: number;
  removed_at: Date;
  removed_by: string;
  looks: number;
  first_at: Date | null;
  last_at: Date | null;
  bodies: string[];
}

interface WitnessedVersions {
  source_id: string;
  number: number;
  vendor: string;
  witness: WitnessKind;
  origin: string;
  reference: string;
  witnessed_at: Date;
  authored_at: Date | null;
  body_sha256: string;
  document: ColumnType<Document, string, never>;
  document_hash: string;
  before_number: number | null;
  edits: ColumnType<readonly Edit[], string, never>;
  understanding: ColumnType<Understanding | null, string | null, never>;
  summary: string | null;
  imported_at: Date;
  imported_by: string;
}

export interface RetentionSchema {
  holds: Holds;
  removals: Removals;
  witnessed_versions: WitnessedVersions;
}
