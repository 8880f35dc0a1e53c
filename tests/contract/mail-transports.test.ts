import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildMessage } from '../../src/mail/build-message.ts';
import type { BuiltMessage } from '../../src/mail/compose-message.ts';
import { createFolderTransport } from '../../src/mail/folder-transport.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { createSmtpTransport } from '../../src/mail/smtp-transport.ts';
import type { MailTransport } from '../../src/mail/transport.ts';
import { sampleNotice } from '../support/sample-notice.ts';
import { type Smtp, startSmtp } from '../support/smtp.ts';

const signal = new AbortController().signal;

async function message(deliveryId = 'd-1'): Promise<BuiltMessage> {
  const notice = sampleNotice({ deliveryId });
  return buildMessage(notice, renderNotice(notice), {
    from: 'alerts@hospital.example',
    replyTo: null,
    domain: 'hospital.example',
    organisation: '',
  });
}

interface Place {
  readonly transport: MailTransport;
  /** What arrived, byte for byte. */
  readonly arrived: () => Promise<readonly Buffer[]>;
}

let folder: string;
let relay: Smtp;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-mail-'));
  relay = await startSmtp();
});

afterEach(async () => {
  await relay.stop();
  await rm(folder, { recursive: true, force: true });
});

const places: readonly { readonly name: string; readonly open: () => Place }[] = [
  {
    name: 'a relay',
    open: () => ({
      transport: createSmtpTransport({
        host: relay.host,
        port: relay.port,
        security: 'none',
        user: null,
        password: null,
      }),
      arrived: async () => relay.mails.map((mail) => mail.bytes),
    }),
  },
  {
    name: 'a folder',
    open: () => ({
      transport: createFolderTransport(folder),
      arrived: async () => Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name)))),
    }),
  },
];

describe.each(places)('mail to $name', ({ open }) => {
  it('arrives byte for byte', async () => {
    const { transport, arrived } = open();
    const sent = await message();
    expect(await transport.send(sent, signal)).toMatchObject({ kind: 'sent' });
    await transport.close();
    const [bytes, ...others] = await arrived();
    expect(bytes?.equals(Buffer.from(sent.bytes))).toBe(true);
    expect(others).toEqual([]);
  });

  it('arrives when several are sent at once', async () => {
    const { transport, arrived } = open();
    const messages = await Promise.all(['d-1', 'd-2', 'd-3', 'd-4', 'd-5'].map((id) => message(id)));
    const results = await Promise.all(messages.map((each) => transport.send(each, signal)));
    await transport.close();
    expect(results.map((result) => result.kind)).toEqual(['sent', 'sent', 'sent', 'sent', 'sent']);
    expect(await arrived()).toHaveLength(5);
  });

  it('is deferred, certainly unsent, when it was to stop beforehand', async () => {
    const { transport, arrived } = open();
    expect(await transport.send(await message(), AbortSignal.abort())).toMatchObject({
      kind: 'deferred',
      possiblySent: false,
    });
    await transport.close();
    expect(await arrived()).toEqual([]);
  });
});

describe('mail to a folder', () => {
  it('is one file however often it is sent, named by its time and id', async () => {
    const transport = createFolderTransport(join(folder, 'deep', 'outbox'));
    await transport.send(await message(), signal);
    const path = join(folder, 'deep', 'outbox', '20261123T081400Z-d-1.eml');
    expect(await transport.send(await message(), signal)).toEqual({
      kind: 'sent',
      response: `written to ${path}`,
    });
    expect(await readdir(join(folder, 'deep', 'outbox'))).toEqual(['20261123T081400Z-d-1.eml']);
  });

  it('is misconfigured when the folder cannot be one', async () => {
    await writeFile(join(folder, 'file'), 'in the way');
    const transport = createFolderTransport(join(folder, 'file', 'outbox'));
    expect(await transport.send(await message(), signal)).toMatchObject({
      kind: 'misconfigured',
      code: 'ENOTDIR',
    });
  });
});
