/** What is kept of versions, and the removal of what need not be kept any longer. */
import { type Selectable, sql } from 'kysely';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { removalFact } from './facts-of-retention.ts';
import type { RetentionSchema } from './schema-retention.ts';

/** A version that has its bytes, text and looks, and the time in which it stood. */
export interface KeptVersion {
  readonly sourceId: string;
  readonly vendor: string;
  readonly seq: number;
  readonly from: Date;
  /** Null: it stands. */
  readonly until: Date | null;
}

/** Every version of which something is left to remove, in the order in which they came. */
export async function listKeptVersions(db: Db): Promise<readonly KeptVersion[]> {
  const { rows } = await sql<KeptVersion>`
    select versions.source_id as "sourceId", coalesce(vendor, split_part(versions.source_id, '/', 1)) as vendor, seq,
           first_seen_at as "from",
           lead(first_seen_at) over (partition by versions.source_id order by seq) as until
    from versions left join source_states on source_states.source_id = versions.source_id
    order by versions.source_id, seq`.execute(db);
  const removed = await db.selectFrom('removals').select(['source_id', 'seq']).execute();
  const gone = new Set(removed.map(({ source_id, seq }) => `${source_id}@${seq}`));
  return rows.filter(({ sourceId, seq }) => !gone.has(`${sourceId}@${seq}`));
}

/** What a version takes: looks while it stood, and bytes on disk, roughly (bytes that others need, too, are counted). */
export async function weighVersion(
  db: Db,
  { sourceId, seq }: Pick<KeptVersion, 'sourceId' | 'seq'>,
): Promise<{ readonly looks: number; readonly bytes: number }> {
  const { rows } = await sql<{ looks: string; bytes: string }>`
    select (select count(*) from looks where source_id = ${sourceId} and seq = ${seq}) as looks,
      (select pg_column_size(document) from versions where source_id = ${sourceId} and seq = ${seq})
      + (select coalesce(sum(pg_column_size(look_ranges)), 0) from look_ranges
         where source_id = ${sourceId} and seq = ${seq})
      + (select coalesce(sum(octet_length(zstd)), 0) from bodies where sha256 in (
           select body_sha256 from captures join observations on observations.id = observation_id
           where source_id = ${sourceId} and seq = ${seq})) as bytes`.execute(db);
  return { looks: Number(rows[0]?.looks ?? 0), bytes: Number(rows[0]?.bytes ?? 0) };
}

export type Removal = Selectable<RetentionSchema['removals']>;

/**
 * Removes the bytes, the text and the looks of a version, keeping its row and every hash, and notes it for the log. The
 * database refuses what stands, what is held, and what has not been superseded for so many years.
 */
export async function removeVersion(
  db: Db,
  version: Pick<KeptVersion, 'sourceId' | 'seq'>,
  removal: { readonly years: number; readonly at: Date; readonly by: string },
): Promise<Removal> {
  const { years, at, by } = removal;
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql<Removal>`
      select * from remove_version(${version.sourceId}, ${version.seq}, ${years}, ${at}, ${by})`.execute(
      transaction,
    );
    const [row] = rows;
    if (!row) throw new Error('the database removed nothing and did not say why');
    await noteForLog(transaction, removalFact(row));
    return row;
  });
}
