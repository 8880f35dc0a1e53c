/**
 * Messages that stand in for one that could not be delivered: a shorter one for the same reader, and one for the
 * next contact. Both are made of the stored bytes, so they say what was to be said, whatever has changed since.
 */
import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { type BuiltMessage, composeMessage, type Draft, type Sender } from './compose-message.ts';
import { inertText } from './inert-text.ts';
import { wrap } from './text-lines.ts';

/** The message that could not be delivered. */
export interface Undelivered {
  readonly id: string;
  readonly subject: string;
  readonly messageId: string;
  readonly bytes: Uint8Array;
}

export interface StandIn {
  readonly id: string;
  readonly subject: string;
  readonly message: BuiltMessage;
}

/** The same subject and text without HTML and attachments, for relays that found the whole too big or against their policy. */
export async function reduceMessage(
  original: Undelivered,
  contact: Draft['to'],
  sender: Sender,
  now: Date,
): Promise<StandIn> {
  const mail = await simpleParser(Buffer.from(original.bytes));
  const id = standInId('reduced', original.id, contact.id);
  const references = [mail.references ?? []].flat();
  const message = await composeMessage(
    {
      deliveryId: id,
      to: contact,
      subject: original.subject,
      text: [
        ...wrap(
          'This is the text of a mail that your mail system refused in its full form. What is missing here are the HTML form and the attached difference; the command below prints both.',
        ),
        '',
        mail.text ?? '',
      ].join('\n'),
      html: null,
      attachments: [],
      renderedAt: now,
      references,
    },
    sender,
  );
  return { id, subject: original.subject, message };
}

/** The whole message for somebody else, with the reason on top; the original is attached as it was. */
export async function handOnMessage(
  original: Undelivered,
  detail: {
    readonly meantFor: Draft['to'];
    readonly to: Draft['to'];
    /** Why it could not be delivered, for people. */
    readonly why: string;
    /** What to do about it. */
    readonly advice: string;
  },
  sender: Sender,
  now: Date,
): Promise<StandIn> {
  const mail = await simpleParser(Buffer.from(original.bytes));
  const id = standInId('handed-on', original.id, detail.to.id);
  const name = inertText(detail.meantFor.name, 80);
  const subject = `[not delivered to ${inertText(detail.meantFor.name, 40)}] ${inertText(original.subject, 150)}`;
  const message = await composeMessage(
    {
      deliveryId: id,
      to: detail.to,
      subject,
      text: [
        `NOT DELIVERED TO ${name.toUpperCase()}`,
        '',
        ...wrap(
          `The mail below was meant for ${name} <${detail.meantFor.email}>, who did not get it. You are the one to tell in that case: please deal with it, or see to it that somebody does.`,
        ),
        '',
        ...wrap(`What happened: ${inertText(detail.why, 500)}`),
        '',
        ...wrap(`What to do: ${detail.advice}`),
        '',
        ...wrap('The original is attached as it was to be sent. Its text:'),
        '',
        '='.repeat(76),
        '',
        mail.text ?? '',
      ].join('\n'),
      html: null,
      attachments: [
        { filename: 'original.eml', contentType: 'message/rfc822', content: Buffer.from(original.bytes) },
      ],
      renderedAt: now,
      references: [],
    },
    sender,
  );
  return { id, subject, message };
}

/** The same stand-in has the same id, so that it is made once. */
function standInId(kind: string, originalId: string, contactId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, originalId, contactId]))
    .digest('hex')
    .slice(0, 32);
}
