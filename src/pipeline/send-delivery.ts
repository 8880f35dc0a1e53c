/**
 * Sends one stored message once, with a record before and after, so that a crash between is visible. What follows
 * from the relay's answer is written in the same transaction as the answer.
 */
import type { RelayNews, RelayState } from '../domain/relay.ts';
import { nextAttemptAt, nextPatientAttemptAt } from '../mail/retry-delay.ts';
import type { SendResult } from '../mail/transport.ts';
import { crashPoint } from '../observe/crash-point.ts';
import type { Db } from '../store/db.ts';
import {
  contactRateEnds,
  finishAttempt,
  leaseDelivery,
  postponeDelivery,
  type StoredDelivery,
} from '../store/deliveries.ts';
import { mayTryRelay, noteRelay } from '../store/relays.ts';
import { findSuppression, suppressAddress } from '../store/suppressions.ts';
import type { Deps } from './deps.ts';
import { handOn, storeReduced } from './hand-on.ts';

/** Longer than the relay's longest silence, so that a living worker never loses its lease. */
const leaseMs = 5 * 60 * 1000;

/** A mail that we broke off ourselves may have been taken: not at once, and soon after a restart. */
const afterStopMs = 60_000;

/** Code of an attempt that was not made, since the address gets no mail. */
const suppressedCode = 'suppressed';

export interface Sent {
  readonly delivery: StoredDelivery;
  readonly result: SendResult;
  /** When it is tried again; null when it is done with. */
  readonly nextAttemptAt: Date | null;
  /** Messages made in place of this one, to be sent next. */
  readonly standIns: readonly string[];
  /** Whether it is final that nobody gets it. */
  readonly isLost: boolean;
  /** Whether the address was suppressed by this answer. */
  readonly isNewlySuppressed: boolean;
  /** How it stands with the relay after this; null when the attempt says nothing about it. */
  readonly relay: RelayState | null;
}

/**
 * Sends a delivery that is due. Returns null when it is not due, when another worker has it, when the relay is left
 * alone for now, or when its reader has had many mails within the hour.
 */
export async function sendDelivery(deps: Deps, id: string, signal: AbortSignal): Promise<Sent | null> {
  const { db } = deps;
  const maxPerHour = deps.config().settings.mail.maxPerHour;
  const rateEnds = await contactRateEnds(db, id, { maxPerHour, now: deps.now() });
  if (rateEnds) {
    await postponeDelivery(db, id, rateEnds);
    return null;
  }
  if (!(await mayTryRelay(db, deps.transport.description, deps.now()))) return null;
  const delivery = await leaseDelivery(db, { id, worker: deps.worker.id, leaseMs, now: deps.now() });
  if (!delivery) return null;
  crashPoint('deliver:before-send');
  const result = await attempt(deps, delivery, signal);
  crashPoint('deliver:sent');
  const sent = await db.transaction().execute((transaction) => record(deps, transaction, delivery, result));
  crashPoint('deliver:recorded');
  return sent;
}

async function attempt(deps: Deps, delivery: StoredDelivery, signal: AbortSignal): Promise<SendResult> {
  const suppression = await findSuppression(deps.db, delivery.address);
  if (suppression) {
    const since = suppression.suppressed_at.toISOString();
    const response = `not tried: the address gets no mail since ${since} (${suppression.detail})`;
    return { kind: 'refused', code: suppressedCode, response, scope: 'address' };
  }
  const message = {
    messageId: delivery.message_id,
    from: delivery.sender,
    to: delivery.address,
    bytes: delivery.raw,
  };
  return deps.transport.send(message, signal);
}

async function record(deps: Deps, db: Db, delivery: StoredDelivery, result: SendResult): Promise<Sent> {
  const now = deps.now();
  const code = result.kind === 'sent' ? null : result.code;
  const news = relayNews(result);
  const relay =
    news === null
      ? null
      : await noteRelay(db, deps.transport.description, { kind: news, code, response: result.response }, now);
  const next = retryAt(delivery, result, relay, now);
  await finishAttempt(db, delivery, {
    result: result.kind,
    code,
    response: result.response,
    possiblySent: result.kind === 'deferred' && result.possiblySent,
    finishedAt: now,
    nextAttemptAt: next,
  });
  const isNewlySuppressed =
    result.kind === 'refused' &&
    result.scope === 'address' &&
    code !== suppressedCode &&
    (await suppressAddress(db, {
      address: delivery.address,
      contactId: delivery.contact_id,
      reason: 'refused',
      detail: result.response,
      deliveryId: delivery.id,
      now,
    }));
  const isOver = result.kind !== 'sent' && next === null;
  const standIns = isOver ? await standInsFor(deps, db, delivery, result) : [];
  return {
    delivery,
    result,
    nextAttemptAt: next,
    standIns,
    isLost: isOver && standIns.length === 0,
    isNewlySuppressed,
    relay,
  };
}

/** A message refused for itself goes out once more as text alone; anything else goes to somebody else. */
async function standInsFor(
  deps: Deps,
  db: Db,
  delivery: StoredDelivery,
  result: Exclude<SendResult, { kind: 'sent' }>,
): Promise<readonly string[]> {
  // A word about an answer is for its author alone.
  if (delivery.derivation === 'answered') return [];
  if (result.kind === 'refused' && result.scope === 'message' && delivery.derivation === null) {
    const reduced = await storeReduced(deps, db, delivery);
    if (reduced) return [reduced];
  }
  return handOn(deps, db, delivery, reasonFor(delivery, result));
}

function reasonFor(delivery: StoredDelivery, result: SendResult): { why: string; advice: string } {
  if (result.kind === 'deferred') {
    return {
      why: `it could not be handed over for three days; the last answer was: ${result.response}`,
      advice: 'ask whoever keeps the recipient’s mailbox why it takes no mail.',
    };
  }
  if (result.kind === 'refused' && result.scope === 'message') {
    return {
      why: `the relay refuses this message, also as text alone: ${result.response}`,
      advice: 'ask whoever runs the relay which of its rules it breaks.',
    };
  }
  return {
    why: result.response,
    advice: `mend the address in contacts.yaml; if it is right, let it get mail again: npx modelwarden contacts restore ${delivery.contact_id}`,
  };
}

/**
 * Refusals are final. A relay in trouble, or a wrong setting of ours, holds mail without ever giving it up, since it
 * says nothing about the recipient.
 */
function retryAt(
  delivery: StoredDelivery,
  result: SendResult,
  relay: RelayState | null,
  now: Date,
): Date | null {
  if (result.kind === 'sent' || result.kind === 'refused') return null;
  if (result.kind === 'misconfigured') return relay?.pausedUntil ?? now;
  if (result.scope === 'stopped') return new Date(now.getTime() + afterStopMs);
  if (result.scope === 'relay') return nextPatientAttemptAt(delivery.attempts, now);
  return nextAttemptAt(delivery.attempts, now, delivery.first_attempt_at ?? now);
}

/** What an attempt says about the relay; null when it says nothing. */
function relayNews(result: SendResult): RelayNews | null {
  if (result.kind === 'misconfigured') return 'misconfigured';
  if (result.kind === 'refused' && result.code === suppressedCode) return null;
  if (result.kind !== 'deferred' || result.scope === 'recipient') return 'works';
  return result.scope === 'relay' ? 'failed' : null;
}
