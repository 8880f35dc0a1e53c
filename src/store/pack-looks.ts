/**
 * Packs looks that found nothing new. A page that is polled every hour is asked 8,760 times a year and answers much the
 * same each time: as rows that is 13 MB, packed less than 1 MB (`npm run bench -- --only year-of-looks`), and nothing is
 * lost.
 */
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Db } from './db.ts';
import { toJson } from './json.ts';
import { type LoggedLook, loadRows } from './logged-looks.ts';

const compress = promisify(zstdCompress);

/** A range larger than this gains nothing more. */
const maxLooks = 1_000;
/** Fewer are not worth a range while more may come. */
const minLooks = 100;
const dayMs = 24 * 60 * 60 * 1000;
/** The latest looks stay rows, for whoever asks how a source is doing. */
const keptAsRowsMs = 7 * dayMs;
/** After so long even a few are packed. */
const patienceMs = 45 * dayMs;
/** An end for a run whose rows come back. */
const maxRanges = 100_000;

/** Packs what is old enough and returns how many looks that were. Each range is a transaction of its own. */
export async function packOldLooks(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const before = new Date(now.getTime() - keptAsRowsMs);
  let packed = 0;
  for (let range = 0; range < maxRanges && !signal.aborted; range += 1) {
    const group = await nextGroup(db, before);
    if (!group) break;
    packed += await packGroup(db, group, before);
  }
  return packed;
}

/** What says nothing beyond when and from where it came. */
const isPlain = sql<boolean>`outcome = 'unchanged' and seq is not null and code is null and detail is null
  and evidence = '[]' and attempt is null`;

/** Looks at one version of one source that are to be packed. */
interface Group {
  readonly source_id: string;
  readonly seq: number;
}

async function nextGroup(db: Db, before: Date): Promise<Group | null> {
  const { rows } = await sql<Group>`
    select source_id, seq from observations
    where finished_at < ${before} and ${isPlain}
    group by source_id, seq
    having count(*) >= ${minLooks} or min(finished_at) < ${new Date(before.getTime() - patienceMs)}
    limit 1`.execute(db);
  return rows[0] ?? null;
}

async function packGroup(db: Db, { source_id, seq }: Group, before: Date): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    // One packer at a time: rows of evidence are not ours to lock.
    await sql`select pg_advisory_xact_lock(hashtextextended('pack-looks', 0))`.execute(transaction);
    const rows = await transaction
      .selectFrom('observations')
      .select('id')
      .where('source_id', '=', source_id)
      .where('seq', '=', seq)
      .where('finished_at', '<', before)
      .where(isPlain)
      .orderBy('id')
      .limit(maxLooks)
      .execute();
    const looks = await loadRows(
      transaction,
      rows.map(({ id }) => id),
    );
    if (looks.length === 0) return 0;
    const ids = looks.map(({ observation }) => observation.id);
    const finished = looks.map(({ observation }) => observation.finishedAt);
    const noise = looks.map(({ observation }) => observation.noise);
    const noiseJson = noise.some((seen) => seen.length > 0) ? toJson(noise) : null;
    await sql`select pack_looks(${source_id}, ${seq}, ${ids}::bigint[], ${finished}::timestamptz[],
      ${noiseJson}::jsonb, ${await pack(looks)})`.execute(transaction);
    return looks.length;
  });
}

/** What `unpackLooks` reads. */
async function pack(looks: readonly LoggedLook[]): Promise<Buffer> {
  return compress(Buffer.from(JSON.stringify(looks)), {
    params: { [constants.ZSTD_c_compressionLevel]: 19 },
  });
}
