import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Site, startSite } from '../support/site.ts';
import { createTestFetch, failureOf, type TestFetch } from '../support/site-fetch.ts';
import * as recipes from '../support/site-recipes.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

let site: Site;
let fetcher: TestFetch;

beforeAll(async () => {
  site = await startSite();
  fetcher = createTestFetch();
  site.page('/silence', recipes.silence());
  site.page('/drip', recipes.slowDrip(20));
  site.page('/slow-error', recipes.slowDrip(20, 'drip ', 403));
  site.page('/slow-redirect', (_request, response) => {
    setTimeout(() => response.writeHead(302, { location: '/silence' }).end(), 150);
  });
});

afterAll(async () => {
  await fetcher.close();
  await site.stop();
});

/** How long a promise takes. */
async function timed<Value>(promise: Promise<Value>): Promise<{ value: Value; tookMs: number }> {
  const begin = performance.now();
  const value = await promise;
  return { value, tookMs: performance.now() - begin };
}

describe('the deadline', () => {
  it.each([
    ['a server that never answers', '/silence', 'nothing came'],
    ['a body that drips', '/drip', 'only the beginning came (status 200)'],
    ['a redirect to a server that never answers', '/slow-redirect', 'nothing came'],
  ])('covers %s', async (_what, path, words) => {
    const { value, tookMs } = await timed(fetcher.get(site.url + path, { timeoutMs: 300 }));
    const failure = failureOf(value);
    expect(failure.code).toBe('timed_out');
    expect(failure.detail).toContain('no complete answer within 0.3 s');
    expect(failure.detail).toContain(words);
    expect(tookMs).toBeGreaterThan(290);
    expect(tookMs).toBeLessThan(2000);
  });

  it('covers a connection that is made and then dead', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: site.port });
    proxy.setMode('black-hole');
    const failure = failureOf(await fetcher.get(`http://${proxy.host}/`, { timeoutMs: 200 }));
    await proxy.stop();
    expect(failure.code).toBe('timed_out');
  });

  it('covers a resolver that never answers', async () => {
    const stuck = createTestFetch({ resolve: () => new Promise(() => undefined), timeoutMs: 200 });
    expect(failureOf(await stuck.get('http://vendor.test/')).code).toBe('timed_out');
    await stuck.close();
  });

  it.each(['http', 'https'])('cuts a connection over %s that was made and then ignored', async (scheme) => {
    let open = 0;
    const deaf = createServer((socket) => {
      open += 1;
      socket.resume().on('error', () => undefined);
      socket.on('close', () => {
        open -= 1;
      });
    });
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const address = deaf.address();
    const port = typeof address === 'object' ? address?.port : null;
    const pending = fetcher.get(`${scheme}://127.0.0.1:${port}/`, { timeoutMs: 300 });
    await expect.poll(() => open).toBe(1);
    expect(failureOf(await pending).code).toBe('timed_out');
    await expect.poll(() => open).toBe(0);
    await new Promise((resolve) => deaf.close(resolve));
  });

  it('leaves the status of an error page that comes too slowly', async () => {
    const failure = failureOf(await fetcher.get(`${site.url}/slow-error`, { timeoutMs: 300 }));
    expect(failure.code).toBe('http_unauthorized');
    expect(Buffer.from(failure.capture?.body ?? []).toString()).toContain('drip');
  });

  it('does not count the wait for a turn', async () => {
    site.page('/fast', { body: 'fast' });
    const polite = createTestFetch({ spacingMs: 300, timeoutMs: 250 });
    const results = await Promise.all([1, 2].map(() => polite.get(`${site.url}/fast`)));
    expect(results.map(({ kind }) => kind)).toEqual(['ok', 'ok']);
    await polite.close();
  });
});

describe('aborting', () => {
  it.each([
    ['while waiting for an answer', '/silence'],
    ['while reading a body', '/drip'],
    ['while reading an error page', '/slow-error'],
  ])('%s rejects with the reason and cuts the connection', async (_when, path) => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: site.port });
    const reason = new Error('shutting down');
    const abort = new AbortController();
    const sent = site.requests.length;
    const refusal = expect(fetcher.get(`http://${proxy.host}${path}`, {}, abort.signal)).rejects.toBe(reason);
    await expect.poll(() => site.requests.length).toBe(sent + 1);
    abort.abort(reason);
    await refusal;
    await expect.poll(() => proxy.openConnections).toBe(0);
    await proxy.stop();
  });

  it('before the start sends nothing', async () => {
    const sent = site.requests.length;
    const reason = new Error('too late');
    await expect(fetcher.get(`${site.url}/silence`, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(site.requests.length).toBe(sent);
  });

  it('by closing the fetcher ends what is under way and what waits', async () => {
    const closing = createTestFetch();
    const sent = site.requests.length;
    const refusals = [1, 2].map(() =>
      expect(closing.get(`${site.url}/silence`)).rejects.toMatchObject({ code: 'fetch_closed' }),
    );
    await expect.poll(() => site.requests.length).toBe(sent + 1);
    await closing.close();
    await Promise.all(refusals);
    await expect(closing.get(site.url)).rejects.toMatchObject({ code: 'fetch_closed' });
  });
});
