import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { buildMessage } from '../../src/mail/build-message.ts';
import type { BuiltMessage } from '../../src/mail/compose-message.ts';
import { renderNotice } from '../../src/mail/render-notice.ts';
import { createSmtpTransport, type SmtpSettings } from '../../src/mail/smtp-transport.ts';
import type { MailTransport, SendResult } from '../../src/mail/transport.ts';
import { sampleNotice } from '../support/sample-notice.ts';
import { siteCertificate, testAuthority } from '../support/site-certificates.ts';
import { type Smtp, type SmtpOptions, startSmtp } from '../support/smtp.ts';

const open: { relays: Smtp[]; transports: MailTransport[] } = { relays: [], transports: [] };

afterEach(async () => {
  for (const transport of open.transports.splice(0)) await transport.close();
  for (const relay of open.relays.splice(0)) await relay.stop();
});

async function relay(options: SmtpOptions = {}): Promise<Smtp> {
  const started = await startSmtp(options);
  open.relays.push(started);
  return started;
}

function transportTo(
  target: { host: string; port: number },
  settings: Partial<SmtpSettings> = {},
): MailTransport {
  const transport = createSmtpTransport({
    host: target.host,
    port: target.port,
    security: 'none',
    user: null,
    password: null,
    timeouts: { connectMs: 2000, greetingMs: 500, socketMs: 700 },
    ...settings,
  });
  open.transports.push(transport);
  return transport;
}

const notice = sampleNotice();
const sender = {
  from: 'alerts@hospital.example',
  replyTo: null,
  domain: 'hospital.example',
  organisation: '',
};
const message: BuiltMessage = await buildMessage(notice, renderNotice(notice), sender);
const never = new AbortController().signal;

async function sendTo(options: SmtpOptions, settings: Partial<SmtpSettings> = {}): Promise<SendResult> {
  return transportTo(await relay(options), settings).send(message, never);
}

describe('what a relay answers', () => {
  it('250 after DATA is sent, with the answer kept', async () => {
    expect(await sendTo({})).toEqual({ kind: 'sent', response: '250 queued as test-1' });
  });

  it.each<[string, SmtpOptions['script'], Partial<SendResult>]>([
    [
      'greylisting at RCPT is deferred',
      { rcptTo: [{ code: 451, text: 'greylisted' }] },
      { kind: 'deferred', code: 'EENVELOPE', response: '451 greylisted', possiblySent: false },
    ],
    [
      'an unknown recipient is refused for the address',
      { rcptTo: [{ code: 550, text: 'no such user' }] },
      { kind: 'refused', code: 'EENVELOPE', response: '550 no such user', scope: 'address' },
    ],
    [
      'a message that is too big is refused for itself',
      { data: [{ code: 552, text: 'too big' }] },
      { kind: 'refused', code: 'EMESSAGE', scope: 'message' },
    ],
    [
      'a message against policy is refused for itself',
      { data: [{ code: 554, text: 'policy' }] },
      { kind: 'refused', code: 'EMESSAGE', scope: 'message' },
    ],
    [
      'a temporary fault after DATA is deferred and certainly unsent',
      { data: [{ code: 451, text: 'try later' }] },
      { kind: 'deferred', possiblySent: false },
    ],
    [
      'a busy relay is deferred',
      { connect: [{ code: 421, text: 'busy' }] },
      { kind: 'deferred', possiblySent: false },
    ],
    ['a busy relay at MAIL is deferred', { mailFrom: [{ code: 421, text: 'busy' }] }, { kind: 'deferred' }],
    [
      'a relay that wants none of our mail is a fault of settings',
      { connect: [{ code: 554, text: 'no service for you' }] },
      { kind: 'misconfigured' },
    ],
    [
      'a sender that may not send is a fault of settings',
      { mailFrom: [{ code: 550, text: 'sender rejected' }] },
      { kind: 'misconfigured', response: '550 sender rejected' },
    ],
    [
      'a relay that wants a login is a fault of settings',
      { mailFrom: [{ code: 530, text: 'authentication required' }] },
      { kind: 'misconfigured' },
    ],
  ])('%s', async (_name, script, expected) => {
    expect(await sendTo({ script })).toMatchObject(expected);
  });

  it('a refused login is a fault of settings, never of the recipient', async () => {
    const result = await sendTo(
      { login: { user: 'warden', password: 'right' } },
      { user: 'warden', password: 'wrong-secret' },
    );
    expect(result).toMatchObject({
      kind: 'misconfigured',
      code: 'EAUTH',
      response: '535 authentication failed',
    });
    expect(JSON.stringify(result)).not.toContain('wrong-secret');
  });

  it('a right login is used', async () => {
    const started = await relay({ login: { user: 'warden', password: 'right' } });
    const transport = transportTo(started, { user: 'warden', password: 'right' });
    expect(await transport.send(message, never)).toMatchObject({ kind: 'sent' });
    expect(started.mails[0]?.user).toBe('warden');
  });
});

describe('a relay that falls silent or goes away', () => {
  it.each<[string, SmtpOptions['script'], boolean]>([
    ['before its greeting', { connect: ['hang'] }, false],
    ['by cutting the connection at once', { connect: ['drop', 'drop'] }, false],
    ['at MAIL', { mailFrom: ['drop'] }, false],
    ['by cutting at RCPT', { rcptTo: ['drop'] }, false],
    ['by saying nothing at RCPT', { rcptTo: ['hang'] }, false],
    ['by cutting between DATA and its answer', { data: ['drop'] }, true],
    ['by saying nothing after DATA', { data: ['hang'] }, true],
  ])('%s defers, and knows whether it may have been sent', async (_name, script, possiblySent) => {
    const started = await relay({ script });
    const result = await transportTo(started).send(message, never);
    expect(result).toMatchObject({ kind: 'deferred', possiblySent });
    expect(started.mails.length).toBe(possiblySent ? 1 : 0);
  });

  it('gets the same bytes again after it died between DATA and 250 (P2)', async () => {
    const started = await relay({ script: { data: ['drop'] } });
    const transport = transportTo(started);
    expect(await transport.send(message, never)).toMatchObject({ kind: 'deferred', possiblySent: true });
    expect(await transport.send(message, never)).toMatchObject({ kind: 'sent' });
    const [first, second] = started.mails;
    expect([first?.isAcknowledged, second?.isAcknowledged]).toEqual([false, true]);
    expect(second?.bytes.equals(first?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  it('is reached anew after it closed a connection that was kept for later', async () => {
    const started = await relay();
    const transport = transportTo(started);
    expect(await transport.send(message, never)).toMatchObject({ kind: 'sent' });
    started.cut();
    expect(await transport.send(message, never)).toMatchObject({ kind: 'sent' });
    expect(started.connectionCount).toBe(2);
  });

  it('is deferred when nobody listens', async () => {
    const port = await freePort();
    expect(await transportTo({ host: '127.0.0.1', port }).send(message, never)).toMatchObject({
      kind: 'deferred',
      code: 'ESOCKET',
      possiblySent: false,
    });
  });

  it('is deferred when its name is not known', async () => {
    const transport = transportTo({ host: 'relay.invalid', port: 25 });
    expect(await transport.send(message, never)).toMatchObject({
      kind: 'deferred',
      code: 'EDNS',
      possiblySent: false,
    });
  });

  it('lets go at once when the worker stops', async () => {
    const started = await relay({ script: { data: ['hang'] } });
    const transport = transportTo(started, {
      timeouts: { connectMs: 9000, greetingMs: 9000, socketMs: 60_000 },
    });
    const stop = new AbortController();
    const sending = transport.send(message, stop.signal);
    await expect.poll(() => started.mails.length).toBe(1);
    stop.abort();
    expect(await sending).toMatchObject({ kind: 'deferred', code: 'EABORT', possiblySent: true });
  });
});

describe('TLS', () => {
  const good = { certificate: siteCertificate('good') };
  const trusted = { certificateAuthority: testAuthority() };

  it.each(['starttls', 'tls'] as const)(
    '%s carries mail when the certificate is trusted',
    async (security) => {
      const started = await relay({ ...good, security });
      const transport = transportTo(started, { security, ...trusted });
      expect(await transport.send(message, never)).toMatchObject({ kind: 'sent' });
      expect(started.mails[0]?.isSecure).toBe(true);
    },
  );

  it.each([
    ['expired', 'starttls'],
    ['self-signed', 'starttls'],
    ['wrong-host', 'starttls'],
    ['expired', 'tls'],
    ['self-signed', 'tls'],
    ['wrong-host', 'tls'],
  ] as const)(
    'a certificate that is %s is a fault of settings (%s), and nothing is sent',
    async (name, security) => {
      const started = await relay({ certificate: siteCertificate(name), security });
      const result = await transportTo(started, { security, ...trusted }).send(message, never);
      expect(result).toMatchObject({ kind: 'misconfigured' });
      expect(started.mails).toEqual([]);
    },
  );

  it('a relay without STARTTLS is a fault of settings, and gets neither login nor mail', async () => {
    const started = await relay({ login: { user: 'warden', password: 'right' } });
    const transport = transportTo(started, { security: 'starttls', user: 'warden', password: 'right' });
    expect(await transport.send(message, never)).toMatchObject({ kind: 'misconfigured', code: 'ETLS' });
    expect(started.mails).toEqual([]);
  });

  it('TLS spoken to a relay that has none is a fault of settings', async () => {
    const started = await relay();
    expect(await transportTo(started, { security: 'tls' }).send(message, never)).toMatchObject({
      kind: 'misconfigured',
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
