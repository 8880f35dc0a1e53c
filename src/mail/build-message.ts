/**
 * A rendered notice becomes the exact bytes that are stored and sent (promise P2): one recipient, a Message-ID
 * made of the delivery's id, nothing random and no clock, so that a repetition is the same mail.
 */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import { MailError } from '../domain/errors.ts';
import type { Notice } from '../domain/notice.ts';
import { inertText } from './inert-text.ts';
import type { RenderedNotice } from './render-notice.ts';

export interface Sender {
  /** Envelope sender and From address. */
  readonly from: string;
  /** A mailbox that somebody reads; null leaves the header out. */
  readonly replyTo: string | null;
  /** Domain of message ids and of the List-ID. */
  readonly domain: string;
  readonly organisation: string;
}

export interface BuiltMessage {
  /** With angle brackets, as in the header. */
  readonly messageId: string;
  /** Envelope sender. */
  readonly from: string;
  /** Envelope recipient. */
  readonly to: string;
  /** The message as it goes over the wire, CRLF line ends, ASCII only. */
  readonly bytes: Uint8Array;
}

const address = z.email();
const domainName = z.hostname();
const messageId = z.string().regex(/^<[^<>\s\p{Cc}]{1,250}@[^<>\s\p{Cc}]{1,250}>$/u);

/**
 * Builds the message of a notice. The same arguments give the same bytes.
 * @throws MailError `message_unbuildable` when an address, the domain or the delivery's id cannot stand in a
 * header; never because of vendor text.
 */
export async function buildMessage(
  notice: Notice,
  rendered: RenderedNotice,
  sender: Sender,
): Promise<BuiltMessage> {
  const from = checked(address, sender.from, 'sender address');
  const to = checked(address, notice.contact.email, `address of contact ${notice.contact.id}`);
  const domain = checked(domainName, sender.domain, 'mail domain');
  const id = checked(messageId, `<${notice.deliveryId}@${domain}>`, 'message id');
  const thread =
    notice.inReplyTo === null ? null : checked(messageId, notice.inReplyTo, 'message id of the thread');
  const organisation = inertText(sender.organisation, 80);
  const message = new MailComposer({
    from: { name: organisation === '' ? 'Modelwarden' : `Modelwarden, ${organisation}`, address: from },
    to: { name: inertText(notice.contact.name, 80), address: to },
    ...(sender.replyTo === null ? {} : { replyTo: checked(address, sender.replyTo, 'reply address') }),
    ...(thread === null ? {} : { inReplyTo: thread, references: [thread] }),
    messageId: id,
    date: notice.renderedAt,
    subject: inertText(rendered.subject, 300),
    text: rendered.text,
    html: rendered.html,
    attachments: rendered.attachments.map((attachment) => ({
      filename: attachment.filename,
      content: attachment.content,
      contentType: `${attachment.contentType}; charset=utf-8`,
    })),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-ID': `Modelwarden alerts <alerts.${domain}>`,
    },
    // Quoted-printable keeps every line short and every byte ASCII, whatever the vendor wrote.
    encoding: 'quoted-printable',
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const bytes = await message.compile().build();
  return { messageId: id, from, to, bytes };
}

function checked(shape: z.ZodType<string>, value: string, name: string): string {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw new MailError(`The ${name} cannot stand in a mail: ${inertText(value, 120)}`, {
    code: 'message_unbuildable',
    retry: 'never',
    fault: 'config',
    advice: `Mend the ${name} in the configuration.`,
  });
}
