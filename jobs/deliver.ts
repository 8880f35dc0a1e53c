/** Sends one stored message. */
import type { Deps } from '../src/pipeline/deps.ts';
import { sendDelivery } from '../src/pipeline/send-delivery.ts';

export async function deliver(
  deps: Deps,
  payload: { readonly delivery: string },
  signal: AbortSignal,
): Promise<void> {
  const sent = await sendDelivery(deps, payload.delivery, signal);
  if (!sent) return;
  const { delivery, result } = sent;
  const fields = {
    delivery: delivery.id,
    contact: delivery.contact_id,
    attempt: delivery.attempts,
    response: result.response,
  };
  if (result.kind === 'sent') {
    deps.log.info({ ...fields, subject: delivery.subject }, 'mail sent');
    return;
  }
  const retryAt = sent.nextAttemptAt?.toISOString() ?? null;
  deps.log[retryAt ? 'warn' : 'error'](
    { ...fields, result: result.kind, code: result.code, retryAt },
    'mail not sent',
  );
}
