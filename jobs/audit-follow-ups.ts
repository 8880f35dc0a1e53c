/** Finds follow-ups that stopped or never began, and mends what can be mended. */
import { auditFollowUps as audit } from '../src/pipeline/audit-follow-ups.ts';
import type { Deps } from '../src/pipeline/deps.ts';

export async function auditFollowUps(deps: Deps): Promise<void> {
  const { begun, stopped } = await audit(deps);
  for (const group of begun)
    deps.log.warn({ group }, 'nobody acknowledged it and nobody followed it up: begun now');
  for (const { groupId: group, since, why } of stopped)
    deps.log.error({ group, since, why }, 'a follow-up stopped');
  if (begun.length > 0) await deps.wake({ name: 'follow-up', payload: {}, id: 'follow-up-now' });
}
