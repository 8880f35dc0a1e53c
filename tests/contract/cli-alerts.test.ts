import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertAlert } from '../../src/store/alerts.ts';
import { addReceiver, holdReceiver, openGroup } from '../../src/store/receivers.ts';
import { insertSilence } from '../../src/store/silences.ts';
import { type ConfigFolder, makeConfigFolder } from '../support/config-folder.ts';
import { type FreshDatabase, startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { sampleTrouble } from '../support/sample-notice.ts';
import { tryCommand } from '../support/try-command.ts';

// The commands of the tests have this clock.
const now = new Date('2026-03-01T00:00:00Z');
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

let postgres: TestDatabase;
let database: FreshDatabase;
let folder: ConfigFolder;

beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  database = await postgres.newDatabase();
  folder = await makeConfigFolder({ 'modelwarden.yaml': `databaseUrl: ${database.databaseUrl}\n` });
});
afterEach(() => folder.remove());

function command(...argv: readonly string[]) {
  return tryCommand(['--config', folder.path, ...argv]);
}

async function alertFor(contactId: string): Promise<{ alert_id: string; contact_id: string }> {
  const db = database.kysely;
  await insertAlert(db, {
    fingerprint: 'trouble:norvik/card',
    reason: 'source-trouble',
    vendor: 'norvik',
    sourceId: 'norvik/card',
    changeId: null,
    trouble: sampleTrouble(),
    createdAt: now,
    readyAt: now,
  });
  const route = ['root', 'clinical'];
  const groupId = await openGroup(db, { key: 'k', route, vendor: 'norvik', cadence: 'immediate', now });
  const receiver = {
    alertId: '1',
    contactId,
    groupId,
    route,
    cadence: 'immediate',
    dueAt: later(1),
  } as const;
  await addReceiver(db, receiver);
  return { alert_id: '1', contact_id: contactId };
}

describe('alerts', () => {
  it('lists what waits and what is held, with the reason and until when', async () => {
    const receiver = await alertFor('amy');
    expect((await command('alerts', 'list')).printed).toMatch(
      /1\s+amy\s+due 2026-03-01 01:00\s+source-trouble\s+norvik\/card: /,
    );
    expect((await command('alerts', '--held')).printed).toBe('nothing is held');

    const hold = {
      by: 'quiet-hours',
      reason: 'quiet hours of Amy',
      until: later(7),
      lookAgainAt: later(7),
      now,
    };
    await holdReceiver(database.kysely, receiver, hold);
    expect((await command('alerts', '--held')).printed).toContain(
      'held until 2026-03-01 07:00: quiet hours of Amy',
    );
    const asJson = await command('alerts', 'list', '--held', '--json');
    expect(JSON.parse(asJson.printed)).toMatchObject([
      {
        id: '1',
        contact_id: 'amy',
        state: 'held',
        held_by: 'quiet-hours',
        held_until: later(7).toISOString(),
      },
    ]);
  });

  it('shows one with its route, its hold and its group', async () => {
    await alertFor('amy');
    const { code, printed } = await command('alerts', 'show', '1');
    expect(code).toBe(0);
    expect(printed).toContain('route     root › clinical (immediate), group 1');
  });

  it.each([
    [['alerts', 'show', '99'], /there is no alert 99/],
    [['alerts', '--contact', 'ammy'], /no contact is called ammy; did you mean amy\?/],
    [['alerts', '--vendor', 'norvk'], /no vendor is called norvk; did you mean norvik\?/],
  ])('refuses %j', async (argv, message) => {
    const { code, remarked } = await command(...argv);
    expect(remarked).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('silence', () => {
  const what = [
    '--match',
    'vendor=norvik',
    'severity=medium',
    '--reason',
    'planned migration',
    '--author',
    'Mara',
  ];

  it('is added, listed and ended; what it held goes out', async () => {
    const added = await command('silence', 'add', ...what, '--for', '7d');
    expect(added.printed).toContain(
      'silence 1 holds vendors norvik, severity medium or higher from 2026-03-01 00:00 until 2026-03-08 00:00 UTC',
    );
    expect(added.printed).toContain('critical changes that nobody announced pass all the same');
    expect((await command('silence', 'list')).printed).toMatch(
      /1 .*2026-03-08 00:00 .*Mara .*planned migration/,
    );

    const receiver = await alertFor('amy');
    const until = later(24 * 7);
    await holdReceiver(database.kysely, receiver, {
      by: 'silence:1',
      reason: 'x',
      until,
      lookAgainAt: until,
      now,
    });
    expect((await command('silence', 'end', '1')).printed).toContain('1 alert that it held will go out');
    expect((await command('silence', 'list')).printed).toBe('no silence holds now');
    expect((await command('alerts', 'list', '--json')).printed).toContain(`"due_at":"${now.toISOString()}"`);
    expect((await command('silence', 'end', '1')).printed).toBe('silence 1 was over already');
  });

  it.each([
    [['add', ...what, '--for', '31d'], /at most 30d/],
    [['add', ...what, '--for', 'ever'], /expected a duration/],
    [['add', '--match', 'vendor=norvik', '--reason', ' ', '--for', '1h'], /needs a reason and an author/],
    [['add', '--reason', 'x', '--for', '1h'], /required option '--match/],
    [
      ['add', '--match', 'tool=scrib', '--reason', 'x', '--for', '1h'],
      /no tool is called scrib; did you mean scribe\?/,
    ],
    [['add', ...what, '--for', '1h', '--from', '2026-02-01T00:00Z'], /would be over already/],
    [['end', '7'], /there is no silence 7/],
  ])('refuses %j', async (argv, message) => {
    const { code, remarked } = await command('silence', ...argv);
    expect(remarked).toMatch(message);
    expect(code).toBe(2);
  });

  it('cannot be stored without an end, a reason or within bounds, whoever writes it', async () => {
    const silence = {
      match: {},
      author: 'Mara',
      reason: 'x',
      startsAt: now,
      isForced: false,
      createdAt: now,
    };
    const write = (more: object) => insertSilence(database.kysely, { ...silence, endsAt: later(1), ...more });
    await expect(write({ endsAt: later(24 * 31) })).rejects.toThrow('silences');
    await expect(write({ endsAt: now })).rejects.toThrow('silences');
    await expect(write({ reason: '' })).rejects.toThrow('silences');
  });
});
