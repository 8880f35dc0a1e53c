/** Mails of known senders as a document: each a dated entry, newest first, like the items of a feed. */
import type { Document } from '../domain/document.ts';
import { ExtractError } from '../domain/errors.ts';
import { type BlockWriter, createBlockWriter } from './block-writer.ts';
import { writeBlocks } from './html-blocks.ts';
import type { MailContent, MailMessage } from './mailbox-message.ts';
import { type HtmlPage, parseHtml } from './parse-html.ts';
import { writePlainText } from './plain-text.ts';

/** Mails are second-level headings; headings within a mail lie below the mail's. */
const entryLevel = 2;

/** Whether an address is one of those allowed: `name@host`, or `@host` for everybody there. */
export function isAllowedSender(address: string | null, senders: readonly string[]): boolean {
  if (address === null) return false;
  const host = address.slice(address.lastIndexOf('@'));
  return senders.some((sender) => [address, host].includes(sender.toLowerCase()));
}

/**
 * Reads mails of the allowed senders; none is a document without blocks, with a remark.
 * @throws ExtractError `document_too_large`
 */
export function extractMailbox(messages: readonly MailMessage[], senders: readonly string[]): Document {
  const allowed = messages.filter(({ from }) => isAllowedSender(from, senders));
  const mails = new Map<string, MailMessage>();
  for (const mail of allowed) if (!mails.has(mail.id)) mails.set(mail.id, mail);
  const writer = createBlockWriter();
  let unreadable = 0;
  for (const mail of [...mails.values()].sort(newestFirst)) {
    const { id, sentAt, subject } = mail;
    writer.heading(entryLevel, subject || sentAt || id, { id, publishedAt: sentAt, url: null });
    for (const content of mail.contents) if (!writeContent(content, writer)) unreadable += 1;
  }
  const counted = [
    [messages.length - allowed.length, 'mails from other senders were passed over'],
    [allowed.length - mails.size, 'mails bear the Message-ID of another and were passed over'],
    [unreadable, 'parts of mails could not be read'],
  ] as const;
  const remarks = counted.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  if (mails.size === 0) remarks.push('there is no mail from the allowed senders');
  return { title: null, blocks: writer.blocks, language: null, remarks };
}

/** False when it cannot be read: one hostile mail must not hide the others. */
function writeContent({ kind, text }: MailContent, writer: BlockWriter): boolean {
  if (kind === 'plain') {
    writePlainText(text, writer);
    return true;
  }
  let page: HtmlPage;
  try {
    page = parseHtml(text);
  } catch (error) {
    if (error instanceof ExtractError) return false;
    throw error;
  }
  writeBlocks(page('body').toArray(), writer, entryLevel);
  return true;
}

function newestFirst(left: MailMessage, right: MailMessage): number {
  const [a, b] = [`${left.sentAt ?? ''} ${left.id}`, `${right.sentAt ?? ''} ${right.id}`];
  return a < b ? 1 : a > b ? -1 : 0;
}
