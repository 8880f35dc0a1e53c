/** A replay of 1,000 revisions of 10 documents: how fast, and whether history slows it down. */
import { createSilentLog } from '../../src/observe/log.ts';
import { readRevisionFolder } from '../../src/replay/read-folder.ts';
import { replay } from '../../src/replay/replay.ts';
import { replayConfig } from '../../src/replay/replay-config.ts';
import { adapters } from '../../src/sources/registry.ts';
import { testConfig } from '../support/pipeline.ts';
import { atMost, type Measure } from './measure.ts';
import { usingDatabase } from './real-database.ts';
import { usingRevisionFolder } from './sample-revisions.ts';

/** Later revisions have more history behind them; they may take longer, but not in proportion. */
const limit = 2;

export const replayMeasure: Measure = {
  name: 'replay',
  run: () =>
    usingRevisionFolder((path) =>
      usingDatabase(async (database) => {
        const folder = await readRevisionFolder(path);
        const instants = [performance.now()];
        const totals = await replay({
          folder,
          config: replayConfig(testConfig([]), folder, adapters),
          db: database.kysely,
          adapters,
          log: createSilentLog(),
          transport: {
            description: 'counted and discarded',
            send: async () => ({ kind: 'sent', response: 'replayed' }),
            close: async () => undefined,
          },
          onEvent: () => undefined,
          onProgress: () => instants.push(performance.now()),
          signal: AbortSignal.timeout(300_000),
        });
        const third = Math.floor(totals.revisions / 3);
        const between = (from: number, to: number): number => (instants[to] ?? NaN) - (instants[from] ?? NaN);
        const earlierMs = between(third, 2 * third);
        const laterMs = between(2 * third, 3 * third);
        const perSecond = totals.revisions / (between(0, totals.revisions) / 1000);
        return [
          {
            what: 'replay, last third of the revisions against the second',
            measured: `${perSecond.toFixed(0)} revisions/s; ${totals.changes} changes, ${totals.mails} mails`,
            judged: atMost(laterMs / earlierMs, limit),
            raw: { ...totals, perSecond, firstThirdMs: between(0, third), earlierMs, laterMs },
          },
        ];
      }),
    ),
};
