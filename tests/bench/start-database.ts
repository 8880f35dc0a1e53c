/** How long the built-in database takes to start for the first time, and again. Reported only: it is all disk. */
import type { Measure } from './measure.ts';
import { openRealDatabase, usingDataFolder } from './real-database.ts';
import { elapsedMs, median } from './timing.ts';

const restarts = 3;

export const startDatabaseMeasure: Measure = {
  name: 'start',
  run: () =>
    usingDataFolder(async (dataFolder) => {
      const firstMs = await startAndStop(dataFolder);
      const times: number[] = [];
      for (let round = 0; round < restarts; round += 1) times.push(await startAndStop(dataFolder));
      const againMs = median(times);
      return [
        {
          what: 'start of the built-in database, migrated and answering',
          measured: `${(firstMs / 1000).toFixed(2)} s first, ${(againMs / 1000).toFixed(2)} s again`,
          judged: null,
          raw: { firstMs, againMs },
        },
      ];
    }),
};

/** The time until it answers; stopping is not counted. */
async function startAndStop(dataFolder: string): Promise<number> {
  const opened: { close(): Promise<void> }[] = [];
  try {
    return await elapsedMs(async () => opened.push(await openRealDatabase(dataFolder)));
  } finally {
    for (const database of opened) await database.close();
  }
}
