/** Verifies the evidence every night, so that what was altered does not wait for an auditor to be found. */
import { verifyEvidence } from '../src/evidence/verify-evidence.ts';
import type { Deps } from '../src/pipeline/deps.ts';
import { reportVerification } from '../src/pipeline/report-verification.ts';
import { recordVerification } from '../src/store/verifications.ts';

export async function verify(deps: Deps, _: object, signal: AbortSignal): Promise<void> {
  const { db, config, now, log } = deps;
  const { folder, timestamps } = config().settings.evidence;
  const onProgress = () => undefined;
  const timestampRoots = timestamps?.roots ?? [];
  const request = { folder, since: null, witnesses: [], timestampRoots, onProgress, signal };
  const { findings } = await verifyEvidence(db, request);
  const { total, counts, problems } = findings;
  const detail = problems[0]?.what ?? null;
  await recordVerification(db, { at: now(), entries: counts.entries, problems: total, detail });
  if (total === 0) return log.info({ ...counts }, 'evidence verified');
  log.error({ problems: total, first: detail }, 'EVIDENCE WAS ALTERED; run `npx modelwarden verify`');
  const all = problems.map(({ what }) => what);
  for (const delivery of await reportVerification(deps, { problems: total, all }))
    await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
}
