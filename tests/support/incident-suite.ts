/** One test for each incident, all on one database: every vendor is its own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { type Incident, playIncident } from './incident.ts';
import { startTestDatabase, type TestDatabase } from './postgres.ts';
import { type Site, startSite } from './site.ts';

/** Declares the tests. Each says which categories, severity, verdict and number of mails its incident comes to. */
export function describeIncidents(title: string, incidents: readonly Incident[]): void {
  describe(title, () => {
    let postgres: TestDatabase;
    let database: Database;
    let site: Site;

    beforeAll(async () => {
      postgres = await startTestDatabase();
      database = await postgres.newDatabase();
      site = await startSite();
    });
    afterAll(async () => {
      await site.stop();
      await postgres.stop();
    });

    it.each(incidents.map((incident) => [incident.name, incident] as const))(
      '%s',
      async (_name, incident) => {
        const outcome = await playIncident(database, site, incident);

        expect(outcome.changes).toEqual(
          incident.changes.map((change) => ({
            ...change,
            categories: expect.arrayContaining([...change.categories]),
          })),
        );
        expect(outcome.mails).toEqual({ operator: 0, ...incident.mails });
        for (const category of incident.recorded ?? []) expect(outcome.recorded).toContain(category);
        for (const words of incident.says ?? []) expect(outcome.texts.join('\n')).toMatch(words);
        for (const words of incident.operatorReads ?? [])
          expect(outcome.operatorTexts.join('\n')).toMatch(words);
      },
    );
  });
}
