/** Acknowledging: the rules that hold whichever way it comes, from a terminal, a page or an answer by mail. */
import type { Config } from '../config/config.ts';
import {
  type Acknowledgement,
  type AcknowledgementMeaning,
  type AcknowledgementWay,
  longestName,
  longestNote,
} from '../domain/acknowledgement.ts';
import {
  listAcknowledgements,
  recordAcknowledgements,
  type StoredAcknowledgement,
} from '../store/acknowledgements.ts';
import type { Db } from '../store/db.ts';
import { alertsOfDelivery } from '../store/deliveries.ts';
import { isTold } from '../store/receivers.ts';

export interface Signature {
  readonly name: string;
  readonly contactId: string | null;
  readonly meaning: AcknowledgementMeaning;
  readonly note: string | null;
  readonly way: AcknowledgementWay;
  readonly account: string;
  readonly at: Date;
}

/** The same once more within this time is a second press of the same button. */
const repeatedWithinMs = 10 * 60 * 1000;

/** What keeps a name and a note from being taken, and what to do; null when nothing does. */
export function faultOf(
  name: string,
  note: string,
): { readonly fault: string; readonly advice: string } | null {
  if (name.trim() === '') return { fault: 'an acknowledgement needs a name', advice: 'say who acknowledges' };
  if (name.trim().length > longestName || note.trim().length > longestNote)
    return {
      fault: 'the name or the note is too long',
      advice: `a name has at most ${longestName} characters, a note ${longestNote}`,
    };
  return null;
}

/** A contact signs with the name that contacts.yaml gives. */
export function signerOf(config: Config, by: string): Pick<Acknowledgement, 'name' | 'contactId'> {
  const contact = config.contacts.get(by) ?? [...config.contacts.values()].find(({ name }) => name === by);
  return contact ? { name: contact.name, contactId: contact.id } : { name: by, contactId: null };
}

/** Those of these alerts that somebody was told of: nobody can have dealt with what nobody knows. */
export async function toldOf(db: Db, alertIds: readonly string[]): Promise<readonly string[]> {
  const told: string[] = [];
  for (const id of alertIds) if (await isTold(db, id)) told.push(id);
  return told;
}

/**
 * Signs these alerts, all or none, and ends what follows them up. What the same person signed in the same words a moment
 * ago stands for it. The name and the note have no fault.
 */
export async function acknowledge(
  db: Db,
  alertIds: readonly string[],
  signature: Signature,
): Promise<readonly StoredAcknowledgement[]> {
  const recent = (await listAcknowledgements(db, alertIds)).filter(
    (given) =>
      given.name === signature.name &&
      given.meaning === signature.meaning &&
      given.note === signature.note &&
      given.way === signature.way &&
      signature.at.getTime() - given.acknowledged_at.getTime() < repeatedWithinMs,
  );
  const signed = new Set(recent.map((given) => given.alert_id));
  const missing = alertIds.filter((id) => !signed.has(id));
  const added = await recordAcknowledgements(
    db,
    missing.map((alertId) => ({ ...signature, alertId })),
  );
  return [...recent, ...added];
}

/** What a mail tells of that somebody can acknowledge. */
export async function acknowledgeableOf(db: Db, deliveryId: string): Promise<readonly string[]> {
  return toldOf(db, await alertsOfDelivery(db, deliveryId));
}
