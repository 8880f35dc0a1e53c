/** Mail that comes back: who is suppressed, when, and who is told instead. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listSuppressions } from '../../src/store/suppressions.ts';
import { deskConfig, type MailDesk, openMailDesk, quickTransport } from '../support/mail-desk.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Smtp, startSmtp } from '../support/smtp.ts';

let postgres: TestDatabase;
let relay: Smtp;
let desk: MailDesk;
let folder: string;
const dayMs = 24 * 3_600_000;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-bounces-'));
  relay = await startSmtp();
  const base = deskConfig();
  const mail = { ...base.settings.mail, bounceFolder: folder };
  const config = { ...base, settings: { ...base.settings, mail } };
  desk = await openMailDesk(await postgres.newDatabase(), quickTransport(relay), config);
});
afterEach(async () => {
  await desk.close();
  await relay.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Returned {
  readonly to: string;
  readonly status: string;
  readonly action?: string;
  /** Message-ID of the mail that it quotes. */
  readonly quotes?: string;
  readonly note?: string;
}

/** A notification as mail systems write it (RFC 3464). */
function notification({ to, status, action = 'failed', quotes, note = '' }: Returned): string {
  return [
    'From: MAILER-DAEMON@mx.clinic.example',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `I could not deliver your mail. ${note}`,
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.clinic.example',
    '',
    'Final-Recipient: rfc822; compliance@clinic.example',
    `Action: ${action}`,
    `Status: ${status}`,
    'Diagnostic-Code: smtp; 550 the mailbox',
    '  says no',
    '',
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: ${quotes ?? '<somebody-elses@elsewhere.example>'}`,
    '',
    '--b1--',
    '',
  ].join('\r\n');
}

async function sendAndReturn(id: string, returned: Omit<Returned, 'to'> & { to?: string }): Promise<void> {
  await desk.put(id);
  await desk.work();
  const to = returned.to ?? `bounce+${id}@clinic.example`;
  await writeFile(join(folder, `${id}.eml`), notification({ ...returned, to }));
  await desk.readIncoming();
  await desk.work();
}

const receivers = () => relay.mails.flatMap((mail) => mail.to);

it('suppresses an address at once when there is no such mailbox, and hands the mail on', async () => {
  await sendAndReturn('d-00000001', { status: '5.1.1' });
  expect(await listSuppressions(desk.deps.db)).toMatchObject([
    {
      address: 'compliance@clinic.example',
      reason: 'bounced',
      detail: '5.1.1 smtp; 550 the mailbox says no',
    },
  ]);
  expect((await desk.load('d-00000001')).bounced_at).toEqual(desk.now());
  expect(receivers().toSorted()).toEqual([
    'compliance@clinic.example',
    'deputy@clinic.example',
    'owner@clinic.example',
  ]);
  expect(relay.mails.at(-1)?.bytes.toString()).toContain('came back');
  expect(await readdir(folder)).toEqual(['read']);
});

it('finds the mail by the one that is quoted when the return address was lost', async () => {
  await sendAndReturn('d-00000001', {
    status: '5.1.1',
    to: 'bounce@clinic.example',
    quotes: '<d-00000001@clinic.example>',
  });
  expect(await listSuppressions(desk.deps.db)).toHaveLength(1);
});

it('suppresses after three other permanent failures in seven days, and each mail is handed on', async () => {
  for (const [index, isSuppressed] of [false, false, true].entries()) {
    await sendAndReturn(`d-0000000${index}`, { status: '5.7.1' });
    expect(await listSuppressions(desk.deps.db)).toHaveLength(isSuppressed ? 1 : 0);
    desk.advance(dayMs);
  }
  expect(receivers().filter((to) => to === 'owner@clinic.example')).toHaveLength(3);
});

it('does not when they are further apart', async () => {
  for (const index of [0, 1, 2]) {
    await sendAndReturn(`d-0000000${index}`, { status: '5.2.2' });
    desk.advance(4 * dayMs);
  }
  expect(await listSuppressions(desk.deps.db)).toEqual([]);
});

it.each([
  ['a delay', { status: '4.4.7', action: 'delayed' }],
  ['a temporary failure', { status: '4.2.2' }],
  ['a success report', { status: '2.0.0', action: 'delivered' }],
])('lets %s pass', async (_name, returned) => {
  await sendAndReturn('d-00000001', returned);
  expect(await listSuppressions(desk.deps.db)).toEqual([]);
  expect(receivers()).toEqual(['compliance@clinic.example']);
});

it('believes nothing about mail that we did not send', async () => {
  await sendAndReturn('d-00000001', { status: '5.1.1', to: 'bounce+d-99999999@clinic.example' });
  expect(await listSuppressions(desk.deps.db)).toEqual([]);
  expect(desk.log.at(-1)).toMatchObject({ msg: 'incoming mail read', what: 'not-ours' });
});

it('takes the same notification once, however often it comes', async () => {
  await sendAndReturn('d-00000001', { status: '5.1.1' });
  const before = receivers().length;
  const again = notification({ status: '5.1.1', to: 'bounce+d-00000001@clinic.example' });
  await writeFile(join(folder, 'again.eml'), again);
  await desk.readIncoming();
  await desk.work();
  expect(receivers()).toHaveLength(before);
});

it.each([
  ['an answer by a person', 'From: mara@clinic.example\r\nSubject: Re: alert\r\n\r\nseen, thanks'],
  ['nothing at all', ''],
  ['bytes of no kind', '\u0000\u0001\u0002\r\n\r\n\u0003'],
  ['a report without an end', notification({ to: 'bounce@clinic.example', status: '5.1.1' }).slice(0, 420)],
  ['a status of no kind', notification({ to: 'bounce+d-00000001@clinic.example', status: 'dead' })],
])('puts %s aside and goes on', async (_name, text) => {
  await desk.put('d-00000001');
  await desk.work();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'a.eml'), text);
  await writeFile(
    join(folder, 'b.eml'),
    notification({ to: 'bounce+d-00000001@clinic.example', status: '5.1.1' }),
  );
  await desk.readIncoming();
  expect(await listSuppressions(desk.deps.db)).toHaveLength(1);
  expect((await readdir(join(folder, 'read'))).toSorted()).toEqual(['a.eml', 'b.eml']);
});
