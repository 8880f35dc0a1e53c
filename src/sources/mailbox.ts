/**
 * Vendors' notices by mail, from an IMAP mailbox or from a folder of `.eml` files that a mail rule fills. The
 * address of the source is the vendor's page that the notices stand for: mails need a place to point readers to,
 * and mailboxes are nobody's business but the operator's.
 */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Capture } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { extractMailbox } from '../extract/mailbox-document.ts';
import { parseMessage } from '../extract/mailbox-message.ts';
import type { Collected, Collector, Reading, SourceAdapter } from './adapter.ts';
import { collectFolder } from './mailbox-folder.ts';
import { collectImap } from './mailbox-imap.ts';
import { maxMailBytes, parseListing } from './mailbox-listing.ts';
import { pageText } from './read-page.ts';

const Imap = z.strictObject({
  host: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, 'is not the name of a host')
    .describe('The IMAP server; one on a private address must be in `allowPrivate`, too.'),
  port: z.number().int().min(1).max(65_535).optional().describe('993 when absent. TLS from the first byte.'),
  mailbox: z.string().min(1).max(200).optional().describe('`INBOX` when absent. It is only read.'),
  user: z.string().min(1).describe('Login name: `${NOTICES_USER}`.'),
  password: z.string().min(1).describe('Take it from the environment: `${NOTICES_PASSWORD}`.'),
});

const MailboxOptions = z
  .strictObject({
    folder: z
      .string()
      .refine(isAbsolute, 'is not an absolute path')
      .optional()
      .describe('Absolute path of a folder; its `.eml` files are read, those of folders within it are not.'),
    imap: Imap.optional().describe('A mailbox on an IMAP server, instead of a `folder`.'),
    senders: z
      .array(z.string().regex(/^[^\s@<>]*@[a-z0-9.-]+$/i, 'is neither an address nor `@` and a host'))
      .min(1)
      .describe('Who is believed: `notices@vendor.example`, or `@vendor.example` for everybody there.'),
  })
  .refine(({ folder, imap }) => (folder === undefined) !== (imap === undefined), {
    error: 'expected either a `folder` or an `imap` mailbox',
  });
type MailboxOptions = z.infer<typeof MailboxOptions>;

export const mailboxAdapter: SourceAdapter<MailboxOptions, Reading> = {
  kind: 'mailbox',
  summary: 'Mails from known senders, on an IMAP server or in a folder; each mail is a dated entry.',
  options: MailboxOptions,
  collect: collectMails,
  read([first, ...mails], options) {
    const answer = pageText(first ? [first] : []);
    const listing = parseListing(answer.text);
    const document = extractMailbox(
      mails.map((capture: Capture) => parseMessage(capture.body)),
      options.senders,
    );
    const counted = [
      [listing.otherSenders, 'mails from other senders were passed over'],
      [
        listing.tooLarge.length,
        `mails are larger than ${maxMailBytes / 1024 / 1024} MiB and were passed over`,
      ],
      [listing.older, 'older mails were not read'],
    ] as const;
    const passedOver = counted.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
    const remarks = [...answer.remarks, ...passedOver, ...document.remarks];
    return { kind: 'document', document: { ...document, remarks } };
  },
};

/** Mails of others are counted, never kept: the record of captures lasts, and they are private. */
async function collectMails(
  source: Source,
  { folder, imap, senders }: MailboxOptions,
  collector: Collector,
): Promise<Collected> {
  if (folder !== undefined) return collectFolder(source, { folder, senders }, collector);
  if (imap === undefined) throw new TypeError(`${source.id} names neither a folder nor an IMAP mailbox`);
  return collectImap(source, { imap, senders }, collector);
}
