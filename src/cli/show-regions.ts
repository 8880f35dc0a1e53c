/** Passages of a source that differ from look to look, as `sources show` and `preview` print them. */
import { learnedAfter } from '../compare/volatile-regions.ts';
import type { Db } from '../store/db.ts';
import { listRegions } from '../store/volatile-regions.ts';
import { counted, type Output, shortTime } from './output.ts';

const maxLength = 160;

export interface ShownRegion {
  readonly shows: string;
  readonly before: string;
  readonly after: string;
  readonly times: number;
  readonly isLearned: boolean;
  readonly lastSeen: Date;
}

export async function findRegions(db: Db, sourceId: string): Promise<readonly ShownRegion[]> {
  return (await listRegions(db, sourceId)).map((region) => ({
    shows: region.shows,
    before: region.sample_before,
    after: region.sample_after,
    times: region.times,
    isLearned: region.times >= learnedAfter,
    lastSeen: region.last_seen_at,
  }));
}

export function printRegions(regions: readonly ShownRegion[], output: Output): void {
  output.line(output.style('bold', '\nPassages that differ from look to look'));
  if (regions.length === 0) output.line('  none');
  for (const region of regions) {
    const standing = region.isLearned
      ? 'learned, counted as noise'
      : `not learned yet: from ${learnedAfter} times on`;
    output.line(`  ${cut(region.shows)}`);
    output.line(
      `    differed ${counted(region.times, 'time')}, last ${shortTime(region.lastSeen)} UTC; ${standing}`,
    );
    output.line(output.style('dim', `    - ${cut(region.before)}`));
    output.line(output.style('dim', `    + ${cut(region.after)}`));
  }
}

function cut(text: string): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1).toWellFormed()}…` : text;
}
