import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Site, startSite } from '../support/site.ts';
import { createTestFetch, failureOf, type TestFetch, textOf } from '../support/site-fetch.ts';
import * as recipes from '../support/site-recipes.ts';

const child = fileURLToPath(new URL('../support/site-fetch-child.ts', import.meta.url));
const megabyte = 1_000_000;
const report = z.object({ outcome: z.string(), grownBytes: z.number() });

let site: Site;
let fetcher: TestFetch;

beforeAll(async () => {
  site = await startSite();
  fetcher = createTestFetch({ maxBytes: 1000 });
  site.page('/warm-up', recipes.compressed('gzip', 'warm'));
});

afterAll(async () => {
  await fetcher.close();
  await site.stop();
});

describe('the byte budget', () => {
  it.each([
    ['a body of just as many bytes', { body: 'x'.repeat(1000) }, 'ok'],
    ['one byte more', { body: 'x'.repeat(1001) }, 'too_large'],
    ['one byte more decoded', recipes.compressed('gzip', 'x'.repeat(1001)), 'too_large'],
    ['just as many decoded', recipes.compressed('gzip', 'x'.repeat(1000)), 'ok'],
  ])('judges %s', async (_what, page, outcome) => {
    site.page('/', page);
    const result = await fetcher.get(site.url);
    expect(result.kind === 'failure' ? result.code : result.kind).toBe(outcome);
  });

  it('counts a body that comes without a length', async () => {
    site.page('/', (_request, response) => {
      response.write('x'.repeat(600));
      response.end('x'.repeat(600));
    });
    expect(failureOf(await fetcher.get(site.url)).detail).toContain('longer than the 1000 bytes allowed');
  });

  it('believes a length that is too large before reading any of it', async () => {
    site.page('/', (_request, response) => {
      response.writeHead(200, { 'content-length': '1001' });
      response.flushHeaders();
    });
    expect(failureOf(await fetcher.get(site.url)).detail).toContain(
      'the body has 1001 bytes, 1000 are allowed',
    );
  });

  it('lets headers be as long as real security policies are', async () => {
    site.page('/', { headers: { 'content-security-policy': 'x'.repeat(24_000) }, body: 'policy' });
    expect(textOf(await fetcher.get(site.url))).toBe('policy');
  });

  it('may be set for one request', async () => {
    site.page('/', { body: 'x'.repeat(2000) });
    expect(textOf(await fetcher.get(site.url, { maxBytes: 2000 }))).toHaveLength(2000);
  });

  it('leaves the headers of what was too large, never half a document', async () => {
    site.page('/', recipes.endlessBody());
    const { capture } = failureOf(await fetcher.get(site.url));
    expect(capture).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(capture?.body).toHaveLength(0);
  });

  it.each([
    ['a gzip bomb', recipes.bomb('gzip', 200 * megabyte), 'too_large'],
    ['a deflate bomb', recipes.bomb('deflate', 200 * megabyte), 'too_large'],
    ['a br bomb', recipes.bomb('br', 200 * megabyte), 'too_large'],
    ['a zstd bomb', recipes.bomb('zstd', 200 * megabyte), 'too_large'],
    ['gzip within gzip', recipes.stackedBomb(200 * megabyte), 'bad_encoding'],
    [
      'a bomb as an error page',
      { ...recipes.bomb('gzip', 200 * megabyte), status: 403 },
      'http_unauthorized',
    ],
    ['an endless body', recipes.endlessBody(), 'too_large'],
    ['headers without an end', recipes.hugeHeaders(100 * megabyte), 'too_large'],
  ] as const)('holds memory growth under 64 MB for %s', async (what, page, expected) => {
    site.page('/bomb', page);
    const { outcome, grownBytes } = await measureInChild();
    process.stdout.write(`${what}: ${outcome}, memory grew by ${(grownBytes / megabyte).toFixed(1)} MB\n`);
    expect(outcome).toBe(expected);
    expect(grownBytes).toBeLessThan(64 * megabyte);
  });

  it('holds memory growth under 64 MB for a bomb in the place of robots.txt', async () => {
    site.page('/robots.txt', recipes.bomb('gzip', 200 * megabyte));
    site.page('/bomb', { body: 'the document' });
    const { grownBytes } = await measureInChild();
    site.page('/robots.txt', { status: 404 });
    expect(grownBytes).toBeLessThan(64 * megabyte);
  });

  /** The highest memory use (resident set) of a process of its own, against what it was when warm. */
  async function measureInChild() {
    const { stdout } = await promisify(execFile)(process.execPath, [
      child,
      `${site.url}/warm-up`,
      `${site.url}/bomb`,
      String(20 * megabyte),
    ]);
    return report.parse(JSON.parse(stdout));
  }

  it('refuses a zstd frame that asks for a window of 128 MB', async () => {
    // A frame header (RFC 8878 §3.1.1): magic, no content size, window of 2^27 bytes, one empty last block.
    const frame = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3, 0x01, 0x00, 0x00]);
    site.page('/', { headers: { 'content-encoding': 'zstd' }, body: frame });
    expect(failureOf(await fetcher.get(site.url)).code).toBe('bad_encoding');
  });
});
