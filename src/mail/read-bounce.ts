/**
 * Reads mail that came back: a delivery status notification (RFC 3464). Which of our mails it is about is told by
 * the return address that it was sent to, else by the Message-ID of the mail that it quotes.
 */
import { type ParsedMail, simpleParser } from 'mailparser';
import { inertText } from './inert-text.ts';
import { deliveryOf } from './return-address.ts';

export interface Bounce {
  /** The delivery that came back; null when the notification does not say. */
  readonly deliveryId: string | null;
  readonly recipient: string | null;
  /** `5.1.1`: class, subject, detail (RFC 3463). */
  readonly status: string;
  /** `failed`, `delayed` …, lower case. */
  readonly action: string;
  /** What the other side said, for people. */
  readonly diagnostic: string;
}

/** More is no notification that a mail system writes. */
const maxBytes = 5_000_000;

/** The notification in a message; null when it holds none (an answer by a person, a complaint, spam). */
export async function readBounce(
  bytes: Buffer,
  ours: { bounces: string | null; domain: string },
): Promise<Bounce | null> {
  if (bytes.length > maxBytes) return null;
  const mail = await simpleParser(bytes, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
  });
  const report = mail.attachments.find((part) => part.contentType === 'message/delivery-status');
  if (report === undefined) return null;
  const fields = readFields(report.content.toString('utf8'));
  const status = /\b(?<status>[245]\.\d{1,3}\.\d{1,3})\b/.exec(fields.get('status') ?? '')?.groups?.[
    'status'
  ];
  if (status === undefined) return null;
  return {
    deliveryId: deliveryByAddress(mail, ours.bounces) ?? deliveryByQuotedMail(mail, bytes, ours.domain),
    recipient: addressIn(fields.get('final-recipient') ?? fields.get('original-recipient') ?? ''),
    status,
    action: (fields.get('action') ?? 'failed').toLowerCase(),
    diagnostic: inertText(fields.get('diagnostic-code') ?? fields.get('status') ?? '', 400),
  };
}

/** Fields of the first recipient's block; those of the message itself come before it and have other names. */
function readFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const { name, value } = /^(?<name>[A-Za-z-]{1,40}):\s*(?<value>.*)$/.exec(line)?.groups ?? {};
    if (name !== undefined && value !== undefined && !fields.has(name.toLowerCase()))
      fields.set(name.toLowerCase(), value.slice(0, 2000));
  }
  return fields;
}

/** `rfc822; someone@example.org` */
function addressIn(field: string): string | null {
  return /(?<address>[^\s;<>]{1,64}@[^\s;<>]{1,255})/.exec(field)?.groups?.['address'] ?? null;
}

function deliveryByAddress(mail: ParsedMail, bounces: string | null): string | null {
  if (bounces === null) return null;
  const headers = ['delivered-to', 'x-original-to', 'envelope-to', 'to'];
  const addresses = mail.headerLines
    .filter((header) => headers.includes(header.key))
    .flatMap(({ line }) => line.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? []);
  return addresses.map((address) => deliveryOf(address, bounces)).find((id) => id !== null) ?? null;
}

/** The quoted mail comes whole or as headers only; either way its Message-ID stands on a line of its own. */
function deliveryByQuotedMail(mail: ParsedMail, bytes: Buffer, domain: string): string | null {
  const quoted = mail.attachments
    .filter((part) => ['message/rfc822', 'text/rfc822-headers'].includes(part.contentType))
    .map((part) => part.content.toString('latin1'));
  for (const text of [...quoted, bytes.toString('latin1')]) {
    for (const [, id, at] of text.matchAll(/^message-id:\s*<([a-z0-9-]{8,64})@([^<>\s]{1,253})>/gim)) {
      if (id !== undefined && at?.toLowerCase() === domain.toLowerCase()) return id;
    }
  }
  return null;
}
