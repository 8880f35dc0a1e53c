/** Answers by mail: what acknowledges, what does not, and who hears of it. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFetch } from '../../src/fetch/create-fetch.ts';
import { takeFolder, takeInbox } from '../../src/pipeline/take-incoming.ts';
import { openAlerts } from '../../src/store/acknowledgements.ts';
import { loadInboxState } from '../../src/store/answers.ts';
import { startImapServer } from '../support/imap.ts';
import { testConfig } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { testAuthority } from '../support/site-certificates.ts';
import { clause, type Stage, setStage } from '../support/timeline.ts';

let postgres: TestDatabase;
let stage: Stage;
let folder: string;
let token: string;
let messageId: string;

const { settings } = testConfig([]);
const answersTo = 'answers@clinic.example';

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'modelwarden-answers-'));
  const mail = { ...settings.mail, replyTo: 'desk@clinic.example', answers: answersTo, bounceFolder: folder };
  stage = await setStage(postgres, ['terms'], { config: { settings: { ...settings, mail } } });
  stage.site.page('/terms', { body: clause('60') });
  await stage.pipeline.poll('norvik/terms');
  await stage.pipeline.settleAndMail();
  const alert = await newestMail();
  token = /[0-9a-f]{32}-[0-9a-f]{32}/.exec(alert.text ?? '')?.[0] ?? '';
  messageId = alert.messageId ?? '';
});
afterEach(async () => {
  await stage.close();
  await rm(folder, { recursive: true, force: true });
});

const newestMail = () => simpleParser(stage.smtp.mails.at(-1)?.bytes ?? Buffer.alloc(0));
const open = () => openAlerts(stage.pipeline.deps.db, 10);
const given = () => stage.pipeline.deps.db.selectFrom('acknowledgements').selectAll().execute();

function written(part: {
  readonly words: string;
  readonly from?: string;
  readonly token?: string;
  readonly headers?: readonly string[];
}): string {
  return [
    `From: ${part.from ?? 'Amy Osei <compliance@clinic.example>'}`,
    `To: ${answersTo}`,
    'Subject: Re: alert',
    ...(part.headers ?? []),
    'Content-Type: text/plain; charset=utf-8',
    '',
    part.words,
    '',
    'On Wed, 4 Mar 2026 at 09:00, Modelwarden wrote:',
    '> reviewed or approved for continued use, and this left in it:',
    `> ${part.token ?? token}`,
    '',
  ].join('\r\n');
}

async function answer(text: string, name = 'one.eml') {
  await writeFile(join(folder, name), text);
  const [taken] = await takeFolder(stage.pipeline.deps);
  await stage.pipeline.settleAndMail();
  return taken;
}

it('asks for the answer in the mail, and takes it at a mailbox of ours and at that of people', async () => {
  const mail = await newestMail();
  expect(mail.replyTo?.value.map(({ address }) => address)).toEqual([answersTo, 'desk@clinic.example']);
  expect(mail.text?.replaceAll(/\s+/g, ' ')).toContain(
    'with “reviewed” or “no action needed” or “approved for continued use” or “use suspended” on the first line',
  );
  expect(token).not.toBe('');
});

describe('an answer', () => {
  it.each([
    ['Use suspended – until re-validated.', 'use suspended', 'until re-validated.'],
    ['reviewed', 'reviewed', null],
    ['  *No action\r\nneeded*\r\n\r\nWe do not use it.', 'no action needed', 'We do not use it.'],
    [
      'APPROVED FOR CONTINUED USE:\r\nsee minutes of 3 March',
      'approved for continued use',
      'see minutes of 3 March',
    ],
  ])('that begins with %j acknowledges', async (words, meaning, note) => {
    expect(await answer(written({ words }))).toMatchObject({ what: 'acknowledged', contact: 'compliance' });
    expect(await open()).toEqual([]);
    expect(await given()).toMatchObject([
      {
        name: 'compliance',
        contact_id: 'compliance',
        meaning,
        note,
        way: 'reply',
        account: 'compliance@clinic.example',
      },
    ]);
    const word = await newestMail();
    expect(word.text).toMatch(/Your answer was taken as an acknowledgement by compliance/);
    expect(word.inReplyTo).toBe(messageId);
  });

  it('is taken once, however often it comes', async () => {
    const text = written({ words: 'reviewed' });
    await answer(text);
    const mails = stage.smtp.mails.length;
    expect(await answer(text, 'again.eml')).toMatchObject({ what: 'known' });
    expect(await given()).toHaveLength(1);
    expect(stage.smtp.mails).toHaveLength(mails);
    expect((await readdir(join(folder, 'read'))).toSorted()).toEqual(['again.eml', 'one.eml']);
  });

  it('by somebody else to whom it was forwarded is signed with their name, and nobody unknown is mailed', async () => {
    const mails = stage.smtp.mails.length;
    const taken = await answer(written({ words: 'reviewed', from: 'Dr. Ben Ito <ben@elsewhere.example>' }));
    expect(taken).toMatchObject({ what: 'acknowledged', contact: null });
    expect(await given()).toMatchObject([
      { name: 'Dr. Ben Ito', contact_id: null, account: 'ben@elsewhere.example' },
    ]);
    expect(stage.smtp.mails).toHaveLength(mails);
  });

  it('that means nothing is answered with what would be taken, and that is then taken', async () => {
    expect(await answer(written({ words: 'Thanks, we will look into it.' }))).toMatchObject({
      what: 'not-understood',
    });
    expect(await open()).toHaveLength(1);
    const word = await newestMail();
    expect(word.text).toMatch(/was not taken/);
    expect(word.replyTo?.value[0]?.address).toBe(answersTo);
    const again = /[0-9a-f]{32}-[0-9a-f]{32}/.exec(word.text ?? '')?.[0] ?? '';
    expect(await answer(written({ words: 'reviewed', token: again }), 'two.eml')).toMatchObject({
      what: 'acknowledged',
    });
  });

  it('without its token signs nothing, even where its headers say what it answers', async () => {
    const headers = [`In-Reply-To: ${messageId}`];
    const taken = await answer(written({ words: 'reviewed', token: 'cut off', headers }));
    expect(taken).toMatchObject({ what: 'not-understood' });
    expect((await newestMail()).text?.replaceAll(/\s+/g, ' ')).toContain(
      'the line that shows that you had our mail',
    );
    expect(await open()).toHaveLength(1);
  });

  it.each([['Auto-Submitted: auto-replied'], ['Precedence: bulk'], ['X-Autoreply: yes']])(
    'of a program is none: %s',
    async (header) => {
      const mails = stage.smtp.mails.length;
      const taken = await answer(written({ words: 'reviewed', headers: [header] }));
      expect(taken).toMatchObject({ what: 'automatic' });
      expect(await open()).toHaveLength(1);
      expect(stage.smtp.mails).toHaveLength(mails);
    },
  );

  it.each([
    ['a token that was altered', () => written({ words: 'reviewed', token: `${token.slice(0, -1)}x` })],
    ['a token of nobody', () => written({ words: 'reviewed', token: `${'0'.repeat(32)}-${'0'.repeat(32)}` })],
    ['no token at all', () => written({ words: 'reviewed', token: '' })],
    ['nothing', () => ''],
  ])('with %s is not for us', async (_name, text) => {
    expect(await answer(text())).toMatchObject({ what: 'not-for-us' });
    expect(await open()).toHaveLength(1);
  });
});

describe('a mailbox', () => {
  it('is read from where it was left, and says once when it cannot be', async () => {
    const server = await startImapServer('warden', 'secret');
    const network = createFetch({
      userAgent: 'Modelwarden/test',
      timeoutMs: 5_000,
      maxBytes: 1_000_000,
      now: () => stage.pipeline.now(),
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      extraCertificateAuthorities: [testAuthority()],
    });
    const inbox = (password: string) => ({
      host: 'localhost',
      port: server.port,
      user: 'warden',
      password,
      mailbox: 'INBOX',
    });
    const useInbox = (password: string) =>
      stage.changeConfig({
        settings: { ...settings, mail: { ...settings.mail, answers: answersTo, inbox: inbox(password) } },
      });
    const deps = { ...stage.pipeline.deps, fetchMail: network.fetchMail };
    const look = () => takeInbox(deps, AbortSignal.timeout(10_000));
    try {
      useInbox('wrong');
      expect((await look()).failure).toMatch(/the server refused the login/);
      expect((await look()).failure).toBeNull();
      expect(await loadInboxState(deps.db)).toMatchObject({ failed_since: stage.pipeline.now() });
      useInbox('secret');
      server.mails.set(1, 'From: x@y.example\r\n\r\nnot for us\r\n');
      server.mails.set(2, written({ words: 'reviewed' }));
      expect((await look()).taken).toMatchObject([{ what: 'not-for-us' }, { what: 'acknowledged' }]);
      expect(await open()).toEqual([]);
      expect(await loadInboxState(deps.db)).toMatchObject({ last_uid: 2, failed_since: null });
      expect((await look()).taken).toEqual([]);
      server.mails.set(3, written({ words: 'use suspended' }));
      expect((await look()).taken).toMatchObject([{ what: 'acknowledged', from: 'mail 3 of INBOX' }]);
      server.uidValidity = 2;
      expect((await look()).taken.map(({ what }) => what)).toEqual(['not-for-us', 'known', 'known']);
      expect(
        server.commands.filter((command) => /^(?:STORE|UID STORE|SELECT|EXPUNGE)/.test(command)),
      ).toEqual([]);
    } finally {
      await network.close();
      await server.stop();
    }
  });
});
