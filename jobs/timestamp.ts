/** Has the evidence log stamped by an authority, where the settings name one. */
import { authorityOf, stampLog } from '../src/evidence/stamp-log.ts';
import type { Deps } from '../src/pipeline/deps.ts';

export async function timestamp(deps: Deps, _payload: unknown, signal: AbortSignal): Promise<void> {
  const { db, post, now, log } = deps;
  const { timestamps } = deps.config().settings.evidence;
  if (timestamps === null) return;
  const stamping = await stampLog(db, timestamps, { post, now, signal });
  const authority = authorityOf(timestamps.url);
  if (stamping.kind === 'stamped')
    log.info({ authority, size: stamping.size, statedAt: stamping.statedAt }, 'evidence log stamped');
  if (stamping.kind === 'failed')
    log.warn(
      { authority, reason: stamping.why, failures: stamping.failures },
      'the evidence log was not stamped; it is asked for again later, and nothing waits for it',
    );
}
