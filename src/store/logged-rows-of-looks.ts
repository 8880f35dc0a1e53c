/** Rows of what was seen as the facts that they are logged as. */
import { sql } from 'kysely';
import type { Db } from './db.ts';
import { bodyFact, observationFact, versionFact } from './facts-of-looks.ts';
import { holdEndFact, holdFact, importFact, removalFact } from './facts-of-retention.ts';
import { loadLoggedLooks } from './logged-looks.ts';
import { idRef, ids, type LoggedRows, rowsOf, splitRef } from './logged-row-kinds.ts';
import { versionId } from './versions.ts';

export const rowsOfLooks: readonly LoggedRows[] = [
  rowsOf({
    kind: 'observation',
    table: 'observations',
    ref: idRef('observations'),
    only: sql`outcome <> 'unchanged'`,
    load: loadObservations,
  }),
  {
    ...rowsOf({
      kind: 'look',
      table: 'observations',
      ref: idRef('observations'),
      // Packed ranges reach over many looks of other sources: the more at once, the fewer times each is unpacked.
      atOnce: 10_000,
      load: loadObservations,
    }),
    findUnlogged: findUnloggedLooks,
  },
  rowsOf({
    kind: 'body',
    table: 'bodies',
    ref: sql`bodies.sha256`,
    load: async (db, refs) => {
      const rows = await db
        .selectFrom('bodies')
        .select(['sha256', 'size_bytes', 'stored_at'])
        .where('sha256', 'in', [...refs])
        .execute();
      return rows.map((row) =>
        bodyFact({ sha256: row.sha256, sizeBytes: Number(row.size_bytes), storedAt: row.stored_at }),
      );
    },
  }),
  rowsOf({
    kind: 'version',
    table: 'versions',
    ref: sql`versions.source_id || '@' || versions.seq`,
    atOnce: 50,
    load: async (db, refs) => {
      const keys = refs.flatMap((ref) => splitRef(ref, '@'));
      if (keys.length === 0) return [];
      const rows = await db
        .selectFrom('versions')
        .selectAll()
        .where((row) =>
          row(
            row.refTuple('source_id', 'seq'),
            'in',
            keys.map(({ key, number }) => row.tuple(key, number)),
          ),
        )
        .execute();
      return rows.map((row) =>
        versionFact(versionId(row.source_id, row.seq), {
          observationId: row.observation_id,
          document: row.document,
          documentHash: row.document_hash,
          bodyHashes: row.body_hashes,
          firstSeenAt: row.first_seen_at,
        }),
      );
    },
  }),
  rowsOf({
    kind: 'import',
    table: 'witnessed_versions',
    ref: sql`witnessed_versions.source_id || '@w' || witnessed_versions.number`,
    atOnce: 50,
    load: async (db, refs) => {
      const keys = refs.flatMap((ref) => splitRef(ref, '@w'));
      if (keys.length === 0) return [];
      const rows = await db
        .selectFrom('witnessed_versions')
        .selectAll()
        .where((row) =>
          row(
            row.refTuple('source_id', 'number'),
            'in',
            keys.map(({ key, number }) => row.tuple(key, number)),
          ),
        )
        .execute();
      return rows.map(importFact);
    },
  }),
  rowsOf({
    kind: 'prune',
    table: 'removals',
    ref: idRef('removals'),
    load: async (db, refs) => {
      const rows = await db.selectFrom('removals').selectAll().where('id', 'in', ids(refs)).execute();
      return rows.map(removalFact);
    },
  }),
  rowsOf({
    kind: 'hold',
    table: 'holds',
    ref: idRef('holds'),
    load: async (db, refs) => {
      const wanted = refs.map((ref) => ref.replace(/#end$/, ''));
      const rows = await db.selectFrom('holds').selectAll().where('id', 'in', ids(wanted)).execute();
      return rows.flatMap((row) => [
        holdFact(row),
        ...(row.ended_at && row.ended_by !== null ? [holdEndFact(row.id, row.ended_at, row.ended_by)] : []),
      ]);
    },
  }),
];

async function loadObservations(db: Db, refs: readonly string[]) {
  // Looks in a damaged range are missing, and told as that one by one.
  const looks = await loadLoggedLooks(db, ids(refs).slice(1), () => undefined);
  return [...looks.values()].map(({ observation, captures }) => observationFact(observation, captures));
}

/** Looks are logged many to an entry. */
async function findUnloggedLooks(db: Db, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ ref: string }>`
    with logged as (
      select look ->> 'ref' as ref
        from log_entries, jsonb_array_elements(record::jsonb -> 'record' -> 'looks') as look where kind = 'looks'
      union all select ref from log_queue where kind = 'look'
    )
    select id::text as ref from looks
    where outcome = 'unchanged' and not exists (select 1 from logged where logged.ref = looks.id::text)
    order by id limit ${limit}`.execute(db);
  return rows.map((row) => row.ref);
}
