/** What the log says of holds, of what was removed when its retention ended, and of what was imported. */
import type { Selectable } from 'kysely';
import type { Fact } from './evidence-log.ts';
import { digestOfStored, present } from './facts-of-looks.ts';
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

/** A document state that somebody else witnessed, imported by hand. */
export function importFact(version: Row<'witnessed_versions'>): Fact {
  const { source_id: source, number, vendor, witness, origin, reference, summary } = version;
  const record = present({
    source,
    vendor,
    witness,
    origin,
    reference,
    witnessedAt: version.witnessed_at,
    authoredAt: version.authored_at,
    body: version.body_sha256,
    documentHash: version.document_hash,
    document: digestOfStored(version.document),
    before: version.before_number,
    summary,
    edits: digestOfStored(version.edits),
    understanding: version.understanding && digestOfStored(version.understanding),
    importedAt: version.imported_at,
    importedBy: version.imported_by,
  });
  return { kind: 'import', ref: `${source}@w${number}`, at: version.imported_at, record };
}
