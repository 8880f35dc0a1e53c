/** One watched page on a loopback site, polled through the real pipeline on the real database. */

import type { ObservationOutcome } from '../../src/domain/observation.ts';
import type { Source } from '../../src/domain/source.ts';
import type { Database } from '../../src/store/database.ts';
import { hourMs, startPipeline, testConfig, testSource } from '../support/pipeline.ts';
import { startSite } from '../support/site.ts';
import { usingDatabase } from './real-database.ts';

export interface WatchedPage {
  readonly database: Database;
  readonly source: Source;
  readonly now: () => Date;
  readonly advance: (ms: number) => void;
  /** Puts up what the page shows from now on. */
  readonly show: (html: string) => void;
  /** Polls it an hour after the last time. Throws unless the outcome is the expected one. */
  readonly poll: (expected: ObservationOutcome) => Promise<void>;
}

/** Starts everything, and stops it when the work has ended. */
export async function usingWatchedPage<Result>(
  work: (page: WatchedPage) => Promise<Result>,
): Promise<Result> {
  return usingDatabase(async (database) => {
    const site = await startSite();
    try {
      const source = testSource(site, 'card', 'model-card', 'html');
      const config = testConfig([source]);
      const pipeline = await startPipeline(database, () => config);
      try {
        return await work({
          database,
          source,
          now: () => pipeline.now(),
          advance: (ms) => pipeline.advance(ms),
          show: (body) => site.page('/card', { body }),
          poll: async (expected) => {
            pipeline.advance(hourMs);
            const { outcome, detail } = await pipeline.poll(source.id);
            if (outcome !== expected) throw new Error(`the poll was ${outcome} (${detail}), not ${expected}`);
          },
        });
      } finally {
        await pipeline.close();
      }
    } finally {
      await site.stop();
    }
  });
}

/** The page with other bytes and the same text, as pages with build numbers are. */
export function restamped(html: string, stamp: number): string {
  return `${html}<!-- build ${stamp} -->`;
}
