/**
 * What follows when a message could not be delivered: a shorter form of it, or the route's owner and the next
 * contact in the reader's place. Everything is written in the caller's transaction; nothing is sent here.
 */
import { nextContacts } from '../alerts/next-contacts.ts';
import type { Draft } from '../mail/compose-message.ts';
import type { StandIn } from '../mail/stand-in-message.ts';
import { handOnMessage, reduceMessage } from '../mail/stand-in-message.ts';
import { sha256 } from '../store/bodies.ts';
import type { Db } from '../store/db.ts';
import {
  alertsOfDelivery,
  contactsOfDelivery,
  insertDelivery,
  loadDelivery,
  type StoredDelivery,
} from '../store/deliveries.ts';
import type { Deps } from './deps.ts';

type Parts = Pick<Deps, 'config' | 'now'>;

/** Stores the text alone for the same reader; gives back its id, or null when it was stored before. */
export async function storeReduced(parts: Parts, db: Db, delivery: StoredDelivery): Promise<string | null> {
  const { settings } = parts.config();
  const contact = contactOf(parts, delivery);
  const standIn = await reduceMessage(asUndelivered(delivery), contact, settings.mail, parts.now());
  return store(parts, db, delivery, { contact, standIn, derivation: 'reduced', root: delivery.thread_root });
}

/**
 * Stores the message for those who are next, with the reason on top; gives back the ids. Empty means that nobody
 * is left to tell.
 */
export async function handOn(
  parts: Parts,
  db: Db,
  delivery: StoredDelivery,
  reason: { readonly why: string; readonly advice: string },
): Promise<readonly string[]> {
  const config = parts.config();
  const origin = await originOf(db, delivery);
  const hasIt = await contactsOfDelivery(db, origin.id);
  const ids: string[] = [];
  for (const id of nextContacts(config, delivery.contact_id, hasIt)) {
    const to = config.contacts.get(id);
    if (!to) continue;
    const standIn = await handOnMessage(
      asUndelivered(origin),
      { meantFor: contactOf(parts, delivery), to, ...reason },
      config.settings.mail,
      parts.now(),
    );
    const stored = await store(parts, db, origin, {
      contact: to,
      standIn,
      derivation: 'handed-on',
      root: standIn.message.messageId,
    });
    if (stored) ids.push(stored);
  }
  return ids;
}

/** What stands in for a stand-in is made of the first message. */
async function originOf(db: Db, delivery: StoredDelivery): Promise<StoredDelivery> {
  if (delivery.derived_from === null) return delivery;
  return (await loadDelivery(db, delivery.derived_from)) ?? delivery;
}

/** The contact as configured now; one that is no longer there is known by what was stored. */
function contactOf(parts: Parts, delivery: StoredDelivery): Draft['to'] {
  const id = delivery.contact_id;
  return { id, name: parts.config().contacts.get(id)?.name ?? id, email: delivery.address };
}

function asUndelivered(delivery: StoredDelivery) {
  return {
    id: delivery.id,
    subject: delivery.subject,
    messageId: delivery.message_id,
    bytes: delivery.raw,
  };
}

async function store(
  parts: Parts,
  db: Db,
  origin: StoredDelivery,
  made: {
    readonly contact: Draft['to'];
    readonly standIn: StandIn;
    readonly derivation: 'reduced' | 'handed-on';
    readonly root: string;
  },
): Promise<string | null> {
  const now = parts.now();
  const { standIn, contact } = made;
  const isNew = await insertDelivery(
    db,
    {
      id: standIn.id,
      contact_id: contact.id,
      address: standIn.message.to,
      sender: standIn.message.from,
      subject: standIn.subject,
      message_id: standIn.message.messageId,
      thread_root: made.root,
      reason: origin.reason,
      raw: Buffer.from(standIn.message.bytes),
      raw_sha256: sha256(standIn.message.bytes),
      state: 'due',
      due_at: now,
      created_at: now,
      is_urgent: origin.is_urgent,
      derived_from: origin.derived_from ?? origin.id,
      derivation: made.derivation,
    },
    await alertsOfDelivery(db, origin.id),
  );
  return isNew ? standIn.id : null;
}
