import { afterEach, describe, expect, it } from 'vitest';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
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
