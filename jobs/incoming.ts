/** Reads mail that came back, and answers that acknowledge. */
import type { Deps } from '../src/pipeline/deps.ts';
import { takeFolder, takeInbox } from '../src/pipeline/take-incoming.ts';

const warnings: ReadonlySet<string> = new Set([
  'not-ours',
  'not-for-us',
  'too-large',
  'not-understood',
  'nothing-to-acknowledge',
]);

export async function incoming(deps: Deps, _payload: unknown, signal: AbortSignal): Promise<void> {
  const { taken, failure } = await takeInbox(deps, signal);
  if (failure !== null)
    deps.log.error({ failure }, 'the mailbox of returned mail and answers cannot be read; it is tried again');
  for (const { deliveries, ...mail } of [...(await takeFolder(deps)), ...taken]) {
    const level = mail.what === 'failure' ? 'error' : warnings.has(mail.what) ? 'warn' : 'info';
    deps.log[level]({ ...mail, deliveries }, 'incoming mail read');
    for (const delivery of deliveries)
      await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
    if (mail.what === 'acknowledged')
      await deps.wake({ name: 'follow-up', payload: {}, id: 'follow-up-now' });
  }
}
