/** Sends one stored message, and tells operators by the log what mail cannot tell them. */
import { failuresToPause } from '../src/domain/relay.ts';
import type { Deps } from '../src/pipeline/deps.ts';
import { type Sent, sendDelivery } from '../src/pipeline/send-delivery.ts';

export async function deliver(
  deps: Deps,
  payload: { readonly delivery: string },
  signal: AbortSignal,
): Promise<void> {
  const sent = await sendDelivery(deps, payload.delivery, signal);
  if (!sent) return;
  logAttempt(deps, sent);
  for (const delivery of sent.standIns) {
    await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
  }
}

function logAttempt({ log, transport }: Deps, sent: Sent): void {
  const { delivery, result, relay } = sent;
  const fields = {
    delivery: delivery.id,
    contact: delivery.contact_id,
    attempt: delivery.attempts,
    response: result.response,
  };
  if (result.kind === 'sent') {
    log.info({ ...fields, subject: delivery.subject }, 'mail sent');
    return;
  }
  const retryAt = sent.nextAttemptAt?.toISOString() ?? null;
  const refusal = { ...fields, result: result.kind, code: result.code, retryAt };
  log[retryAt ? 'warn' : 'error'](refusal, 'mail not sent');
  if (sent.isNewlySuppressed) log.error(fields, 'address suppressed: it gets no mail until it is restored');
  if (sent.standIns.length > 0) log.warn({ ...fields, standIns: sent.standIns }, 'mail handed on');
  if (sent.isLost) log.error(fields, 'mail reaches nobody: no other contact is left to hand it to');
  if (!relay) return;
  const until = relay.pausedUntil?.toISOString() ?? null;
  if (result.kind === 'misconfigured')
    log.error(
      { relay: transport.description, code: result.code, response: result.response, tryAgainAt: until },
      'ALL MAIL IS HELD: the settings for mail are at fault; nothing is lost, and it goes out once they are mended',
    );
  else if (relay.failures >= failuresToPause)
    log.error({ relay: transport.description, failures: relay.failures, tryAgainAt: until }, 'relay paused');
}
