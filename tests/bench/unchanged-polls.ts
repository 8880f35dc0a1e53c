/** A thousand polls that find nothing new: how many a second, and what they leave in the database. */
import type { Database } from '../../src/store/database.ts';
import { atLeast, atMost, type Figure, type Measure } from './measure.ts';
import { usingWatchedPage } from './real-pipeline.ts';
import { htmlPage } from './sample-pages.ts';
import { elapsedMs } from './timing.ts';

const pageBytes = 100_000;
const warmUps = 50;
const polls = 1_000;
/** A thousand sources, each polled every 15 minutes. */
const neededPerSecond = 1_000 / (15 * 60);
const rateLimit = 10;
/** The first poll keeps the page and its document; one that finds nothing new may take a fiftieth of that. */
const storageLimit = 0.02;

export const unchangedPollsMeasure: Measure = {
  name: 'unchanged-polls',
  run: () =>
    usingWatchedPage(async ({ database, show, poll }): Promise<readonly Figure[]> => {
      const empty = await storedBytes(database);
      show(htmlPage(pageBytes));
      await poll('first-seen');
      const first = (await storedBytes(database)) - empty;
      for (let round = 0; round < warmUps; round += 1) await poll('unchanged');
      const before = await storedBytes(database);
      const totalMs = await elapsedMs(async () => {
        for (let round = 0; round < polls; round += 1) await poll('unchanged');
      });
      const bytesPerPoll = ((await storedBytes(database)) - before) / polls;
      const perSecond = polls / (totalMs / 1000);
      return [
        {
          what: 'unchanged polls, against 1,000 sources every 15 min',
          measured: `${perSecond.toFixed(0)} a second, one after the other`,
          judged: atLeast(perSecond / neededPerSecond, rateLimit),
          raw: { polls, totalMs, perSecond, neededPerSecond },
        },
        {
          what: 'storage of an unchanged poll, against the first',
          measured: `${(bytesPerPoll / 1000).toFixed(2)} MB per 1,000 polls, ${(first / 1000).toFixed(0)} kB first`,
          judged: atMost(bytesPerPoll / first, storageLimit),
          raw: { polls, pageBytes, bytesPerPoll, firstBytes: first },
        },
      ];
    }),
};

/** What the evidence of polls takes with its indexes; the other tables do not grow with unchanged polls. */
async function storedBytes(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ bytes: string }>(
    `select sum(pg_total_relation_size(name::regclass)) as bytes
       from unnest(array['observations', 'captures', 'bodies', 'versions']) as name`,
  );
  return Number(rows[0]?.bytes);
}
