/** Whether 500 polls leave anything in memory: the heap after collection, later polls against earlier ones. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { atMost, type Measure } from './measure.ts';
import { restamped, usingWatchedPage } from './real-pipeline.ts';
import { htmlPage } from './sample-pages.ts';

const pageBytes = 20_000;
const warmUps = 50;
const polls = 500;
const sampleEvery = 25;
/** Keeping the bytes of each page on purpose made it 1.19. */
const limit = 1.03;

export const memoryMeasure: Measure = {
  name: 'memory',
  run: () =>
    usingWatchedPage(async ({ show, poll }) => {
      const collect = collector();
      const html = htmlPage(pageBytes);
      const heaps: number[] = [];
      show(html);
      await poll('first-seen');
      for (let round = 1; round <= warmUps + polls; round += 1) {
        // Half of them must parse.
        show(round % 2 === 0 ? html : restamped(html, round));
        await poll('unchanged');
        if (round > warmUps && round % sampleEvery === 0) {
          collect();
          const { heapUsed, external } = process.memoryUsage();
          heaps.push(heapUsed + external);
        }
      }
      const half = heaps.length / 2;
      const [earlierBytes, laterBytes] = [mean(heaps.slice(0, half)), mean(heaps.slice(half))];
      const bytesPerPoll = (laterBytes - earlierBytes) / (polls / 2);
      return [
        {
          what: 'memory over 500 polls, later half against earlier',
          measured: `${megabytes(earlierBytes)} → ${megabytes(laterBytes)} MB, ${(bytesPerPoll / 1000).toFixed(1)} kB a poll`,
          judged: atMost(laterBytes / earlierBytes, limit),
          raw: { polls, pageBytes, earlierBytes, laterBytes, bytesPerPoll },
        },
      ];
    }),
};

/** Node gives its collector away only behind a flag, which may be set late for contexts made afterwards. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node does not give its collector away');
  return () => {
    collect();
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
