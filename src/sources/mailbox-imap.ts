/** Mails on an IMAP server. */
import type { Source } from '../domain/source.ts';
import { isAllowedSender } from '../extract/mailbox-document.ts';
import { senderOf } from '../extract/mailbox-message.ts';
import type { Collected, Collector } from './adapter.ts';
import { mailCaptures, maxMailBytes, maxMails, maxTotalBytes, unchangedCapture } from './mailbox-listing.ts';

export interface ImapOptions {
  readonly imap: {
    readonly host: string;
    readonly port?: number | undefined;
    readonly mailbox?: string | undefined;
    readonly user: string;
    readonly password: string;
  };
  readonly senders: readonly string[];
}

/**
 * Reads the newest mails of the senders. While the mailbox holds what it held (the same UIDVALIDITY, next UID and
 * count), nothing is asked for. Never throws for what the server does.
 */
export async function collectImap(
  source: Source,
  { imap, senders }: ImapOptions,
  collector: Collector,
): Promise<Collected> {
  const startedAt = collector.now();
  const answer = await collector.fetchMail({
    host: imap.host,
    port: imap.port ?? 993,
    user: imap.user,
    password: imap.password,
    mailbox: imap.mailbox ?? 'INBOX',
    wanted: { senders },
    maxMails,
    maxMailBytes,
    maxTotalBytes,
    known: collector.validators(source.url)?.etag ?? null,
  });
  if (answer.kind === 'failure') return answer;
  const circumstances = { startedAt, finishedAt: collector.now(), ...answer.peer };
  if (answer.kind === 'unchanged')
    return { kind: 'not-modified', captures: [unchangedCapture(source, answer.state, circumstances)] };
  // Servers search for parts of a line; whether it is the sender, and the only one, is for us to see.
  const believed = answer.mails.filter(({ bytes }) => isAllowedSender(senderOf(bytes), senders));
  const nameOf = (uid: number): string => `${answer.uidValidity}-${uid}`;
  const listing = {
    otherSenders: answer.mails.length - believed.length,
    tooLarge: answer.tooLarge.map(nameOf),
    older: answer.left,
  };
  const mails = new Map(believed.map(({ uid, bytes }) => [nameOf(uid), bytes]));
  return { kind: 'captures', captures: mailCaptures(source, listing, mails, circumstances, answer.state) };
}
