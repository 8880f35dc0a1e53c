/** The tables of retention as kysely sees them. */
import type { GeneratedAlways } from 'kysely';

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

export interface RetentionSchema {
  holds: Holds;
  removals: Removals;
}
