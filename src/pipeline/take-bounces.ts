/**
 * Takes mail that came back. The address is suppressed at once when there is no such mailbox, after three permanent
 * failures in a week otherwise; the mail that came back goes to the next contact in any case, since its reader has
 * not got it.
 */
import { createHash } from 'node:crypto';
import { listReturned, type ReturnedFile, setAside } from '../mail/bounce-folder.ts';
import { type Bounce, readBounce } from '../mail/read-bounce.ts';
import { countPermanentBounces, insertBounce } from '../store/bounces.ts';
import type { Db } from '../store/db.ts';
import { loadDelivery, markBounced, type StoredDelivery } from '../store/deliveries.ts';
import { suppressAddress } from '../store/suppressions.ts';
import type { Deps } from './deps.ts';
import { handOn } from './hand-on.ts';

const failuresToSuppress = 3;
const withinMs = 7 * 24 * 3_600_000;

export interface TakenBounce {
  /** Name of its file. */
  readonly file: string;
  readonly what: 'not-a-bounce' | 'not-ours' | 'known' | 'delay' | 'failure';
  readonly contact: string | null;
  readonly detail: string;
  readonly isNewlySuppressed: boolean;
  readonly standIns: readonly string[];
}

type Parts = Pick<Deps, 'db' | 'config' | 'now'>;

/** Takes every file of the folder that the settings name; none when they name none. */
export async function takeBounces(parts: Parts): Promise<readonly TakenBounce[]> {
  const folder = parts.config().settings.mail.bounceFolder;
  if (folder === null) return [];
  const taken: TakenBounce[] = [];
  for (const file of await listReturned(folder)) {
    taken.push(await takeFile(parts, file));
    // Should this fail, the file is read again and found to be known.
    await setAside(folder, file.name);
  }
  return taken;
}

async function takeFile(parts: Parts, file: ReturnedFile): Promise<TakenBounce> {
  const plain = { file: file.name, contact: null, isNewlySuppressed: false, standIns: [] } as const;
  const { bytes } = file;
  if (bytes === null) return { ...plain, what: 'not-a-bounce', detail: 'too large to be a notification' };
  const bounce = await readBounce(bytes, parts.config().settings.mail);
  if (bounce === null) return { ...plain, what: 'not-a-bounce', detail: 'holds no delivery status' };
  const id = createHash('sha256').update(bytes).digest('hex');
  return parts.db.transaction().execute(async (db) => {
    const delivery = bounce.deliveryId === null ? null : await loadDelivery(db, bounce.deliveryId);
    const detail = `${bounce.status} ${bounce.diagnostic}`;
    const isNew = await insertBounce(db, {
      id,
      delivery_id: delivery?.id ?? null,
      address: (delivery?.address ?? bounce.recipient)?.toLowerCase() ?? null,
      status: bounce.status,
      detail,
      received_at: parts.now(),
    });
    if (!isNew) return { ...plain, what: 'known', detail };
    if (!delivery) return { ...plain, what: 'not-ours', detail };
    const known = { ...plain, contact: delivery.contact_id, detail };
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
  const standIns = await handOn(parts, db, delivery, {
    why: `it was taken by the relay and came back: ${detail}`,
    advice: isBad
      ? `mend the address in contacts.yaml; if it is right, let it get mail again: npx modelwarden contacts restore ${delivery.contact_id}`
      : 'ask whoever keeps the recipient’s mailbox why it takes no mail. The address still gets mail; after three such returns in a week it no longer does.',
  });
  return { isNewlySuppressed, standIns };
}
