/** Mails in a folder of `.eml` files. */
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchFailure, FetchFailureCode } from '../domain/capture.ts';
import type { Source } from '../domain/source.ts';
import { isAllowedSender } from '../extract/mailbox-document.ts';
import { senderOf } from '../extract/mailbox-message.ts';
import type { Collected, Collector } from './adapter.ts';
import { mailCaptures, maxMailBytes, maxMails, maxTotalBytes } from './mailbox-listing.ts';

export interface FolderOptions {
  readonly folder: string;
  readonly senders: readonly string[];
}

/** Reads every mail of the folder. Never throws for what the file system does. */
export async function collectFolder(
  source: Source,
  { folder, senders }: FolderOptions,
  collector: Collector,
): Promise<Collected> {
  const startedAt = collector.now();
  const mails = new Map<string, Uint8Array>();
  const listing = { otherSenders: 0, tooLarge: [] as string[], older: 0 };
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
    for (const name of await mailFiles(folder)) {
      const bytes = await readMail(join(folder, name));
      if (bytes === null) listing.tooLarge.push(name);
      else if (!isAllowedSender(senderOf(bytes), senders)) listing.otherSenders += 1;
      else mails.set(name, bytes);
      total += mails.get(name)?.length ?? 0;
      if (mails.size > maxMails || total > maxTotalBytes) {
        const most = `${maxMails} mails and ${maxTotalBytes / 1024 / 1024} MiB`;
        return failed('too_large', `${folder} holds more than ${most}; move old mails away.`);
      }
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return failed('folder_unreadable', `${folder} cannot be read (${error.code}).`);
  }
  const times = { startedAt, finishedAt: collector.now() };
  return { kind: 'captures', captures: mailCaptures(source, listing, mails, times) };
}

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

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
