/** What `verify` finds wrong with a database whose log is signed nowhere. */
import { verifyEvidence } from '../../src/evidence/verify-evidence.ts';
import type { Db } from '../../src/store/db.ts';

export async function problemsOf(db: Db): Promise<readonly string[]> {
  const { findings } = await verifyEvidence(db, {
    folder: '/nowhere',
    since: null,
    witnesses: [],
    timestampRoots: [],
    onProgress: () => undefined,
    signal: AbortSignal.timeout(20_000),
  });
  return findings.problems.map(({ what }) => what);
}
