/**
 * Has the newest checkpoint stamped by an authority, so that not even we could have made the log later. Nothing waits for it:
 * a job of its own asks, and asks again later what was not answered.
 */
import { randomBytes } from 'node:crypto';
import type { EvidenceSettings } from '../config/config.ts';
import type { Post } from '../domain/post.ts';
import type { Db } from '../store/db.ts';
import { newestCheckpoint } from '../store/log-checkpoints.ts';
import {
  insertTimestamp,
  loadAuthority,
  noteAuthorityFailure,
  type StampingState,
} from '../store/log-timestamps.ts';
import { checkTimestamp, timestampRequest } from './timestamp.ts';

/** Answers have some thousand bytes, with the certificates of a chain. */
const maxBytes = 100_000;
const firstRetryMs = 5 * 60 * 1000;
const longestRetryMs = 6 * 60 * 60 * 1000;

export type Stamping =
  /** Not due, or nothing new to stamp. */
  | { readonly kind: 'none' }
  | { readonly kind: 'stamped'; readonly size: number; readonly statedAt: Date; readonly signer: string }
  | { readonly kind: 'failed'; readonly why: string; readonly failures: number };

/** Asks if it is due. Rejects only when aborted or when the database fails. */
export async function stampLog(
  db: Db,
  timestamps: NonNullable<EvidenceSettings['timestamps']>,
  world: { readonly post: Post; readonly now: () => Date; readonly signal: AbortSignal },
): Promise<Stamping> {
  const { url, everyMs, roots } = timestamps;
  const authority = authorityOf(url);
  const checkpoint = await newestCheckpoint(db);
  const state = await loadAuthority(db, authority);
  if (checkpoint === null || !isDue(state, checkpoint.size, everyMs, world.now())) return { kind: 'none' };
  // Positive, so that no sign is added to it.
  const nonce = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  const answer = await world.post(
    {
      url,
      contentType: 'application/timestamp-query',
      accept: 'application/timestamp-reply',
      body: timestampRequest(checkpoint.note, nonce),
      maxBytes,
    },
    world.signal,
  );
  const failed = async (why: string): Promise<Stamping> => {
    const failures = (state?.failures ?? 0) + 1;
    const waitMs = Math.min(firstRetryMs * 2 ** Math.min(failures - 1, 10), longestRetryMs);
    const now = world.now();
    await noteAuthorityFailure(db, authority, {
      error: why,
      now,
      nextAt: new Date(now.getTime() + waitMs),
    });
    return { kind: 'failed', why, failures };
  };
  if (answer.kind === 'failure') return failed(answer.detail);
  if (answer.status !== 200) return failed(`${authority} answered HTTP ${answer.status}`);
  if (answer.contentType.split(';')[0]?.trim().toLowerCase() !== 'application/timestamp-reply')
    return failed(`${authority} answered ${answer.contentType || 'without a type'} in place of a time stamp`);
  const checked = await checkTimestamp(answer.body, { note: checkpoint.note, nonce, roots });
  if (!checked.isGood) return failed(`the answer of ${authority} is no good: ${checked.why}`);
  const { statedAt, signer } = checked;
  await insertTimestamp(db, { size: checkpoint.size, authority, statedAt, token: answer.body }, world.now());
  return { kind: 'stamped', size: checkpoint.size, statedAt, signer };
}

/** How an authority is known: by its host and path, without what may be secret in a query. */
export function authorityOf(url: string): string {
  const { host, pathname } = new URL(url);
  return pathname === '/' ? host : `${host}${pathname}`;
}

function isDue(state: StampingState | null, size: number, everyMs: number, now: Date): boolean {
  if (state === null) return true;
  if (state.nextAt !== null) return state.nextAt <= now;
  if (state.stampedSize === size) return false;
  return state.stampedAt === null || now.getTime() - state.stampedAt.getTime() >= everyMs;
}
