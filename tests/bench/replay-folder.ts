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

/**
 * The last fifth of the revisions has three times the history of the second fifth behind it. A cost in proportion
 * to history would make it 3, none 1; between them lies 1.75.
 */
const limit = 1.75;

export const replayMeasure: Measure = {
  name: 'replay',
  run: () =>
    usingRevisionFolder((path) =>
      usingDatabase(async (database) => {
        const folder = await readRevisionFolder(path);
        const started = performance.now();
        const processorMs = [processorNow()];
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
          onProgress: () => processorMs.push(processorNow()),
          signal: AbortSignal.timeout(300_000),
        });
        const perSecond = totals.revisions / ((performance.now() - started) / 1000);
        const fifthMs = (number: number): number =>
          at(processorMs, (totals.revisions * number) / 5) -
          at(processorMs, (totals.revisions * (number - 1)) / 5);
        return [
          {
            what: 'replay, last fifth of the revisions against the second',
            measured: `${perSecond.toFixed(0)} revisions/s; ${totals.changes} changes, ${totals.mails} mails`,
            judged: atMost(fifthMs(5) / fifthMs(2), limit),
            raw: {
              ...totals,
              perSecond,
              firstFifthMs: fifthMs(1),
              earlierMs: fifthMs(2),
              laterMs: fifthMs(5),
            },
          },
        ];
      }),
    ),
};

/** Processor time of this process so far: what other programs take does not count, nor does the database. */
function processorNow(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? Number.NaN;
}
