import { connect } from 'node:net';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { openAlerts } from '../../src/store/acknowledgements.ts';
import { reportAlive } from '../../src/store/workers.ts';
import { serve, type WebServer } from '../../src/web/serve.ts';
import { testConfig } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, type Stage, setStage } from '../support/timeline.ts';

const publicUrl = 'https://warden.clinic.example/mw';

let postgres: TestDatabase;
let stage: Stage;
let server: WebServer;
let link: string;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

beforeEach(async () => {
  const { settings } = testConfig([]);
  const web = { listen: null, publicUrl, hasConsole: true, trustsProxy: false };
  stage = await setStage(postgres, ['terms'], { config: { settings: { ...settings, web } } });
  const { pipeline, site, smtp } = stage;
  site.page('/terms', { body: clause('60') });
  await pipeline.poll('norvik/terms');
  await pipeline.settleAndMail();
  const { deps } = pipeline;
  const parts = { db: deps.db, config: deps.config, now: deps.now, workerId: deps.worker.id };
  server = await serve({ host: '127.0.0.1', port: 0 }, parts, pino({ level: 'silent' }));
  const mail = Buffer.from(smtp.mails.at(-1)?.bytes ?? '')
    .toString('latin1')
    .replaceAll('=\r\n', '');
  link = /https:\/\/warden\.clinic\.example\/mw(?<path>\/ack\/[0-9a-f-]+)/.exec(mail)?.groups?.['path'] ?? '';
});
afterEach(async () => {
  await server.close();
  await stage.close();
});

const open = () => openAlerts(stage.pipeline.deps.db, 10);

function post(fields: Readonly<Record<string, string>>, more: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}${link}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    ...more,
  });
}
const signed = {
  name: 'Amy Osei',
  meaning: 'use suspended',
  note: 'until re-validated',
  subject: 'norvik/terms@2',
};

describe('the page that a mail leads to', () => {
  it('shows what it is about and changes nothing, however often it is fetched ahead', async () => {
    expect(link).toMatch(/^\/ack\/[0-9a-f]{32}-[0-9a-f]{32}$/);
    for (const method of ['GET', 'HEAD', 'GET'])
      expect((await fetch(`${server.url}${link}`, { method })).status).toBe(200);
    const text = await (await fetch(`${server.url}/mw${link}`)).text();
    expect(text).toContain('Acknowledge what you were told');
    expect(text).toContain('value="compliance"');
    expect(text).toContain('norvik/terms@2');
    expect(await open()).toHaveLength(1);
  });

  it('signs by its form, once for two presses, and then says who signed', async () => {
    const answer = await post(signed);
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.get('location') ?? '', `${server.url}${link}`).pathname).toBe(link);
    await post(signed);
    expect(await open()).toEqual([]);
    const rows = await stage.pipeline.deps.db.selectFrom('acknowledgements').selectAll().execute();
    expect(rows).toMatchObject([
      {
        name: 'Amy Osei',
        contact_id: null,
        meaning: 'use suspended',
        note: 'until re-validated',
        way: 'link',
      },
    ]);
    expect(rows[0]?.account).toBe('127.0.0.1');
    const text = await (await fetch(`${server.url}${link}`)).text();
    expect(text).toContain('<strong>Amy Osei: use suspended</strong>');
    expect(text).toContain('There is nothing more for you to do.');
  });

  it('signs for the contact whose name stands there', async () => {
    await post({ ...signed, name: 'compliance', note: '' });
    const rows = await stage.pipeline.deps.db.selectFrom('acknowledgements').selectAll().execute();
    expect(rows).toMatchObject([{ name: 'compliance', contact_id: 'compliance', note: null }]);
  });

  it.each([
    ['no name', { ...signed, name: ' ' }, /an acknowledgement needs a name/],
    ['a long name', { ...signed, name: 'x'.repeat(201) }, /too long/],
    ['no meaning', { ...signed, meaning: '' }, /choose what it means/],
    ['a meaning of their own', { ...signed, meaning: 'fine' }, /choose what it means/],
    ['nothing chosen', { ...signed, subject: 'norvik/other@9' }, /choose at least one/],
  ])('refuses %s, keeping what was written', async (_name, fields, says) => {
    const answer = await post(fields);
    expect(answer.status).toBe(422);
    const text = await answer.text();
    expect(text).toMatch(says);
    expect(text).toContain('until re-validated');
    expect(await open()).toHaveLength(1);
  });

  it('leaves what is put in without effect', async () => {
    await post({ ...signed, name: '<script>alert(1)</script>', note: '"><img src=x onerror=alert(1)>' });
    const answer = await fetch(`${server.url}${link}`);
    const text = await answer.text();
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<img/);
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('is not there for a token that was altered, or for another mail', async () => {
    const [id = '', tag = ''] = link.replace('/ack/', '').split('-');
    const turned = `${tag.startsWith('0') ? '1' : '0'}${tag.slice(1)}`;
    for (const token of [`${id}-${turned}`, `${'0'.repeat(32)}-${tag}`, id, `${id}-${tag}0`]) {
      const answer = await fetch(`${server.url}/ack/${token}`);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This link leads nowhere');
    }
  });

  it.each<[string, RequestInit, number]>([
    ['JSON', { body: '{}', headers: { 'content-type': 'application/json' } }, 415],
    ['a form of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['more than a form can hold', { body: new URLSearchParams({ note: 'x'.repeat(100_000) }) }, 413],
    ['another method', { method: 'DELETE', body: null }, 405],
  ])('takes no %s', async (_name, more, status) => {
    expect((await post(signed, more)).status).toBe(status);
    expect(await open()).toHaveLength(1);
  });
});

describe('the server', () => {
  it('cuts off who asks too slowly', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST ${link} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nname=`,
    );
    let heard = '';
    for await (const chunk of socket) heard += String(chunk);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(await open()).toHaveLength(1);
  });

  it('says where it stands: health, and figures', async () => {
    const { deps } = stage.pipeline;
    expect((await fetch(`${server.url}/health`)).status).toBe(503);
    await reportAlive(deps.db, deps.worker, deps.now());
    const answer = await fetch(`${server.url}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'watching', unacknowledged: 1 });
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('# TYPE modelwarden_changes_total counter');
    expect(metrics).toContain('modelwarden_sources{state="seen"} 1');
    expect(metrics).toContain('modelwarden_mails{state="sent"} 1');
    expect(metrics).toContain('modelwarden_alerts_unacknowledged 1');
    for (const line of metrics.trimEnd().split('\n'))
      expect(line).toMatch(
        /^(?:# (?:HELP|TYPE) modelwarden_\w+ .+|modelwarden_\w+(?:\{\w+="[^"]*"\})? [\d.]+)$/,
      );
  });

  it('says so when it has no database', async () => {
    const database = await postgres.newDatabase();
    await database.close();
    const { deps } = stage.pipeline;
    const blind = await serve(
      { host: '127.0.0.1', port: 0 },
      { db: database.kysely, config: deps.config, now: deps.now, workerId: 'x' },
      pino({ level: 'silent' }),
    );
    const answer = await fetch(`${blind.url}/health`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'no database' });
    await blind.close();
  });

  it('shows the console where it is asked for, and nothing elsewhere', async () => {
    const text = await (await fetch(`${server.url}/`)).text();
    expect(text).toContain('norvik/terms');
    expect(text).toContain('href="changes/norvik%2Fterms%402"');
    const change = await (await fetch(`${server.url}/changes/norvik%2Fterms%402`)).text();
    expect(change).toContain('terms.data_use');
    const { settings } = testConfig([]);
    stage.changeConfig({ settings } satisfies Partial<Config>);
    expect((await fetch(`${server.url}/`)).status).toBe(404);
    expect((await fetch(`${server.url}/changes/norvik%2Fterms%402`)).status).toBe(404);
    expect((await fetch(`${server.url}/%E0%A4%A`)).status).toBe(400);
  });

  it('names an address that cannot be used', async () => {
    const { port } = new URL(server.url);
    const { deps } = stage.pipeline;
    await expect(
      serve(
        { host: '127.0.0.1', port: Number(port) },
        { db: deps.db, config: deps.config, now: deps.now, workerId: 'x' },
        pino({ level: 'silent' }),
      ),
    ).rejects.toThrow(`web.listen: 127.0.0.1:${port} cannot be used`);
  });
});
