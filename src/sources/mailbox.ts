/**
 * Vendors' notices by mail, from a folder of `.eml` files that a mail rule or program fills. The address of the
 * source is the vendor's page that the notices stand for: mails need a place to point readers to, and folders
 * are nobody's business but the operator's.
 */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Capture, FetchFailure, FetchFailureCode } from '../domain/capture.ts';
import { extractError } from '../extract/extract-errors.ts';
import { extractMailbox, isAllowedSender } from '../extract/mailbox-document.ts';
import { parseMessage, senderOf } from '../extract/mailbox-message.ts';
import type { SourceAdapter } from './adapter.ts';
import { pageText } from './read-page.ts';

const MailboxOptions = z.strictObject({
  folder: z
    .string()
    .refine(isAbsolute, 'is not an absolute path')
    .describe('Absolute path of the folder; its `.eml` files are read, those of folders within it are not.'),
  senders: z
    .array(z.string().regex(/^[^\s@<>]*@[a-z0-9.-]+$/i, 'is neither an address nor `@` and a host'))
    .min(1)
    .describe('Who is believed: `notices@vendor.example`, or `@vendor.example` for everybody there.'),
});
type MailboxOptions = z.infer<typeof MailboxOptions>;

/** What was in the folder: the first capture of a look, evidence of what was passed over and why. */
const Listing = z.object({
  mails: z.array(z.string()),
  otherSenders: z.number(),
  tooLarge: z.array(z.string()),
});
type Listing = z.infer<typeof Listing>;

const maxMails = 500;
const maxMailBytes = 2 * 1024 * 1024;
const maxTotalBytes = 64 * 1024 * 1024;

export const mailboxAdapter: SourceAdapter<MailboxOptions> = {
  kind: 'mailbox',
  summary: 'A folder of mails (`.eml`) from known senders; each mail is a dated entry.',
  options: MailboxOptions,
  /** Mails of others are counted, never kept: the record of captures lasts, and they are private. */
  async collect(source, options, collector) {
    const startedAt = collector.now();
    const mails = new Map<string, Uint8Array>();
    const listing = { otherSenders: 0, tooLarge: [] as string[] };
    const failed = (code: FetchFailureCode, detail: string): FetchFailure => ({
      kind: 'failure',
      code,
      detail,
      capture: null,
      retryAfterMs: null,
      startedAt,
      finishedAt: collector.now(),
    });
    try {
      let total = 0;
      for (const name of await mailFiles(options.folder)) {
        const bytes = await readMail(join(options.folder, name));
        if (bytes === null) listing.tooLarge.push(name);
        else if (!isAllowedSender(senderOf(bytes), options.senders)) listing.otherSenders += 1;
        else mails.set(name, bytes);
        total += mails.get(name)?.length ?? 0;
        if (mails.size > maxMails || total > maxTotalBytes) {
          const most = `${maxMails} mails and ${maxTotalBytes / 1024 / 1024} MiB`;
          return failed('too_large', `${options.folder} holds more than ${most}; move old mails away.`);
        }
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return failed('folder_unreadable', `${options.folder} cannot be read (${error.code}).`);
    }
    const times = { startedAt, finishedAt: collector.now() };
    const list: Listing = { mails: [...mails.keys()], ...listing };
    const captures = [
      captureOf(source.url, 'application/json', new TextEncoder().encode(JSON.stringify(list)), times),
      ...[...mails].map(([name, bytes]) =>
        captureOf(`${source.url}#${encodeURIComponent(name)}`, 'message/rfc822', bytes, times),
      ),
    ];
    return { kind: 'captures', captures };
  },
  read([first, ...mails], options) {
    const answer = pageText(first ? [first] : []);
    const listing = parseListing(answer.text);
    const document = extractMailbox(
      mails.map((capture) => parseMessage(capture.body)),
      options.senders,
    );
    const counted = [
      [listing.otherSenders, 'mails from other senders were passed over'],
      [
        listing.tooLarge.length,
        `mails are larger than ${maxMailBytes / 1024 / 1024} MiB and were passed over`,
      ],
    ] as const;
    const passedOver = counted.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
    const remarks = [...answer.remarks, ...passedOver, ...document.remarks];
    return { kind: 'document', document: { ...document, remarks } };
  },
};

/** Plain files only, by name: a link could lead anywhere. */
async function mailFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && /\.eml$/i.test(entry.name));
  return names.map((entry) => entry.name).sort();
}

/** Null when it is larger than is read. */
async function readMail(path: string): Promise<Uint8Array | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    return size > maxMailBytes ? null : await file.readFile();
  } finally {
    await file.close();
  }
}

function captureOf(
  url: string,
  type: string,
  body: Uint8Array,
  times: Pick<Capture, 'startedAt' | 'finishedAt'>,
): Capture {
  return {
    url,
    finalUrl: url,
    redirects: [],
    status: 200,
    headers: { 'content-type': type },
    body,
    ...times,
    remoteAddress: null,
    certificate: null,
  };
}

function parseListing(text: string): Listing {
  try {
    return Listing.parse(JSON.parse(text));
  } catch (error) {
    throw extractError('malformed_json', 'the list of the mails cannot be read', error);
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
