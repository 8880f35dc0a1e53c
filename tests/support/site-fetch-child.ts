/**
 * Run as a process of its own: fetches a URL once the process is warm and prints by how many bytes the
 * highest memory use grew, with the outcome. Arguments: warm-up URL, URL, byte budget.
 */
import { createTestFetch } from './site-fetch.ts';

const [warmUpUrl = '', url = '', maxBytes = ''] = process.argv.slice(2);
const fetcher = createTestFetch({ maxBytes: Number(maxBytes), timeoutMs: 30_000 });
await fetcher.get(warmUpUrl);
// The highest use so far may be that of the start, under which much could hide: look all the while as well.
const before = process.memoryUsage.rss();
const highestBefore = process.resourceUsage().maxRSS * 1024;
let highestSeen = before;
const look = (): void => {
  highestSeen = Math.max(highestSeen, process.memoryUsage.rss());
};
const looking = setInterval(look, 1);
const result = await fetcher.get(url);
clearInterval(looking);
look();
const highest = process.resourceUsage().maxRSS * 1024;
const grownBytes = (highest > highestBefore ? highest : highestSeen) - before;
await fetcher.close();
process.stdout.write(
  JSON.stringify({ outcome: result.kind === 'failure' ? result.code : result.kind, grownBytes }),
);
