import { generateKeyPairSync } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/domain/notice.ts';
import { buildMessage } from '../../src/mail/build-message.ts';
import type { BuiltMessage, Sender } from '../../src/mail/compose-message.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { deliveryOf } from '../../src/mail/return-address.ts';
import { sampleNotice } from '../support/sample-notice.ts';
import { verifyDkim } from '../support/verify-dkim.ts';

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const full: Sender = {
  from: 'alerts@hospital.example',
  replyTo: 'ai-office@hospital.example',
  domain: 'hospital.example',
  organisation: 'Nordheim Clinics',
  bounces: 'bounce@hospital.example',
  unsubscribeUrl: 'https://watch.hospital.example/leave?list=alerts',
  dkim: { domain: 'hospital.example', selector: 'mw1', privateKey },
};

function build(overrides: Partial<Notice> = {}, sender: Sender = full): Promise<BuiltMessage> {
  const notice = sampleNotice(overrides);
  return buildMessage(notice, renderNotice(notice), sender);
}

/** Header lines with folding undone. */
function headerLines({ bytes }: BuiltMessage): readonly string[] {
  const [header = ''] = Buffer.from(bytes).toString('latin1').split('\r\n\r\n', 1);
  return header.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
}

describe('the return address', () => {
  it('is one of its own for each mail, and names it', async () => {
    const { from } = await build();
    expect(from).toBe('bounce+d-7c1e0a52b9f34e6f@hospital.example');
    expect(deliveryOf(from, 'bounce@hospital.example')).toBe('d-7c1e0a52b9f34e6f');
  });

  it('is the sender without a mailbox for returned mail', async () => {
    expect((await build({}, { ...full, bounces: null })).from).toBe('alerts@hospital.example');
  });

  it.each([
    'bounce@hospital.example',
    'bounce+x y@hospital.example',
    'other+d-7c1e0a52@hospital.example',
    '',
  ])('names nothing when it reads %j', (address) => {
    expect(deliveryOf(address, 'bounce@hospital.example')).toBeNull();
  });
});

describe('ways to leave', () => {
  it('stand in one header, the web first, with one click (RFC 2369, RFC 8058)', async () => {
    const lines = headerLines(await build());
    expect(lines.filter((line) => /^List-Unsubscribe:/i.test(line))).toEqual([
      'List-Unsubscribe: <https://watch.hospital.example/leave?list=alerts&delivery=d-7c1e0a52b9f34e6f>, <mailto:ai-office@hospital.example?subject=leave%20d-7c1e0a52b9f34e6f>',
    ]);
    expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  it('offer no click without an address on the web', async () => {
    const lines = headerLines(await build({}, { ...full, unsubscribeUrl: null })).join('\n');
    expect(lines).toMatch(/^List-Unsubscribe: <mailto:/m);
    expect(lines).not.toMatch(/^List-Unsubscribe-Post/m);
  });

  it('are left out where there is none', async () => {
    const sender = { ...full, unsubscribeUrl: null, replyTo: null };
    expect(headerLines(await build({}, sender)).join('\n')).not.toMatch(/^List-Unsubscribe/m);
  });
});

describe('a signed message', () => {
  it('verifies, and its signature covers what readers’ programs act on', async () => {
    const message = await build({ inReplyTo: '<d-second@hospital.example>' });
    const check = verifyDkim(message.bytes, keys.publicKey);
    expect(check.isValid).toBe(true);
    expect(check.tags).toMatchObject({ d: 'hospital.example', s: 'mw1', a: 'rsa-sha256' });
    for (const name of [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'reply-to',
      'in-reply-to',
      'references',
      'list-id',
      'list-unsubscribe',
      'list-unsubscribe-post',
      'auto-submitted',
    ]) {
      expect(check.headers).toContain(name);
    }
  });

  it('no longer verifies when one byte of it is changed', async () => {
    const { bytes } = await build();
    const altered = Buffer.from(bytes);
    altered[altered.length - 40] = (altered[altered.length - 40] ?? 0) ^ 1;
    expect(verifyDkim(altered, keys.publicKey).isValid).toBe(false);
  });

  it('has the same bytes each time, signature and all (P2)', async () => {
    const [one, other] = await Promise.all([build(), build()]);
    expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true);
  });

  it('is never replaced by an unsigned one when the key is of no use', async () => {
    const sender = { ...full, dkim: { domain: 'hospital.example', selector: 'mw1', privateKey: 'no key' } };
    await expect(build({}, sender)).rejects.toMatchObject({ code: 'message_unsigned' });
  });

  it('has every header once and is read by a mail program', async () => {
    const message = await build();
    const names = headerLines(message).map((line) => line.split(':', 1)[0]?.toLowerCase());
    expect(names).toHaveLength(new Set(names).size);
    const mail = await simpleParser(Buffer.from(message.bytes));
    expect(mail.headers.get('list')).toMatchObject({
      'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
    });
  });
});

it('points to the first mail of its thread and to the one that it answers', async () => {
  const lines = headerLines(
    await build({ threadRoot: '<d-first@hospital.example>', inReplyTo: '<d-second@hospital.example>' }),
  );
  expect(lines).toContain('References: <d-first@hospital.example> <d-second@hospital.example>');
  expect(lines).toContain('In-Reply-To: <d-second@hospital.example>');
});
