/** Verifies the evidence every night, so that what was altered does not wait for an auditor to be found. */
import { verifyEvidence } from '../src/evidence/verify-evidence.ts';
import type { Deps } from '../src/pipeline/deps.ts';
import { recordVerification } from '../src/store/verifications.ts';

export async function verify({ db, config, now, log }: Deps, _: object, signal: AbortSignal): Promise<void> {
  const { folder } = config().settings.evidence;
  const onProgress = () => undefined;
  const { findings } = await verifyEvidence(db, { folder, since: null, witnesses: [], onProgress, signal });
  const { total, counts, problems } = findings;
  const detail = problems[0]?.what ?? null;
  await recordVerification(db, { at: now(), entries: counts.entries, problems: total, detail });
  if (total === 0) return log.info({ ...counts }, 'evidence verified');
  log.error({ problems: total, first: detail }, 'EVIDENCE WAS ALTERED; run `npx modelwarden verify`');
}
