/** What the log says of holds and of what was removed when its retention ended. */
import type { Selectable } from 'kysely';
import type { Fact } from './evidence-log.ts';
import { present } from './facts-of-looks.ts';
import type { RetentionSchema } from './schema-retention.ts';
import { versionId } from './versions.ts';

type Row<Table extends keyof RetentionSchema> = Selectable<RetentionSchema[Table]>;

/** A hold that began. */
export function holdFact(hold: Omit<Row<'holds'>, 'ended_at' | 'ended_by'>): Fact {
  const { id, vendors, source_id: source, tool, from_at: from, to_at: to, author, reason } = hold;
  const record = present({ vendors, source, tool, from, to, author, reason, createdAt: hold.created_at });
  return { kind: 'hold', ref: id, at: hold.created_at, record };
}

/** A hold that somebody ended. */
export function holdEndFact(id: string, endedAt: Date, endedBy: string): Fact {
  return { kind: 'hold', ref: `${id}#end`, at: endedAt, record: { hold: id, endedAt, endedBy } };
}

/**
 * A version whose bytes, text and looks were removed. What is named here may be missing: the bytes, the document of the
 * version, and every look of the source at that version but the one that found it.
 */
export function removalFact(removal: Row<'removals'>): Fact {
  const { id, source_id, seq, looks, bodies, years } = removal;
  const record = present({
    version: versionId(source_id, seq),
    endedAt: removal.ended_at,
    years,
    removedAt: removal.removed_at,
    removedBy: removal.removed_by,
    looks,
    firstAt: removal.first_at,
    lastAt: removal.last_at,
    bodies,
  });
  return { kind: 'prune', ref: id, at: removal.removed_at, record };
}
