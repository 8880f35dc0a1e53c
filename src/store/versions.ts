/** Versions: the document states of a source, numbered from 1. */
import { sql } from 'kysely';
import type { Document } from '../domain/document.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { versionFact } from './facts-of-looks.ts';
import { toJson } from './json.ts';

export interface StoredVersion {
  readonly sourceId: string;
  readonly seq: number;
  readonly document: Document;
  readonly documentHash: string;
  readonly bodyHashes: readonly string[];
  readonly observationId: string;
  readonly firstSeenAt: Date;
}

/** What people call a version: `openai/deprecations@12`. */
export function versionId(sourceId: string, seq: number): string {
  return `${sourceId}@${seq}`;
}

export async function loadVersion(db: Db, sourceId: string, seq: number): Promise<StoredVersion | null> {
  const row = await db
    .selectFrom('versions')
    .selectAll()
    .where('source_id', '=', sourceId)
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (!row) return null;
  return {
    sourceId,
    seq,
    document: row.document,
    documentHash: row.document_hash,
    bodyHashes: row.body_hashes,
    observationId: row.observation_id,
    firstSeenAt: row.first_seen_at,
  };
}

/** Where a version came from: its first capture, and what the reader of the document remarked. */
export interface VersionOrigin {
  readonly first_seen_at: Date;
  readonly remarks: readonly string[];
  readonly final_url: string | null;
  readonly status: number | null;
  readonly body_sha256: string | null;
}

/** The origins of some versions of a source by their numbers, without the documents themselves. */
export async function loadVersionOrigins(
  db: Db,
  sourceId: string,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, VersionOrigin>> {
  const rows = await db
    .selectFrom('versions')
    .leftJoin('captures', (join) =>
      join.onRef('captures.observation_id', '=', 'versions.observation_id').on('captures.ordinal', '=', 0),
    )
    .select([
      'versions.seq',
      'versions.first_seen_at',
      sql<string[]>`coalesce(versions.document -> 'remarks', '[]')`.as('remarks'),
      'captures.final_url',
      'captures.status',
      'captures.body_sha256',
    ])
    .where('versions.source_id', '=', sourceId)
    .where('versions.seq', 'in', [...seqs])
    .execute();
  return new Map(rows.map(({ seq, ...origin }) => [seq, origin]));
}

/** When the dated entries of a version were published; entries without a date are left out. */
export async function loadEntryDates(db: Db, sourceId: string, seq: number): Promise<readonly Date[]> {
  const { rows } = await sql<{ published: string }>`
    select jsonb_path_query(document, '$.blocks[*].entry.publishedAt ? (@ != null)') #>> '{}' as published
    from versions where source_id = ${sourceId} and seq = ${seq}`.execute(db);
  return rows.map(({ published }) => new Date(published)).filter((date) => !Number.isNaN(date.getTime()));
}

export async function insertVersion(db: Db, version: StoredVersion): Promise<void> {
  await db
    .insertInto('versions')
    .values({
      source_id: version.sourceId,
      seq: version.seq,
      observation_id: version.observationId,
      document: toJson(version.document),
      document_hash: version.documentHash,
      body_hashes: [...version.bodyHashes],
      first_seen_at: version.firstSeenAt,
    })
    .execute();
  await noteForLog(db, () => versionFact(versionId(version.sourceId, version.seq), version));
}
