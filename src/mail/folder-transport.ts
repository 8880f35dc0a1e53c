/** Mail into a folder, for trials without a relay: one `.eml` file a message, whole or not at all. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { BuiltMessage } from './compose-message.ts';
import type { MailTransport, SendResult } from './transport.ts';

/** Faults of the disk that pass by themselves, or when somebody makes room. */
const passingFaults: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EIO', 'EBUSY']);

const fileFault = z.object({ code: z.string(), message: z.string() });

/** A transport that writes `<time>-<id>.eml` into a folder, which it makes. The same message is the same file. */
export function createFolderTransport(folder: string): MailTransport {
  const target = resolve(folder);
  return {
    description: `folder ${target}`,
    async send(message, signal): Promise<SendResult> {
      if (signal.aborted) {
        return {
          kind: 'deferred',
          code: 'EABORT',
          response: 'stopped before writing',
          possiblySent: false,
          scope: 'stopped',
        };
      }
      const path = join(target, fileName(message));
      try {
        await mkdir(target, { recursive: true });
        await writeWhole(target, path, message.bytes);
        return { kind: 'sent', response: `written to ${path}` };
      } catch (error) {
        const fault = fileFault.safeParse(error);
        if (!fault.success) throw error;
        const { code, message: response } = fault.data;
        return passingFaults.has(code)
          ? { kind: 'deferred', code, response, possiblySent: false, scope: 'relay' }
          : { kind: 'misconfigured', code, response };
      }
    },
    async close() {},
  };
}

/** Time and id both come from the message itself, so that a repetition finds its own file. */
function fileName({ bytes, messageId }: BuiltMessage): string {
  const header = Buffer.from(bytes.subarray(0, 16_384)).toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  const atMs = Date.parse(/^Date: (?<date>.+)$/m.exec(header)?.groups?.['date'] ?? '');
  const time = new Date(Number.isNaN(atMs) ? 0 : atMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const id = messageId.replace(/@.*$/, '').replaceAll(/[^A-Za-z0-9._-]/g, '');
  return `${time}-${id.slice(0, 100)}.eml`;
}

/** Written aside, flushed, then moved into place: a reader never sees half a mail, nor does a crash leave one. */
async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const draft = join(folder, `.${randomUUID()}.tmp`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The move itself is durable only once the folder is flushed too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
