import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../src/domain/notice.ts';
import { findCheckpoints } from '../../src/evidence/checkpoint.ts';
import { buildMessage } from '../../src/mail/build-message.ts';
import type { BuiltMessage, Sender } from '../../src/mail/compose-message.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import {
  sampleAcknowledge,
  sampleChange,
  sampleCheckpoint,
  sampleContact,
  sampleDigest,
  sampleEscalation,
  sampleNotice,
  sampleTrouble,
} from '../support/sample-notice.ts';

const sender: Sender = {
  from: 'alerts@hospital.example',
  replyTo: 'ai-office@hospital.example',
  domain: 'hospital.example',
  organisation: 'Nordheim Clinics',
};

async function build(overrides: Partial<Notice> = {}, by: Sender = sender): Promise<BuiltMessage> {
  const notice = sampleNotice(overrides);
  return buildMessage(notice, renderNotice(notice), by);
}

function headerOf(message: BuiltMessage): string {
  return Buffer.from(message.bytes).toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
}

/** Header lines with folding undone. */
function headerLines(message: BuiltMessage): readonly string[] {
  return headerOf(message)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
}

describe('buildMessage', () => {
  it('gives the same bytes for the same notice (P2)', async () => {
    const [one, other] = await Promise.all([build(), build()]);
    expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true);
  });

  it('gives other bytes and another id for another delivery', async () => {
    const [one, other] = await Promise.all([build(), build({ deliveryId: 'd-other' })]);
    expect(other.messageId).toBe('<d-other@hospital.example>');
    expect(one.messageId).not.toBe(other.messageId);
  });

  it('has every header once, and those that stop machines from answering', async () => {
    const lines = headerLines(await build({ inReplyTo: '<d-first@hospital.example>' }));
    const names = lines.map((line) => line.split(':', 1)[0]?.toLowerCase() ?? '');
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    for (const line of [
      'Message-ID: <d-7c1e0a52b9f34e6f@hospital.example>',
      'In-Reply-To: <d-first@hospital.example>',
      'References: <d-first@hospital.example>',
      'Auto-Submitted: auto-generated',
      'X-Auto-Response-Suppress: All',
      'List-ID: Modelwarden alerts <alerts.hospital.example>',
      'Date: Mon, 23 Nov 2026 08:14:00 +0000',
      'Reply-To: ai-office@hospital.example',
      'To: Mara Lind <mara.lind@hospital.example>',
    ]) {
      expect(lines).toContain(line);
    }
  });

  it('begins a thread without pointing anywhere', async () => {
    expect(headerOf(await build())).not.toMatch(/^(?:In-Reply-To|References):/m);
  });

  it('is read back whole by a mail program', async () => {
    const notice = sampleNotice();
    const rendered = renderNotice(notice);
    const mail = await simpleParser(Buffer.from((await build()).bytes));
    expect(mail.subject).toBe(rendered.subject);
    expect(mail.text?.trimEnd()).toBe(rendered.text.trimEnd());
    expect((mail.html || '').trimEnd()).toBe(rendered.html.trimEnd());
    expect(mail.attachments.map(({ filename, contentType }) => ({ filename, contentType }))).toEqual([
      { filename: 'change-1042.diff.txt', contentType: 'text/plain' },
    ]);
    expect(mail.attachments[0]?.content.toString('utf8').replaceAll('\r\n', '\n')).toBe(
      rendered.attachments[0]?.content,
    );
    expect(mail.to && 'value' in mail.to ? mail.to.value : []).toEqual([
      { address: 'mara.lind@hospital.example', name: 'Mara Lind' },
    ]);
  });

  it('is ASCII with CRLF line ends and short lines, whatever the vendor wrote', async () => {
    const change = sampleChange({
      edits: [{ kind: 'added', after: { kind: 'paragraph', path: [], text: 'ä€😀'.repeat(5000) } }],
    });
    const text = Buffer.from((await build({ changes: [change] })).bytes).toString('latin1');
    expect(text).toMatch(/^[\r\n -~]*$/);
    expect(text).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it('lets no text make a header of its own', async () => {
    const message = await build(
      {
        contact: { ...sampleContact, name: 'Mara\r\nBcc: all@evil.example\r\n\r\nbody' },
        threadSubject: 'x\r\nBcc: all@evil.example',
        changes: [sampleChange({ summary: 'x\r\nBcc: all@evil.example\r\n\r\nbody' })],
      },
      { ...sender, organisation: 'Clinic\r\nBcc: all@evil.example' },
    );
    expect(headerOf(message)).not.toMatch(/^Bcc:/im);
    const mail = await simpleParser(Buffer.from(message.bytes));
    expect(mail.bcc).toBeUndefined();
    expect(message.to).toBe('mara.lind@hospital.example');
  });

  it.each([
    ['recipient', { contact: { ...sampleContact, email: 'a@b.example>\r\nBcc: <x@evil.example' } }, sender],
    ['second recipient', { contact: { ...sampleContact, email: 'a@b.example, x@evil.example' } }, sender],
    ['thread', { inReplyTo: '<a@b>\r\nBcc: x@evil.example' }, sender],
    ['delivery id', { deliveryId: 'x>\r\nBcc: x@evil.example' }, sender],
    ['sender', {}, { ...sender, from: 'a@b.example\r\nBcc: x@evil.example' }],
    ['domain', {}, { ...sender, domain: 'evil example' }],
  ])('refuses a forged %s', async (_name, overrides, by) => {
    await expect(build(overrides, by)).rejects.toMatchObject({
      code: 'message_unbuildable',
      fault: 'config',
    });
  });

  it('carries the newest checkpoint so that it can be verified from the mail as it was saved', async () => {
    for (const saved of [(await build()).bytes, (await build({ changes: [] })).bytes]) {
      const found = findCheckpoints(Buffer.from(saved).toString('latin1'));
      expect(found.map(({ text }) => text)).toEqual([sampleCheckpoint]);
    }
    expect(findCheckpoints(Buffer.from((await build({ checkpoint: null })).bytes).toString())).toEqual([]);
  });

  // After an intended change of its looks: vitest run --update, and read the difference before committing.
  it.each([
    ['alert', sampleNotice(sampleAcknowledge)],
    ['digest', sampleDigest(sampleAcknowledge)],
    ['escalated', sampleEscalation(sampleAcknowledge)],
    ['source-trouble', sampleNotice({ reason: 'source-trouble', changes: [], troubles: [sampleTrouble()] })],
  ])('makes the mails that are kept as examples: %s', async (name, notice) => {
    const { bytes } = await buildMessage(notice, renderNotice(notice), sender);
    await expect(Buffer.from(bytes).toString('latin1')).toMatchFileSnapshot(`../fixtures/mail/${name}.eml`);
    const mail = await simpleParser(Buffer.from(bytes));
    expect(mail.to).toMatchObject({ value: [{ address: notice.contact.email }] });
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.text?.length).toBeGreaterThan(500);
    expect(mail.html).toContain('<html lang="en"');
  });
});
