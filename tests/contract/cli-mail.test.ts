import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findSuppression, suppressAddress } from '../../src/store/suppressions.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { type EvidenceCase, startEvidenceCase } from '../support/evidence-case.ts';
import { type Smtp, type SmtpOptions, startSmtp } from '../support/smtp.ts';
import { tryCommand } from '../support/try-command.ts';

const open: { folders: ConfigFolder[]; relays: Smtp[] } = { folders: [], relays: [] };
afterEach(async () => {
  for (const relay of open.relays.splice(0)) await relay.stop();
  for (const folder of open.folders.splice(0)) await folder.remove();
});

async function setUp(options: SmtpOptions = {}) {
  const relay = await startSmtp(options);
  open.relays.push(relay);
  const folder = await makeConfigFolder({
    'modelwarden.yaml': [
      `smtp: { host: 127.0.0.1, port: ${relay.port}, security: none${options.login ? ', user: warden, password: wrong-secret' : ''} }`,
      'mail: { from: alerts@clinic.example, bounces: bounce@clinic.example }',
      '',
    ].join('\n'),
  });
  open.folders.push(folder);
  const run = (...command: readonly string[]) => tryCommand(['--config', folder.path, ...command]);
  return { relay, run };
}

describe('mail test', () => {
  it('sends a real message, and prints what was said and that it was taken', async () => {
    const { relay, run } = await setUp();
    const { code, printed } = await run('mail', 'test', 'amy');
    expect(printed).toContain('→ RCPT TO:<amy@example.org>');
    expect(printed).toMatch(/← 250 queued as test-\d/);
    expect(printed).toContain('taken: 250 queued');
    expect(code).toBe(0);
    expect(relay.mails.map((mail) => mail.to)).toEqual([['amy@example.org']]);
    expect(relay.mails[0]?.bytes.toString()).toContain('Subject: Modelwarden: a test, nothing to do');
  });

  it('ends with 1 and the relay’s words when the address is refused', async () => {
    const { run } = await setUp({ script: { rcptTo: [{ code: 550, text: 'no such user' }] } });
    const { code, printed } = await run('mail', 'test', 'amy');
    expect(printed).toContain('refused, for the sake of the address (EENVELOPE): 550 no such user');
    expect(code).toBe(1);
  });

  it('says what would be held when the login is wrong, and never shows the password', async () => {
    const { run } = await setUp({ login: { user: 'warden', password: 'right' } });
    const { code, printed } = await run('mail', 'test', 'amy');
    expect(printed).toContain('not possible with these settings (EAUTH): 535 authentication failed');
    expect(printed).not.toContain('wrong-secret');
    expect(printed).not.toContain(Buffer.from('wrong-secret').toString('base64'));
    expect(code).toBe(1);
  });

  it('names the contact that was meant', async () => {
    const { run } = await setUp();
    const { code, remarked } = await run('mail', 'test', 'amx');
    expect(remarked).toContain('did you mean amy?');
    expect(code).toBe(2);
  });
});

describe('mail preview', () => {
  it('refuses two forms at a time, and widths that no picture has', async () => {
    const { run } = await setUp();
    expect(await run('mail', 'preview', 'x@1', '--html', '--text')).toMatchObject({ code: 2 });
    expect(await run('mail', 'preview', 'x@1', '--png', 'a.png', '--width', 'wide')).toMatchObject({
      code: 2,
    });
  });
});

describe('mail preview of a change', () => {
  let evidence: EvidenceCase;
  let folder: ConfigFolder;
  beforeAll(async () => {
    evidence = await startEvidenceCase();
    folder = await makeConfigFolder({
      'modelwarden.yaml': `databaseUrl: ${evidence.databaseUrl}\n`,
    });
  });
  afterAll(async () => {
    await folder.remove();
    await evidence.close();
  });
  const run = (...command: readonly string[]) => tryCommand(['--config', folder.path, ...command]);

  it('shows what would be sent, as text and as HTML, and stores nothing', async () => {
    const stored = () => evidence.pipeline.deps.db.selectFrom('deliveries').select('id').execute();
    const before = await stored();
    const text = await run('mail', 'preview', 'norvik/card@2', '--text', '--contact', 'bob');
    expect(text.printed).toMatch(/^To: Bob <bob@example\.org>\nSubject: \[/);
    expect(text.printed).toContain('added “and a data broker”');
    expect(text.printed).not.toContain('<html');
    expect(text.code).toBe(0);
    const page = await run('mail', 'preview', 'norvik/card@2', '--html');
    expect(page.printed).toMatch(/^<!doctype html>[^]*<html lang="en"[^]*and a data broker[^]*<\/html>$/i);
    expect(page.code).toBe(0);
    expect(await stored()).toEqual(before);
  });

  it.each([
    [['norvik/card@9'], /norvik\/card@9/],
    [['norvik/card@2', '--contact', 'amx'], /no contact is called amx; did you mean amy\?/],
  ])('refuses %j', async (argv, message) => {
    const { code, printed, remarked } = await run('mail', 'preview', ...argv);
    expect(remarked).toMatch(message);
    expect([code, printed]).toEqual([2, '']);
  });

  it('acknowledges nothing by a notice that no mail bears', async () => {
    const { code, remarked } = await run('ack', 'f'.repeat(32), '--by', 'amy', '--meaning', 'reviewed');
    expect(remarked).toContain('f'.repeat(32));
    expect(code).toBe(2);
  });

  it('acknowledges all that a mail told of by the notice at its foot', async () => {
    const { db } = evidence.pipeline.deps;
    const { id } = await db
      .selectFrom('deliveries')
      .select('id')
      .orderBy('created_at')
      .executeTakeFirstOrThrow();
    expect(evidence.pipeline.mails[0]?.text).toContain(id);
    const { code, printed } = await run('ack', id, '--by', 'amy', '--meaning', 'reviewed');
    expect(printed).toMatch(/1 alert of [0-9a-f]{32} acknowledged by Amy/);
    expect(code).toBe(0);
    const { printed: shown } = await run('alerts', 'show', '1');
    expect(shown).toMatch(/after the first mail\n.* acknowledged by Amy, by command: reviewed/);
  });

  it('lets an address get mail again, and says so when there is nothing to let', async () => {
    const { db } = evidence.pipeline.deps;
    await suppressAddress(db, {
      address: 'amy@example.org',
      contactId: 'amy',
      reason: 'bounced',
      detail: '5.1.1',
      deliveryId: (await db.selectFrom('deliveries').select('id').executeTakeFirstOrThrow()).id,
      now: evidence.pipeline.now(),
    });
    expect(await run('contacts')).toMatchObject({
      code: 1,
      printed: expect.stringMatching(/amy .*not sent since .* bounced: 5\.1\.1/),
    });
    expect(await run('contacts', 'restore', 'amy')).toMatchObject({
      code: 0,
      printed: expect.stringContaining('amy <amy@example.org> gets mail again'),
    });
    expect(await findSuppression(db, 'amy@example.org')).toBeFalsy();
    expect(await run('contacts')).toMatchObject({ code: 0 });
    expect(await run('contacts', 'restore', 'amy')).toMatchObject({
      code: 2,
      remarked: expect.stringContaining('mail to amy <amy@example.org> is not held back'),
    });
    expect(await run('contacts', 'restore', 'amx')).toMatchObject({
      code: 2,
      remarked: expect.stringContaining('no contact is called amx; did you mean amy?'),
    });
  });
});
