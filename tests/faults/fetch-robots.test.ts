import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RobotsStore } from '../../src/fetch/robots-gate.ts';
import { createRobotsMemory } from '../../src/fetch/robots-memory.ts';
import { type Site, startSite } from '../support/site.ts';
import { createTestFetch, failureOf, type TestFetch, textOf } from '../support/site-fetch.ts';
import * as recipes from '../support/site-recipes.ts';

const hourMs = 3_600_000;
const forbidding = { body: 'User-agent: *\nDisallow: /', headers: { 'content-type': 'text/plain' } };

let other: Site;
let site: Site;
let now: Date;
let robots: RobotsStore;
let fetcher: TestFetch;

beforeAll(async () => {
  other = await startSite();
});
afterAll(() => other.stop());
beforeEach(async () => {
  site = await startSite();
  site.page('/', { body: 'the document' });
  now = new Date('2026-06-01T12:00:00Z');
  robots = createRobotsMemory();
  fetcher = createTestFetch({ robots, now: () => now });
});
afterEach(async () => {
  await fetcher.close();
  await site.stop();
});

function later(hours: number): void {
  now = new Date(now.getTime() + hours * hourMs);
}

describe('P6: robots.txt', () => {
  it('is asked before the first page of an origin, without the secrets of a source', async () => {
    expect(textOf(await fetcher.get(site.url, { headers: { authorization: 'Bearer secret' } }))).toBe(
      'the document',
    );
    expect(site.robotsRequests).toHaveLength(1);
    expect(site.robotsRequests[0]?.headers).not.toHaveProperty('authorization');
    expect(site.requests).toHaveLength(1);
  });

  it('keeps a forbidden page from being fetched, and is quoted', async () => {
    site.page('/robots.txt', forbidding);
    const failure = failureOf(await fetcher.get(`${site.url}/?key=abc`));
    expect(failure).toMatchObject({
      code: 'robots_disallowed',
      capture: null,
      robots: 'line 2 for *: Disallow: /',
    });
    expect(failure.detail).toBe(
      `GET ${site.url}/?key=***: robots.txt of ${site.host} asks robots to stay away (line 2 for *: Disallow: /).`,
    );
    expect(site.requests).toEqual([]);
  });

  it('is not asked where the vendor permitted fetching, which is kept with the answer', async () => {
    site.page('/robots.txt', forbidding);
    const result = await fetcher.get(site.url, { robotsPermission: 'by mail of 2026-05-01' });
    expect(result).toMatchObject({ capture: { robots: 'not asked, by permission: by mail of 2026-05-01' } });
    expect(site.robotsRequests).toEqual([]);
  });

  it.each([
    ['there is none', { status: 404 }, 'allowed: no rule of robots.txt speaks of it'],
    ['it is closed itself', { status: 403 }, 'allowed: no rule of robots.txt speaks of it'],
    ['it is empty', { status: 204 }, 'allowed: no rule of robots.txt speaks of it'],
    ['it says so', { body: 'User-agent: *\nAllow: /' }, 'allowed: line 2 for *: Allow: /'],
    ['it is a web page', { body: '<!doctype html><p>Hello' }, 'allowed: no rule of robots.txt speaks of it'],
  ])('lets a page be fetched when %s', async (_when, page, why) => {
    site.page('/robots.txt', page);
    expect(await fetcher.get(site.url)).toMatchObject({ kind: 'ok', capture: { robots: why } });
  });

  it('is read at its beginning when it is endless', async () => {
    const head = 'User-agent: *\nDisallow: /\n';
    site.page('/robots.txt', { body: head + '# long\n'.repeat(200_000) });
    expect(failureOf(await fetcher.get(site.url)).code).toBe('robots_disallowed');
  });

  it('is not believed when it breaks off', async () => {
    site.page('/robots.txt', (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('User-agent: other\n', () => response.destroy());
    });
    const failure = failureOf(await fetcher.get(site.url));
    expect(failure.code).toBe('connection_lost');
    expect(failure.detail).toContain('robots.txt comes first');
    expect(site.requests).toEqual([]);
  });

  it('is followed over redirects, and counts as absent after too many', async () => {
    site.page('/robots.txt', recipes.redirectTo('/real-robots.txt'));
    site.page('/real-robots.txt', forbidding);
    expect(failureOf(await fetcher.get(site.url)).code).toBe('robots_disallowed');
    later(25);
    site.page('/real-robots.txt', recipes.redirectTo('/robots.txt'));
    expect(textOf(await fetcher.get(site.url))).toBe('the document');
  });

  it('of the place that a redirect leads to is obeyed, too', async () => {
    other.page('/robots.txt', { body: 'User-agent: modelwarden\nDisallow: /private' });
    other.page('/private', { body: 'not for robots' });
    site.page('/', recipes.redirectTo(`${other.url}/private`));
    const failure = failureOf(await fetcher.get(site.url));
    expect(failure.code).toBe('robots_disallowed');
    expect(failure.robots).toBe('line 2 for modelwarden: Disallow: /private');
    expect(other.requests).toEqual([]);
  });
});

describe('what robots.txt said', () => {
  it('holds for a day, also for another fetcher, and is then asked for again', async () => {
    await fetcher.get(site.url);
    later(23);
    const second = createTestFetch({ robots, now: () => now });
    await second.get(site.url);
    await second.close();
    expect(site.robotsRequests).toHaveLength(1);
    later(2);
    site.page('/robots.txt', forbidding);
    expect(failureOf(await fetcher.get(site.url)).code).toBe('robots_disallowed');
    expect(site.robotsRequests).toHaveLength(2);
  });

  it('stands while the server fails', async () => {
    site.page('/robots.txt', { body: 'User-agent: *\nDisallow: /private' });
    await fetcher.get(site.url);
    site.page('/robots.txt', { status: 503 });
    later(48);
    expect(textOf(await fetcher.get(site.url))).toBe('the document');
    expect(failureOf(await fetcher.get(`${site.url}/private`)).code).toBe('robots_disallowed');
  });

  it('counts as a refusal while the server fails and nothing else is known, for 30 days', async () => {
    site.page('/robots.txt', { status: 503 });
    const failure = failureOf(await fetcher.get(site.url));
    expect(failure.code).toBe('robots_disallowed');
    expect(failure.robots).toContain('unreachable: ');
    expect(failure.robots).toContain('status 503');
    later(30 * 24 - 1);
    expect(failureOf(await fetcher.get(site.url)).code).toBe('robots_disallowed');
    expect(site.requests).toEqual([]);
    later(2);
    expect(await fetcher.get(site.url)).toMatchObject({
      kind: 'ok',
      capture: { robots: 'allowed: robots.txt has been out of reach since 2026-06-01T12:00:00.000Z' },
    });
  });

  it('is asked for again at once after the server failed', async () => {
    site.page('/robots.txt', { status: 503 });
    await fetcher.get(site.url);
    site.page('/robots.txt', { status: 404 });
    expect(textOf(await fetcher.get(site.url))).toBe('the document');
  });
});
