/** A worker killed between writing reminders and sending them: none is lost, and none is written twice (P1, P2). */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { followUpConfig } from '../support/follow-up-config.ts';
import { hourMs } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, type Stage, setStage } from '../support/timeline.ts';

const child = fileURLToPath(new URL('../support/follow-up-child.ts', import.meta.url));
let postgres: TestDatabase;
let stage: Stage;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
afterEach(() => stage.close());

/** Something grave that was told six hours ago and that nobody acknowledged: a reminder and a step are due. */
async function leaveUnacknowledged(): Promise<void> {
  stage = await setStage(postgres, ['terms'], { config: followUpConfig });
  const { pipeline, site } = stage;
  pipeline.advance(hourMs);
  site.page('/terms', { body: clause('60') });
  await pipeline.poll('norvik/terms');
  await pipeline.settleAndMail();
  pipeline.advance(6 * hourMs);
}

/** Lets another worker follow up, which is killed at `point`. */
async function killAt(point: string): Promise<void> {
  const { databaseUrl, site, smtp, pipeline } = stage;
  const argv = [child, databaseUrl, site.host, String(smtp.port), pipeline.now().toISOString()];
  const worker = spawn(process.execPath, argv, { env: { ...process.env, CRASH_AT: point }, stdio: 'ignore' });
  const code = await new Promise((resolve) => worker.once('exit', (exit) => resolve(exit)));
  expect(code, 'the worker dies at the point rather than ending by itself').toBeNull();
  // The lease of the dead runs out by the database's clock; the test does not wait for it.
  await sql`update deliveries set leased_until = clock_timestamp() - interval '1 second' where leased_until is not null`.execute(
    pipeline.deps.db,
  );
}

/** What of the chain is written, in order. */
async function written(): Promise<readonly string[]> {
  const events = await stage.pipeline.deps.db
    .selectFrom('escalation_events')
    .select(['event', 'contact_id'])
    .orderBy('id')
    .execute();
  return events.map(({ event, contact_id }) => (contact_id === null ? event : `${event} ${contact_id}`));
}

const chain = ['started', 'escalated lead', 'reminded compliance'];

it.each([
  { point: 'follow-up:before-commit', left: chain.slice(0, 1), copies: 2 },
  { point: 'follow-up:committed', left: chain, copies: 2 },
  { point: 'deliver:before-send', left: chain, copies: 2 },
  // Nobody can know whether the relay took it: it goes again, with the same bytes.
  { point: 'deliver:sent', left: chain, copies: 3 },
  { point: 'deliver:recorded', left: chain, copies: 2 },
])('is followed up once after a kill at $point', { timeout: 60_000 }, async ({ point, left, copies }) => {
  await leaveUnacknowledged();
  await killAt(point);
  expect(await written()).toEqual(left);

  const { pipeline, smtp } = stage;
  const { db } = pipeline.deps;
  // The server may take a moment to notice that the dead holds the chain no longer.
  await expect
    .poll(
      async () => {
        await pipeline.settleAndMail();
        return written();
      },
      { timeout: 20_000 },
    )
    .toEqual(chain);
  await pipeline.settleAndMail();
  pipeline.advance(hourMs);
  await pipeline.settleAndMail();

  expect(await written()).toEqual(chain);
  const deliveries = await db
    .selectFrom('deliveries')
    .select(['contact_id', 'reason', 'state', 'raw'])
    .where('reason', '!=', 'detected')
    .orderBy('contact_id')
    .execute();
  expect(deliveries.map(({ contact_id, reason, state }) => `${reason} ${contact_id} ${state}`)).toEqual([
    'unacknowledged compliance sent',
    'escalated lead sent',
  ]);
  const sent = smtp.mails.slice(1);
  expect(sent).toHaveLength(copies);
  for (const { raw } of deliveries) expect(sent.some(({ bytes }) => bytes.equals(raw))).toBe(true);
  for (const { bytes } of sent) expect(deliveries.some(({ raw }) => bytes.equals(raw))).toBe(true);
});
