/** Whatever the routes, cadences, quiet hours and silences are: nothing that is to be told is lost, and nothing is told twice. */
import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Contact, QuietHours, Route, RouteCadence } from '../../src/domain/register.ts';
import { weekdays } from '../../src/domain/register.ts';
import { listAlerts } from '../../src/store/alert-list.ts';
import { insertSilence } from '../../src/store/silences.ts';
import { hourMs, testConfig } from '../support/pipeline.ts';
import { startTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { clause, setStage, timeline } from '../support/timeline.ts';

let postgres: TestDatabase;
beforeAll(async () => {
  postgres = await startTestDatabase();
});
afterAll(() => postgres.stop());

const names = ['a', 'b', 'c', 'd'] as const;
const base = testConfig([]);
const everyDay = [...weekdays];

const people = fc.subarray(['compliance', 'operator', 'legal'], { minLength: 1 });
const cadence = fc.constantFrom<RouteCadence>('immediate', 'hourly', 'daily', 'weekly');
const child = fc.record({
  contacts: people,
  cadence,
  goesOn: fc.boolean(),
  minSeverity: fc.constantFrom('info', 'high', 'critical'),
});
const quiet = fc.option(
  fc.record({
    days: fc.constant(everyDay),
    from: fc.constantFrom(0, 600, 1140),
    to: fc.constantFrom(420, 720),
  }),
);
const story = fc.record({
  contacts: people,
  cadence,
  children: fc.array(child, { maxLength: 2 }),
  quiet,
  zone: fc.constantFrom('America/Chicago', 'Europe/Berlin'),
  maxMails: fc.constantFrom(1, 20),
  silenceHours: fc.option(fc.integer({ min: 1, max: 30 })),
  changes: fc.array(fc.record({ name: fc.constantFrom(...names), hour: fc.integer({ min: 1, max: 20 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
});
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

function treeOf({ contacts, cadence: own, children }: Story): Route {
  return {
    ...base.route,
    contacts,
    cadence: own,
    routes: children.map((each, index) => ({
      ...base.route,
      name: `child-${index}`,
      match: { minSeverity: each.minSeverity },
      contacts: each.contacts,
      cadence: each.cadence,
      goesOn: each.goesOn,
    })),
  };
}

/** Whom the tree leads to what is `high`, as every change of these stories is. */
function reached({ contacts, children }: Story): readonly string[] {
  const matching = children.filter(({ minSeverity }) => minSeverity !== 'critical');
  const last = matching.findIndex(({ goesOn }) => !goesOn);
  const taken = last < 0 ? matching : matching.slice(0, last + 1);
  return [...new Set(taken.length === 0 ? contacts : taken.flatMap((route) => route.contacts))].sort();
}

function peopleOf({ quiet: hours, zone, maxMails }: Story): ReadonlyMap<string, Contact> {
  const [like] = base.contacts.values();
  if (!like) throw new Error('the test configuration has a contact');
  const quietHours: readonly QuietHours[] = hours ? [hours] : [];
  return new Map(
    ['compliance', 'operator', 'legal'].map((id) => [
      id,
      {
        ...like,
        id,
        name: id,
        email: `${id}@clinic.example`,
        timeZone: zone,
        quietHours,
        maxMailsPerHour: { inAll: maxMails, ofOneVendor: maxMails },
      },
    ]),
  );
}

/** The changes that the foot of a mail says it tells of. */
async function changesNamedIn(raw: Buffer): Promise<readonly string[]> {
  const { text = '' } = await simpleParser(raw);
  const [, names = ''] = /^Changes?: (.*)$/m.exec(text) ?? [];
  return names.split(', ').sort();
}

describe('every alert', () => {
  it('reaches each contact of its routes once, or is held with a reason, and a digest is the union of its alerts (P1)', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const stage = await setStage(postgres, names, {
          config: { route: treeOf(told), contacts: peopleOf(told) },
        });
        try {
          const { pipeline } = stage;
          const { db } = pipeline.deps;
          if (told.silenceHours !== null)
            await insertSilence(db, {
              match: { vendors: ['norvik'] },
              author: 'mara',
              reason: 'a test',
              isForced: false,
              startsAt: pipeline.now(),
              endsAt: new Date(pipeline.now().getTime() + told.silenceHours * hourMs),
              createdAt: pipeline.now(),
            });
          const { at, pass } = timeline(stage);
          for (const [index, { name, hour }] of told.changes.entries())
            at(hour).see(`norvik/${name}`, clause(String(60 + index)));
          await pass(30);
          const alerts = await listAlerts(db, { isOwed: false, isHeld: false, limit: 500 });
          for (const row of alerts) {
            expect(['told', 'held', 'waiting']).toContain(row.state);
            if (row.state === 'held')
              expect([row.held_reason, row.held_until]).toEqual([expect.any(String), expect.any(Date)]);
            if (row.state === 'waiting')
              expect(row.due_at?.getTime()).toBeGreaterThan(pipeline.now().getTime());
          }
          const changed = await db.selectFrom('changes').select('id').execute();
          const byChange = Map.groupBy(alerts, (row) => row.change_id);
          expect(byChange.size).toBe(changed.length);
          for (const shares of byChange.values())
            expect(shares.map((row) => row.contact_id ?? 'nobody').sort()).toEqual(reached(told));
          // What a mail tells of is what it was written for, no less and no more, and each alert once a contact.
          const written = await db
            .selectFrom('deliveries')
            .innerJoin('delivery_alerts', 'delivery_alerts.delivery_id', 'deliveries.id')
            .select(['deliveries.id', 'deliveries.contact_id', 'delivery_alerts.alert_id'])
            .execute();
          const pair = (contact: string | null, alert: string) => `${contact} ${alert}`;
          const toldPairs = alerts
            .filter(({ state }) => state === 'told')
            .map((row) => pair(row.contact_id, row.id));
          expect(written.map((row) => pair(row.contact_id, row.alert_id)).sort()).toEqual(toldPairs.sort());
          const changes = await db.selectFrom('alerts').select(['id', 'change_id']).execute();
          const changeOf = new Map(changes.map((alert) => [alert.id, alert.change_id ?? '']));
          for (const [mail, rows] of Map.groupBy(written, (row) => row.id)) {
            const stored = await db
              .selectFrom('deliveries')
              .select('raw')
              .where('id', '=', mail)
              .executeTakeFirstOrThrow();
            const about = rows.map(({ alert_id: alert }) => changeOf.get(alert) ?? '');
            expect(await changesNamedIn(stored.raw)).toEqual(about.sort());
            const copies = stage.smtp.mails.filter(({ bytes }) => bytes.equals(stored.raw));
            expect(copies.map(({ to }) => to)).toEqual([[`${rows[0]?.contact_id}@clinic.example`]]);
          }
        } finally {
          await stage.close();
        }
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
