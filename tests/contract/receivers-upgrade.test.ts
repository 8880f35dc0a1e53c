import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAlerts } from '../../src/store/alert-list.ts';
import { migrate } from '../../src/store/migrate.ts';
import { isTold } from '../../src/store/receivers.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';

const shipped = new URL('../../src/store/migrations/', import.meta.url);

let postgres: TestDatabase;
beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

it('takes over what an older program told, and what still waited there', async () => {
  const database = await postgres.newDatabase({ empty: true });
  const older = await mkdtemp(join(tmpdir(), 'modelwarden-migrations-'));
  try {
    for (const name of ['0001_initial.sql', '0002_hosts.sql'])
      await copyFile(new URL(name, shipped), join(older, name));
    await migrate(database, pathToFileURL(`${older}/`));
  } finally {
    await rm(older, { recursive: true, force: true });
  }
  await database.pool.query(`
    insert into alerts (fingerprint, reason, vendor, source_id, trouble, created_at, ready_at, dispatched_at)
      values ('told', 'source-trouble', 'norvik', 'norvik/a', '{}', now(), now(), now()),
             ('waits', 'source-trouble', 'norvik', 'norvik/b', '{}', now(), now(), null);
    insert into deliveries (id, contact_id, address, sender, subject, message_id, thread_root, reason, raw, raw_sha256,
                            state, due_at, created_at)
      values ('d1', 'amy', 'a@b.example', 'c@b.example', 's', '<d1@b>', '<d1@b>', 'source-trouble', '', '', 'sent', now(), now()),
             ('d2', 'bob', 'b@b.example', 'c@b.example', 's', '<d2@b>', '<d2@b>', 'source-trouble', '', '', 'sent', now(), now());
    insert into delivery_alerts select id, 1 from deliveries`);

  await migrate(database, shipped);

  const alerts = await listAlerts(database.kysely, { isOwed: false, isHeld: false, limit: 10 });
  expect(
    alerts.map(({ id, contact_id, state, delivery_id }) => [id, contact_id, state, delivery_id]),
  ).toEqual([
    ['2', null, 'routing', null],
    ['1', 'amy', 'told', 'd1'],
    ['1', 'bob', 'told', 'd2'],
  ]);
  expect(await isTold(database.kysely, '1')).toBe(true);
  expect(await isTold(database.kysely, '2')).toBe(false);
});
