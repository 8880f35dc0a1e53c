/**
 * Run as a process of its own: fetches a URL once the process is warm and prints by how many bytes the
 * highest memory use grew, with the outcome. Arguments: warm-up URL, URL, byte budget.
 */
import { createTestFetch } from './site-fetch.ts';

const [warmUpUrl = '', url = '', maxBytes = ''] = process.argv.slice(2);
const fetcher = createTestFetch({ maxBytes: Number(maxBytes), timeoutMs: 30_000 });
await fetcher.get(warmUpUrl);
const before = process.resourceUsage().maxRSS;
const result = await fetcher.get(url);
const grownBytes = (process.resourceUsage().maxRSS - before) * 1024;
await fetcher.close();
process.stdout.write(
  JSON.stringify({ outcome: result.kind === 'failure' ? result.code : result.kind, grownBytes }),
);
