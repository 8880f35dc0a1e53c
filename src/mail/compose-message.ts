/**
 * Text becomes the exact bytes that are stored and sent (promise P2): one recipient, a Message-ID made of the
 * delivery's id, nothing random and no clock, so that a repetition is the same mail.
 */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import { MailError } from '../domain/errors.ts';
import { inertText } from './inert-text.ts';
import { returnAddress } from './return-address.ts';
import { type SigningKey, signMessage } from './sign-message.ts';

export interface Sender {
  /** From address, and envelope sender where there is no mailbox for returned mail. */
  readonly from: string;
  /** A mailbox that somebody reads; null leaves the header out. */
  readonly replyTo: string | null;
  /** Domain of message ids and of the List-ID. */
  readonly domain: string;
  readonly organisation: string;
  /** A mailbox that we read ourselves, for answers that acknowledge; null: there is none. */
  readonly answers?: string | null;
  /** Mailbox for returned mail: each mail gets an address of its own there. */
  readonly bounces?: string | null;
  /** Takes a POST from who wants to be left out (RFC 8058). */
  readonly unsubscribeUrl?: string | null;
  readonly dkim?: SigningKey | null;
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: string | Buffer;
}

/** What is to be sent, before it has its form. */
export interface Draft {
  /** Makes the Message-ID; letters, digits and hyphens. */
  readonly deliveryId: string;
  readonly to: { readonly id: string; readonly name: string; readonly email: string };
  readonly subject: string;
  readonly text: string;
  /** Null: plain text only. */
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  /** Stands in the Date header: when it was rendered. */
  readonly renderedAt: Date;
  /** Message-IDs of the thread, the first mail's first, the one that is answered last; empty begins a thread. */
  readonly references: readonly string[];
  /** Whether an answer to it acknowledges: it then goes to the mailbox that we read, too. */
  readonly takesAnswers?: boolean;
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
 * Builds, and signs where there is a key, the message of a draft. The same arguments give the same bytes.
 * @throws MailError `message_unbuildable` when an address, the domain or the delivery's id cannot stand in a
 * header; `message_unsigned` when the key is of no use; never because of vendor text.
 */
export async function composeMessage(draft: Draft, sender: Sender): Promise<BuiltMessage> {
  const from = checked(address, sender.from, 'sender address');
  const to = checked(address, draft.to.email, `address of contact ${draft.to.id}`);
  const domain = checked(domainName, sender.domain, 'mail domain');
  const id = checked(messageId, `<${draft.deliveryId}@${domain}>`, 'message id');
  const references = [...new Set(draft.references)].map((reference) =>
    checked(messageId, reference, 'message id of the thread'),
  );
  const answered = references.at(-1);
  const envelopeFrom =
    sender.bounces === null || sender.bounces === undefined
      ? from
      : checked(address, returnAddress(sender.bounces, draft.deliveryId), 'mailbox for returned mail');
  const replyTo = [draft.takesAnswers ? sender.answers : null, sender.replyTo].flatMap((one) =>
    one ? checked(address, one, 'reply address') : [],
  );
  const organisation = inertText(sender.organisation, 80);
  const message = new MailComposer({
    from: { name: organisation === '' ? 'Modelwarden' : `Modelwarden, ${organisation}`, address: from },
    to: { name: inertText(draft.to.name, 80), address: to },
    ...(replyTo.length === 0 ? {} : { replyTo }),
    ...(answered === undefined ? {} : { inReplyTo: answered, references }),
    messageId: id,
    date: draft.renderedAt,
    subject: inertText(draft.subject, 300),
    text: draft.text,
    ...(draft.html === null ? {} : { html: draft.html }),
    attachments: draft.attachments.map((attachment) => ({
      filename: attachment.filename,
      content: attachment.content,
      contentDisposition: 'attachment',
      contentType: attachment.contentType.startsWith('text/')
        ? `${attachment.contentType}; charset=utf-8`
        : attachment.contentType,
    })),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-ID': `Modelwarden alerts <alerts.${domain}>`,
      ...unsubscribeHeaders(draft.deliveryId, sender),
    },
    // Quoted-printable keeps every line short and every byte ASCII, whatever the vendor wrote.
    encoding: 'quoted-printable',
    baseBoundary: createHash('sha256').update(id).digest('hex').slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const built = await message.compile().build();
  const bytes = sender.dkim ? await signMessage(built, sender.dkim) : built;
  return { messageId: id, from: envelopeFrom, to, bytes };
}

/**
 * One header with every way (RFC 2369 allows no second one), and the one-click header only beside a https way
 * (RFC 8058). The mail way goes to people: who leaves must be replaced, so nobody is dropped by a machine.
 */
function unsubscribeHeaders(
  deliveryId: string,
  { unsubscribeUrl, replyTo }: Sender,
): Readonly<Record<string, string>> {
  const web = unsubscribeUrl ? [`<${withDelivery(unsubscribeUrl, deliveryId)}>`] : [];
  const mail = replyTo === null ? [] : [`<mailto:${replyTo}?subject=leave%20${deliveryId}>`];
  if (web.length + mail.length === 0) return {};
  return {
    'List-Unsubscribe': [...web, ...mail].join(', '),
    ...(web.length === 0 ? {} : { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

function withDelivery(address: string, deliveryId: string): string {
  const url = new URL(address);
  url.searchParams.set('delivery', deliveryId);
  return url.href;
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
