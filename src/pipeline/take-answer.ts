/**
 * Takes an answer to one of our mails. The token that it quotes is the right to acknowledge; who wrote it is known by the address
 * that it says it is from, which proves nothing by itself and is kept with the acknowledgement. Its author hears what became of
 * it, at an address of contacts.yaml only: nobody else is mailed because a mail says so.
 */
import { acknowledgeToken, findAcknowledgeTokens } from '../domain/acknowledge-token.ts';
import type { Contact } from '../domain/register.ts';
import { answerMessage } from '../mail/answer-message.ts';
import { type MailAnswer, readAnswer } from '../mail/read-answer.ts';
import { acknowledgeKey } from '../store/acknowledge-key.ts';
import { insertAnswer } from '../store/answers.ts';
import { sha256 } from '../store/bodies.ts';
import type { Db } from '../store/db.ts';
import { alertsOfDelivery, insertDelivery, loadDelivery, type StoredDelivery } from '../store/deliveries.ts';
import { acknowledge, acknowledgeableOf } from './acknowledge.ts';
import type { Deps } from './deps.ts';
import type { IncomingMail, TakenMail } from './incoming-mail.ts';

type Parts = Pick<Deps, 'db' | 'config' | 'now'>;

/** Takes an answer; null when the mail holds no token of ours. */
export async function takeAnswer(parts: Parts, mail: IncomingMail): Promise<TakenMail | null> {
  const answer = await readAnswer(mail.bytes);
  if (answer === null) return null;
  const key = await acknowledgeKey(parts.db);
  // What is answered stands above what it answered itself.
  const [signed] = findAcknowledgeTokens(key, answer.everything);
  const deliveryId = signed ?? (await deliveryAnswered(parts, answer));
  if (deliveryId === null) return null;
  return parts.db.transaction().execute(async (db) => {
    const delivery = await loadDelivery(db, deliveryId);
    const alertIds = delivery === null ? [] : await acknowledgeableOf(db, deliveryId);
    const what = outcomeOf(answer, alertIds.length, signed !== undefined);
    const plain = { contact: null, isNewlySuppressed: false, deliveries: [] } as const;
    const isNew = await insertAnswer(db, {
      id: mail.id,
      delivery_id: delivery?.id ?? null,
      sender: answer.from.address,
      outcome: what,
      received_at: parts.now(),
    });
    if (!isNew || delivery === null) return { ...plain, what: 'known', detail: 'was taken before' };
    if (what === 'automatic') return { ...plain, what, detail: `${answer.from.address} did not write it` };
    const contact = writerOf(parts, delivery, answer);
    const said = await actOn(parts, db, { answer, delivery, alertIds, contact, what });
    const token = acknowledgeToken(key, deliveryId);
    const word =
      contact && (await storeWord(parts, db, delivery, contact, { said, token, id: mail.id, what }));
    return {
      ...plain,
      what,
      contact: contact?.id ?? null,
      detail: said,
      deliveries: word ? [word] : [],
    };
  });
}

type Outcome = 'acknowledged' | 'not-understood' | 'nothing-to-acknowledge' | 'automatic';

function outcomeOf(answer: MailAnswer, alerts: number, isSigned: boolean): Outcome {
  if (answer.isAutomatic) return 'automatic';
  if (alerts === 0) return 'nothing-to-acknowledge';
  return answer.meaning === null || !isSigned ? 'not-understood' : 'acknowledged';
}

/** The mail of ours that an answer is to by its headers, which anybody can write: enough for a word, not for a signature. */
async function deliveryAnswered({ db, config }: Parts, { answers }: MailAnswer): Promise<string | null> {
  const { domain } = config().settings.mail;
  for (const answered of answers) {
    const { id, host } = /^<(?<id>[0-9a-f]{32})@(?<host>[^>]+)>$/i.exec(answered)?.groups ?? {};
    if (id === undefined || host?.toLowerCase() !== domain.toLowerCase()) continue;
    if ((await loadDelivery(db, id.toLowerCase())) !== null) return id.toLowerCase();
  }
  return null;
}

/** The contact that the answer says it is from: the reader of the mail before others with the same address. */
function writerOf(parts: Parts, delivery: StoredDelivery, { from }: MailAnswer): Contact | null {
  const { contacts } = parts.config();
  const reader = contacts.get(delivery.contact_id);
  const isHis = (contact: Contact) => contact.email.toLowerCase() === from.address;
  if (reader && isHis(reader)) return reader;
  return [...contacts.values()].find(isHis) ?? null;
}

/** Acknowledges where that is said, and says in a sentence what was done. */
async function actOn(
  parts: Parts,
  db: Db,
  taken: {
    readonly answer: MailAnswer;
    readonly delivery: StoredDelivery;
    readonly alertIds: readonly string[];
    readonly contact: Contact | null;
    readonly what: Outcome;
  },
): Promise<string> {
  const { answer, alertIds, contact, what } = taken;
  if (what === 'nothing-to-acknowledge') return 'What that mail told of asks for no acknowledgement.';
  const { meaning, note, from } = answer;
  if (what === 'not-understood' && meaning !== null)
    return 'Your answer was not taken, since the line that shows that you had our mail is missing from it.';
  if (meaning === null)
    return 'Your answer was not taken, since it does not begin with one of the four things that an acknowledgement can mean.';
  const name = contact?.name ?? (from.name === '' ? from.address : from.name);
  await acknowledge(db, alertIds, {
    name,
    contactId: contact?.id ?? null,
    meaning,
    note: note === '' ? null : note,
    way: 'reply',
    account: from.address,
    at: parts.now(),
  });
  return `Your answer was taken as an acknowledgement by ${name}: ${meaning}${note === '' ? '' : `, with the note “${note}”`}.`;
}

async function storeWord(
  parts: Parts,
  db: Db,
  delivery: StoredDelivery,
  to: Contact,
  outcome: { readonly said: string; readonly token: string; readonly id: string; readonly what: Outcome },
): Promise<string | null> {
  const now = parts.now();
  const word = await answerMessage(
    { subject: delivery.subject, messageId: delivery.message_id, threadRoot: delivery.thread_root },
    to,
    {
      answerId: outcome.id,
      said: outcome.said,
      token: outcome.token,
      isTaken: outcome.what !== 'not-understood',
    },
    parts.config().settings.mail,
    now,
  );
  const isNew = await insertDelivery(
    db,
    {
      id: word.id,
      contact_id: to.id,
      address: word.message.to,
      sender: word.message.from,
      subject: word.subject,
      message_id: word.message.messageId,
      thread_root: delivery.thread_root,
      reason: delivery.reason,
      raw: Buffer.from(word.message.bytes),
      raw_sha256: sha256(word.message.bytes),
      state: 'due',
      due_at: now,
      created_at: now,
      is_urgent: false,
      derived_from: delivery.derived_from ?? delivery.id,
      derivation: 'answered',
    },
    await alertsOfDelivery(db, delivery.id),
  );
  return isNew ? word.id : null;
}
