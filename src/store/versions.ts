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

/** When the dated entries of a version were published; entries without a date are left out. */
export async function loadEntryDates(db: Db, sourceId: string, seq: number): Promise<readonly Date[]> {
  const { rows } = await sql<{ published: string }>`
    select jsonb_path_query(document, '$.blocks[*].entry.publishedAt ? (@ != null)') #>> '{}' as published
    from versions where source_id = ${sourceId} and seq = ${seq}`.execute(db);
  return rows.map(({ published }) => new Date(published)).filter((date) => !Number.isNaN(date.getTime()));
}

/** The cheap part of a version, enough to see that the same bytes came again. */
export async function loadVersionHashes(db: Db, sourceId: string, seq: number) {
  return db
    .selectFrom('versions')
    .select(['document_hash', 'body_hashes'])
    .where('source_id', '=', sourceId)
    .where('seq', '=', seq)
    .executeTakeFirst();
}

/** Stores a version. Part of the poll's transaction. */
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
  await noteForLog(db, versionFact(versionId(version.sourceId, version.seq), version));
}
