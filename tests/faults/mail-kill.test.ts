/** A worker killed between the steps of sending: nothing is lost, and a repetition has the same bytes (P1, P2). */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { dueDeliveries, listDeliveries } from '../../src/store/deliveries.ts';
import { listSuppressions } from '../../src/store/suppressions.ts';
import { type MailDesk, openMailDesk, quickTransport } from '../support/mail-desk.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Smtp, type SmtpOptions, startSmtp } from '../support/smtp.ts';

const child = fileURLToPath(new URL('../support/send-child.ts', import.meta.url));
let postgres: TestDatabase;
let database: FreshDatabase;
let relay: Smtp;
let desk: MailDesk;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
afterEach(async () => {
  await desk.close();
  await relay.stop();
});

/** A mail that is due, and a worker that is killed at `point` while it sends it. */
async function killAt(point: string, script: SmtpOptions['script'] = {}): Promise<void> {
  relay = await startSmtp({ script });
  database = await postgres.newDatabase();
  desk = await openMailDesk(database, quickTransport(relay));
  await desk.put('d-00000001');
  const worker = spawn(process.execPath, [child, database.databaseUrl, String(relay.port), 'd-00000001'], {
    env: { ...process.env, CRASH_AT: point },
    stdio: 'ignore',
  });
  const code = await new Promise((resolve) => worker.once('exit', (exit) => resolve(exit)));
  expect(code, 'the worker dies at the point rather than ending by itself').toBeNull();
  // The lease of the dead runs out by the database's clock; the test does not wait for it.
  await sql`update deliveries set leased_until = clock_timestamp() - interval '1 second'`.execute(
    database.kysely,
  );
}

it.each([
  ['deliver:before-send', 1],
  ['deliver:sent', 2],
] as const)('is sent with the same bytes after a kill at %s', { timeout: 60_000 }, async (point, copies) => {
  await killAt(point);
  expect(await dueDeliveries(database.kysely, desk.now())).toEqual(['d-00000001']);
  await desk.work();
  const { raw, state, attempts } = await desk.load('d-00000001');
  expect([state, attempts]).toEqual(['sent', 2]);
  expect(relay.mails).toHaveLength(copies);
  for (const mail of relay.mails) expect(mail.bytes.equals(raw)).toBe(true);
  expect(await listDeliveries(database.kysely, { limit: 5 })).toMatchObject([
    { is_possible_duplicate: true },
  ]);
});

it('is not sent again after a kill once the answer was recorded', { timeout: 60_000 }, async () => {
  await killAt('deliver:recorded');
  await desk.work();
  expect(relay.mails).toHaveLength(1);
  expect(await desk.load('d-00000001')).toMatchObject({ state: 'sent', attempts: 1 });
});

it('is handed on once although the worker died between the refusal and its record', {
  timeout: 60_000,
}, async () => {
  const refusal = { code: 550, text: 'no such user' };
  await killAt('deliver:sent', { rcptTo: [refusal, refusal] });
  expect(await listSuppressions(database.kysely)).toEqual([]);
  await desk.work();
  await desk.work();
  expect(await listSuppressions(database.kysely)).toHaveLength(1);
  expect(relay.mails.flatMap((mail) => mail.to).toSorted()).toEqual([
    'deputy@clinic.example',
    'owner@clinic.example',
  ]);
});
