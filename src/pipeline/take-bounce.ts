/**
 * Takes mail that came back. The address is suppressed at once when there is no such mailbox, after three permanent
 * failures in a week otherwise; the mail that came back goes to the next contact in any case, since its reader has
 * not got it.
 */
import { type Bounce, readBounce } from '../mail/read-bounce.ts';
import { countPermanentBounces, insertBounce } from '../store/bounces.ts';
import type { Db } from '../store/db.ts';
import { loadDelivery, markBounced, type StoredDelivery } from '../store/deliveries.ts';
import { suppressAddress } from '../store/suppressions.ts';
import type { Deps } from './deps.ts';
import { handOn } from './hand-on.ts';
import type { IncomingMail, TakenMail } from './incoming-mail.ts';

const failuresToSuppress = 3;
const withinMs = 7 * 24 * 3_600_000;

type Parts = Pick<Deps, 'db' | 'config' | 'now'>;

/** Takes a notification; null when the mail is none. */
export async function takeBounce(parts: Parts, mail: IncomingMail): Promise<TakenMail | null> {
  const bounce = await readBounce(mail.bytes, parts.config().settings.mail);
  if (bounce === null) return null;
  return parts.db.transaction().execute(async (db) => {
    const delivery = bounce.deliveryId === null ? null : await loadDelivery(db, bounce.deliveryId);
    const detail = `${bounce.status} ${bounce.diagnostic}`;
    const plain = { contact: null, detail, isNewlySuppressed: false, deliveries: [] } as const;
    const isNew = await insertBounce(db, {
      id: mail.id,
      delivery_id: delivery?.id ?? null,
      address: (delivery?.address ?? bounce.recipient)?.toLowerCase() ?? null,
      status: bounce.status,
      detail,
      received_at: parts.now(),
    });
    if (!isNew) return { ...plain, what: 'known' };
    if (!delivery) return { ...plain, what: 'not-ours' };
    const known = { ...plain, contact: delivery.contact_id };
    if (!isPermanent(bounce)) return { ...known, what: 'delay' };
    return { ...known, what: 'failure', ...(await takeFailure(parts, db, delivery, bounce)) };
  });
}

function isPermanent(bounce: Bounce): boolean {
  return bounce.status.startsWith('5.') && bounce.action === 'failed';
}

async function takeFailure(parts: Parts, db: Db, delivery: StoredDelivery, bounce: Bounce) {
  const now = parts.now();
  const detail = `${bounce.status} ${bounce.diagnostic}`;
  await markBounced(db, delivery.id, now);
  const since = new Date(now.getTime() - withinMs);
  const isBad =
    bounce.status === '5.1.1' ||
    (await countPermanentBounces(db, delivery.address, since)) >= failuresToSuppress;
  const isNewlySuppressed =
    isBad &&
    (await suppressAddress(db, {
      address: delivery.address,
      contactId: delivery.contact_id,
      reason: 'bounced',
      detail,
      deliveryId: delivery.id,
      now,
    }));
  const deliveries = await handOn(parts, db, delivery, {
    why: `it was taken by the relay and came back: ${detail}`,
    advice: isBad
      ? `mend the address in contacts.yaml; if it is right, let it get mail again: npx modelwarden contacts restore ${delivery.contact_id}`
      : 'ask whoever keeps the recipient’s mailbox why it takes no mail. The address still gets mail; after three such returns in a week it no longer does.',
  });
  return { isNewlySuppressed, deliveries };
}
