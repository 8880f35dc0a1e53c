/**
 * Bytes as received, once each, by their SHA-256. Those that differ little from the bytes of the version that stood are
 * kept against them: a page whose build number changes with every look costs some hundred bytes a look.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { sql } from 'kysely';
import type { Capture } from '../domain/capture.ts';
import type { Db } from './db.ts';
import { noteForLog } from './evidence-log.ts';
import { bodyFact } from './facts-of-looks.ts';
import { atomically } from './transaction.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The largest that zstd looks back, and what is unpacked at most. */
const maxWindowLog = 27;
const maxBodyBytes = 512 * 1024 * 1024;
/** Bytes are kept against others when that takes less than this share of what they take alone. */
const worthwhile = 0.5;

/** Bytes as received are never altered, and each is asked for several times. */
const hashes = new WeakMap<Uint8Array, string>();

/** SHA-256 of bytes, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  const known = hashes.get(bytes);
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(bytes).digest('hex');
  hashes.set(bytes, hash);
  return hash;
}

/** The bytes of the standing version, against which those of a look that brought no new version may be kept. */
export interface Standing {
  /** As in `Version.bodyHashes`: in the order of the captures. */
  readonly hashes: readonly string[];
  /** Whether the captures are those of a new version, which is kept whole. */
  readonly isNewVersion: boolean;
}

/**
 * Stores bytes once; the same bytes again are a no-op. Safe outside a transaction: nothing refers to them yet.
 */
export async function storeBodies(
  db: Db,
  captures: readonly Capture[],
  standing: Standing = { hashes: [], isNewVersion: true },
): Promise<void> {
  for (const [index, { body, finishedAt }] of captures.entries()) {
    if (body.length === 0) continue;
    const hash = sha256(body);
    if (standing.hashes.includes(hash)) continue;
    const known = await db
      .selectFrom('bodies')
      .select(sql<boolean>`zstd = ''`.as('isEmptied'))
      .where('sha256', '=', hash)
      .executeTakeFirst();
    if (known && !known.isEmptied) continue;
    const against = standing.isNewVersion || known ? undefined : standing.hashes[index];
    const packed = await packBody(db, body, against);
    if (known) {
      // Removed when their retention had ended, and now received anew.
      await sql`select refill_body(${hash}, ${packed.zstd}, ${packed.base_sha256})`.execute(db);
      continue;
    }
    const fact = { sha256: hash, sizeBytes: body.length, storedAt: finishedAt };
    await atomically(db, async (transaction) => {
      const stored = await transaction
        .insertInto('bodies')
        .values({ ...packed, sha256: hash, size_bytes: fact.sizeBytes, stored_at: fact.storedAt })
        .onConflict((conflict) => conflict.column('sha256').doNothing())
        .executeTakeFirst();
      if (stored.numInsertedOrUpdatedRows === 1n) await noteForLog(transaction, () => bodyFact(fact));
    });
  }
}

interface PackedBody {
  readonly zstd: Buffer;
  readonly base_sha256: string | null;
}

async function packBody(db: Db, body: Uint8Array, against: string | undefined): Promise<PackedBody> {
  const whole = { zstd: await compress(body), base_sha256: null };
  if (against === undefined) return whole;
  const base = await loadBase(db, against);
  if (!base) return whole;
  const windowLog = Math.ceil(Math.log2(base.bytes.length + body.length)) + 1;
  if (windowLog > maxWindowLog) return whole;
  const zstd = await compress(body, {
    dictionary: base.bytes,
    params: {
      [constants.ZSTD_c_windowLog]: Math.max(windowLog, 10),
      [constants.ZSTD_c_compressionLevel]: 9,
    },
  });
  return zstd.length < whole.zstd.length * worthwhile ? { zstd, base_sha256: base.sha256 } : whole;
}

/** Bytes that are kept whole: these, or those that they are kept against, so that no chain grows. */
async function loadBase(
  db: Db,
  hash: string,
): Promise<{ readonly sha256: string; readonly bytes: Uint8Array } | null> {
  const row = await loadPacked(db, hash);
  if (!row || row.zstd.length === 0) return null;
  if (row.base_sha256 !== null) return loadBase(db, row.base_sha256);
  return { sha256: hash, bytes: await unpackBody(db, row) };
}

function loadPacked(db: Db, hash: string): Promise<PackedBody | undefined> {
  return db
    .selectFrom('bodies')
    .select(['zstd', 'base_sha256'])
    .where('sha256', '=', hash)
    .executeTakeFirst();
}

/**
 * The bytes of a row of `bodies`; empty when they were removed.
 * @throws Error when they, or those that they are kept against, do not unpack
 */
async function unpackBody(db: Db, { zstd, base_sha256: base }: PackedBody): Promise<Uint8Array> {
  if (zstd.length === 0) return new Uint8Array();
  const options = {
    maxOutputLength: maxBodyBytes,
    params: { [constants.ZSTD_d_windowLogMax]: maxWindowLog },
  };
  if (base === null) return decompress(zstd, options);
  const row = await loadPacked(db, base);
  if (!row || row.zstd.length === 0)
    throw new Error(`the bytes that they are kept against, ${base}, are not there`);
  return decompress(zstd, { ...options, dictionary: await unpackBody(db, row) });
}

/** The bytes with this SHA-256; null when there are none or they were removed. @throws Error when they do not unpack */
export async function loadBody(db: Db, hash: string): Promise<Uint8Array | null> {
  const row = await loadPacked(db, hash);
  return row && row.zstd.length > 0 ? unpackBody(db, row) : null;
}

/** Size of the stored bodies, all together; those that are empty are not stored and count nothing. */
export async function bodyBytes(db: Db, hashes: readonly string[]): Promise<number> {
  if (hashes.length === 0) return 0;
  const { bytes } = await db
    .selectFrom('bodies')
    .select((select) => select.fn.coalesce(select.fn.sum<string>('size_bytes'), sql<string>`0`).as('bytes'))
    .where('sha256', 'in', [...hashes])
    .executeTakeFirstOrThrow();
  return Number(bytes);
}
