/**
 * Finds sources that have been out of sight for too long and feeds that fell silent, and says that we still watch (promise
 * P7); sums up documents that go back and forth, reminds of days to come and misses model cards.
 */
import type { Deps } from '../src/pipeline/deps.ts';
import { remindOfDates } from '../src/pipeline/remind-of-dates.ts';
import { summariseFlapping } from '../src/pipeline/report-flapping.ts';
import { reportLateCards } from '../src/pipeline/report-late-cards.ts';
import { reportQuietFeeds } from '../src/pipeline/report-quiet-feeds.ts';
import { reportStaleSources } from '../src/pipeline/report-stale-sources.ts';
import { reportWatching } from '../src/pipeline/report-watching.ts';

export async function sentinel(deps: Deps): Promise<void> {
  const stale = await reportStaleSources(deps);
  for (const source of stale) deps.log.warn({ source }, 'source is stale: not seen for three intervals');
  const quiet = await reportQuietFeeds(deps);
  for (const source of quiet)
    deps.log.warn({ source }, 'feed is stale: nothing new for longer than is usual');
  for (const delivery of await reportWatching(deps))
    await deps.wake({ name: 'deliver', payload: { delivery }, id: `deliver-${delivery}` });
  const dates = await remindOfDates(deps);
  for (const date of dates) deps.log.info({ date }, 'reminder of a day to come');
  const cards = await reportLateCards(deps);
  for (const model of cards) deps.log.info({ model }, 'model card is late');
  const flapping = await summariseFlapping(deps);
  for (const source of flapping) deps.log.info({ source }, 'source goes back and forth: changes summed up');
  if ([stale, quiet, dates, cards, flapping].some((found) => found.length > 0))
    await deps.wake({ name: 'dispatch', payload: {}, id: 'dispatch-now' });
}
