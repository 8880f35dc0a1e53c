/** Sends one stored message once, with a record before and after, so that a crash between is visible. */
import { nextAttemptAt } from '../mail/retry-delay.ts';
import type { SendResult } from '../mail/transport.ts';
import { crashPoint } from '../observe/crash-point.ts';
import { finishAttempt, leaseDelivery, type StoredDelivery } from '../store/deliveries.ts';
import type { Deps } from './deps.ts';

/** Longer than the relay's longest silence, so that a living worker never loses its lease. */
const leaseMs = 5 * 60 * 1000;

export interface Sent {
  readonly delivery: StoredDelivery;
  readonly result: SendResult;
  /** When it is tried again; null when it is done with. */
  readonly nextAttemptAt: Date | null;
}

/** Sends a delivery that is due. Returns null when it is not due or when another worker has it. */
export async function sendDelivery(deps: Deps, id: string, signal: AbortSignal): Promise<Sent | null> {
  const delivery = await leaseDelivery(deps.db, { id, worker: deps.worker.id, leaseMs, now: deps.now() });
  if (!delivery) return null;
  crashPoint('deliver:before-send');
  const message = {
    messageId: delivery.message_id,
    from: delivery.sender,
    to: delivery.address,
    bytes: delivery.raw,
  };
  const result = await deps.transport.send(message, signal);
  crashPoint('deliver:sent');
  const next = retryAt(deps, delivery, result);
  await finishAttempt(deps.db, delivery, {
    result: result.kind,
    code: result.kind === 'sent' ? null : result.code,
    response: result.response,
    possiblySent: result.kind === 'deferred' && result.possiblySent,
    finishedAt: deps.now(),
    nextAttemptAt: next,
  });
  crashPoint('deliver:recorded');
  return { delivery, result, nextAttemptAt: next };
}

/** A wrong setting of ours holds mail without counting against the address; refusals are final. */
function retryAt(deps: Deps, delivery: StoredDelivery, result: SendResult): Date | null {
  if (result.kind === 'sent' || result.kind === 'refused') return null;
  return nextAttemptAt(delivery.attempts, deps.now(), delivery.first_attempt_at ?? deps.now());
}
