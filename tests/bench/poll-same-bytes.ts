/** A poll that finds the same bytes against one that must parse and compare them. */
import { atLeast, type Measure } from './measure.ts';
import { restamped, usingWatchedPage } from './real-pipeline.ts';
import { htmlPage } from './sample-pages.ts';
import { elapsedMs, median } from './timing.ts';

const pageBytes = 250_000;
const rounds = 15;
const warmUps = 3;
/** Nearly all polls find the same bytes. Most of what is left of them is the database's wait for its disk. */
const limit = 3;

export const pollSameBytesMeasure: Measure = {
  name: 'poll-same-bytes',
  run: () =>
    usingWatchedPage(async ({ show, poll }) => {
      const html = htmlPage(pageBytes);
      show(restamped(html, 0));
      await poll('first-seen');
      const times: { readonly parsed: number; readonly same: number }[] = [];
      for (let round = 1; round <= warmUps + rounds; round += 1) {
        show(restamped(html, round));
        const parsed = await elapsedMs(() => poll('unchanged'));
        // The version that stands keeps the bytes it was made from, so only those are the same.
        show(restamped(html, 0));
        const same = await elapsedMs(() => poll('unchanged'));
        if (round > warmUps) times.push({ parsed, same });
      }
      const parsedMs = median(times.map(({ parsed }) => parsed));
      const sameMs = median(times.map(({ same }) => same));
      return [
        {
          what: 'poll of the same bytes, 250 kB, how much faster',
          measured: `${parsedMs.toFixed(0)} ms parsed, ${sameMs.toFixed(1)} ms same`,
          judged: atLeast(parsedMs / sameMs, limit),
          raw: { pageBytes, parsedMs, sameMs },
        },
      ];
    }),
};
