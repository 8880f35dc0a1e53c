import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Page, type PageHandler, type Site, startSite } from '../support/site.ts';
import { createTestFetch, failureOf, type TestFetch, testNow, textOf } from '../support/site-fetch.ts';
import * as recipes from '../support/site-recipes.ts';

let site: Site;
let fetcher: TestFetch;

beforeAll(async () => {
  site = await startSite();
  fetcher = createTestFetch();
});

afterAll(async () => {
  await fetcher.close();
  await site.stop();
});

beforeEach(() => {
  site.page('/', { body: 'the document' });
});

describe('a full answer', () => {
  it('is captured with everything an auditor asks for', async () => {
    site.page('/page', { headers: { 'X-Twice': 'a', ETag: '"1"' }, body: 'text' });
    const result = await fetcher.get(`${site.url}/page?x=1#part`, { accept: 'text/html' });
    expect(textOf(result)).toBe('text');
    expect(result).toMatchObject({
      kind: 'ok',
      capture: {
        url: `${site.url}/page?x=1#part`,
        finalUrl: `${site.url}/page?x=1`,
        redirects: [],
        status: 200,
        headers: { 'x-twice': 'a', etag: '"1"', 'content-type': 'text/html; charset=utf-8' },
        startedAt: testNow,
        finishedAt: testNow,
        remoteAddress: '127.0.0.1',
        certificate: null,
      },
    });
    expect(site.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/page?x=1',
      headers: { 'user-agent': 'modelwarden-test/1 (+https://modelwarden.example)', accept: 'text/html' },
    });
  });

  it('joins headers that come several times', async () => {
    site.page('/', (_request, response) => {
      response.setHeader('Link', ['<a>', '<b>']);
      response.end();
    });
    const result = await fetcher.get(site.url);
    expect(result).toMatchObject({ kind: 'ok', capture: { headers: { link: '<a>, <b>' } } });
  });

  it.each(['gzip', 'deflate', 'br', 'zstd'] as const)('is freed of its %s encoding', async (encoding) => {
    const text = 'Grüße '.repeat(50_000);
    site.page('/', recipes.compressed(encoding, text));
    expect(textOf(await fetcher.get(site.url))).toBe(text);
  });

  it('is put together from the smallest pieces', async () => {
    site.page('/', recipes.crumbs(50_000));
    expect(textOf(await fetcher.get(site.url))).toBe('x'.repeat(50_000));
  });

  it('may be empty, even under an encoding', async () => {
    site.page('/', { status: 204, headers: { 'content-encoding': 'gzip' } });
    expect(textOf(await fetcher.get(site.url))).toBe('');
  });
});

describe('a conditional request', () => {
  it('ends as not modified when the server says so', async () => {
    site.page(
      '/',
      recipes.withEtag(() => 'same'),
    );
    const first = await fetcher.get(site.url);
    const etag = first.kind === 'ok' ? first.capture.headers['etag'] : undefined;
    const second = await fetcher.get(site.url, { etag: etag ?? '' });
    expect(second).toMatchObject({ kind: 'not-modified', capture: { status: 304, headers: { etag } } });
  });

  it('brings the new document when it has changed', async () => {
    site.page(
      '/',
      recipes.withEtag(() => 'new'),
    );
    expect(textOf(await fetcher.get(site.url, { etag: '"old"' }))).toBe('new');
  });

  it('cannot see through an ETag that lies, an unconditional one can', async () => {
    let text = 'before';
    site.page(
      '/',
      recipes.lyingEtag(() => text),
    );
    await fetcher.get(site.url);
    text = 'after';
    expect((await fetcher.get(site.url, { etag: '"constant"' })).kind).toBe('not-modified');
    expect(textOf(await fetcher.get(site.url))).toBe('after');
  });
});

describe('an answer that is not the document', () => {
  const broken: readonly (readonly [string, Page | PageHandler, string])[] = [
    ['404', { status: 404, body: 'none' }, 'http_not_found'],
    ['410', { status: 410 }, 'http_gone'],
    ['401', { status: 401 }, 'http_unauthorized'],
    ['403', { status: 403 }, 'http_unauthorized'],
    ['429', recipes.comeBackLater(429), 'http_rate_limited'],
    ['500', { status: 500 }, 'http_unavailable'],
    ['503', recipes.comeBackLater(503), 'http_unavailable'],
    ['418', { status: 418 }, 'http_error'],
    ['206 nobody asked for', { status: 206, body: 'part' }, 'http_error'],
    ['304 nobody asked for', { status: 304 }, 'http_error'],
    ['300 with choices', { status: 300, body: 'pick one' }, 'http_error'],
    ['redirect to nowhere', { status: 302 }, 'http_error'],
    ['text that is not HTTP', recipes.raw('SSH-2.0-OpenSSH_9.6\r\n'), 'http_error'],
    [
      'two lengths',
      recipes.raw('HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello'),
      'connection_lost',
    ],
    ['reset before the answer', recipes.resetBeforeAnswer(), 'connection_lost'],
    ['reset within the body', recipes.resetInBody(), 'connection_lost'],
    ['body shorter than its length', recipes.wrongContentLength(100, 'short'), 'connection_lost'],
    ['chunked body without its end', recipes.halfClose(), 'connection_lost'],
    [
      'chunked body without its end on a connection to be closed',
      recipes.raw('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nbegin\r\n'),
      'connection_lost',
    ],
    ['headers without an end', recipes.hugeHeaders(200_000), 'too_large'],
    ['stacked encodings', recipes.stackedEncoding('text'), 'bad_encoding'],
    ['an unknown encoding', { headers: { 'content-encoding': 'compress' }, body: 'x' }, 'bad_encoding'],
    [
      'an encoded transfer',
      recipes.raw('HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n'),
      'bad_encoding',
    ],
    ['gzip that is none', { headers: { 'content-encoding': 'gzip' }, body: 'plain' }, 'bad_encoding'],
    ['br that is none', { headers: { 'content-encoding': 'br' }, body: '<html>' }, 'bad_encoding'],
    ['zstd that is none', { headers: { 'content-encoding': 'zstd' }, body: '<html>' }, 'bad_encoding'],
  ];

  it.each(broken)('%s is its own outcome', async (_what, page, code) => {
    site.page('/broken', page);
    const sent = site.requests.length;
    const failure = failureOf(await fetcher.get(`${site.url}/broken`));
    expect(failure).toMatchObject({ kind: 'failure', code, startedAt: testNow, finishedAt: testNow });
    expect(failure.detail).toMatch(new RegExp(`^GET ${site.url}/broken: .{10,200}\\.$`));
    expect(site.requests.length - sent, 'requests sent').toBe(1);
  });

  it.each(['gzip', 'deflate', 'br', 'zstd'] as const)(
    '%s that stops in the middle is a bad encoding',
    async (encoding) => {
      const whole = recipes.compressed(encoding, Array.from({ length: 5000 }, (_, n) => n * 7919).join(' '));
      site.page('/', { headers: whole.headers ?? {}, body: Buffer.from(whole.body ?? '').subarray(0, 2000) });
      expect(failureOf(await fetcher.get(site.url)).code).toBe('bad_encoding');
    },
  );

  it('keeps the page of a 403, where challenges hide, up to one megabyte', async () => {
    site.page('/', { status: 403, headers: { server: 'wall' }, body: 'x'.repeat(3_000_000) });
    const { capture } = failureOf(await fetcher.get(site.url, { maxBytes: 5_000_000 }));
    expect(capture).toMatchObject({ status: 403, headers: { server: 'wall' } });
    expect(capture?.body).toHaveLength(1024 * 1024);
  });

  it('keeps the status of an error page whose body is broken', async () => {
    site.page('/', { status: 503, headers: { 'content-encoding': 'gzip' }, body: 'plain' });
    expect(failureOf(await fetcher.get(site.url)).code).toBe('http_unavailable');
  });

  it.each([
    [429, '120', 120_000],
    [503, 'Mon, 01 Jun 2026 13:00:00 GMT', 3_600_000],
    [503, '-1', 0],
    [429, 'Mon, 01 Jun 2036 13:00:00 GMT', 86_400_000],
    [429, undefined, null],
  ] as const)('%i with Retry-After %s asks for %s ms', async (status, retryAfter, waitMs) => {
    site.page('/', recipes.comeBackLater(status, retryAfter));
    expect(failureOf(await fetcher.get(site.url)).retryAfterMs).toBe(waitMs);
  });
});

describe('redirects', () => {
  it('are followed and each is recorded', async () => {
    site.page('/a', recipes.redirectTo('/b', 301));
    site.page('/b', recipes.redirectTo(`${site.url}/c?x=1`, 307));
    site.page('/c', { body: 'here' });
    const result = await fetcher.get(`${site.url}/a`);
    expect(textOf(result)).toBe('here');
    expect(result).toMatchObject({
      capture: {
        url: `${site.url}/a`,
        finalUrl: `${site.url}/c?x=1`,
        redirects: [
          { from: `${site.url}/a`, to: `${site.url}/b`, status: 301 },
          { from: `${site.url}/b`, to: `${site.url}/c?x=1`, status: 307 },
        ],
      },
    });
  });

  it.each([
    ['a circle', '/loop'],
    ['six in a row', '/chain1'],
  ])('stop at %s', async (_what, path) => {
    site.page('/loop', recipes.redirectTo('/loop-back'));
    site.page('/loop-back', recipes.redirectTo('/loop'));
    for (const n of [1, 2, 3, 4, 5, 6]) {
      site.page(`/chain${n}`, recipes.redirectTo(`/chain${n + 1}`));
    }
    const failure = failureOf(await fetcher.get(site.url + path));
    expect(failure.code).toBe('redirect_loop');
    expect(failure.capture).toMatchObject({ status: 302 });
  });

  it('to another site are refused with both ends in the detail', async () => {
    site.page('/', recipes.redirectTo('https://elsewhere.example/new?access_token=abc'));
    const failure = failureOf(await fetcher.get(`${site.url}/?key=mine`));
    expect(failure.code).toBe('redirect_refused');
    expect(failure.detail).toContain(`${site.url}/?key=***`);
    expect(failure.detail).toContain('https://elsewhere.example/new?access_token=***');
    expect(failure.capture?.headers['location']).toContain('elsewhere');
  });

  it('take secrets to the first origin only', async () => {
    const other = await startSite();
    try {
      site.page('/start', recipes.redirectTo('/next'));
      site.page('/next', recipes.redirectTo(`${other.url}/there`));
      other.page('/there', recipes.redirectTo(`${site.url}/back`));
      site.page('/back', { body: 'back' });
      const headers = { authorization: 'Bearer secret', 'x-api-key': 'secret' };
      expect(textOf(await fetcher.get(`${site.url}/start`, { headers }))).toBe('back');
      const sent = [...site.requests.slice(-3), ...other.requests].map(({ path, headers }) => [
        path,
        headers['authorization'],
        headers['x-api-key'],
      ]);
      expect(sent).toEqual([
        ['/start', 'Bearer secret', 'secret'],
        ['/next', 'Bearer secret', 'secret'],
        ['/back', undefined, undefined],
        ['/there', undefined, undefined],
      ]);
    } finally {
      await other.stop();
    }
  });
});

describe('a request that cannot be made', () => {
  it.each([
    ['nonsense', 'bad_url'],
    ['ftp://vendor.test/', 'bad_url'],
    ['https://user:hunter2@vendor.test/', 'bad_url'],
  ])('%s is a bad URL', async (url, code) => {
    const failure = failureOf(await fetcher.get(url));
    expect(failure).toMatchObject({ code, capture: null });
    expect(failure.detail).not.toContain('hunter2');
  });

  it('says which name could not be resolved', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    const lost = createTestFetch({ resolve });
    const failure = failureOf(await lost.get('https://no-such-vendor.test/'));
    expect(failure).toMatchObject({ code: 'dns_failed', capture: null });
    expect(failure.detail).toContain('no-such-vendor.test could not be resolved (ENOTFOUND)');
    expect(failure.attempt).toMatchObject({ step: 'resolve', remoteAddress: null, requestHeaders: null });
    await lost.close();
  });

  it('says who refused the connection', async () => {
    const gone = await startSite();
    await gone.stop();
    const failure = failureOf(await fetcher.get(gone.url));
    expect(failure.code).toBe('connection_refused');
    expect(failure.detail).toContain('127.0.0.1 refused the connection');
    expect(failure.attempt).toMatchObject({ step: 'connect', remoteAddress: null });
  });

  it('tells how far a request came that got no answer: redirects, address, headers sent', async () => {
    site.page('/moved', { status: 302, headers: { location: '/silent' } });
    site.page('/silent', (request) => void request.socket.destroy());
    const failure = failureOf(
      await fetcher.get(`${site.url}/moved`, { headers: { 'x-api-key': 'hunter2' } }),
    );
    expect(failure.attempt).toMatchObject({
      step: 'request',
      url: `${site.url}/silent`,
      redirects: [{ from: `${site.url}/moved`, to: `${site.url}/silent`, status: 302 }],
      remoteAddress: '127.0.0.1',
      requestHeaders: { 'x-api-key': '***' },
    });
  });

  it('refuses a header that cannot be sent, loudly, since only a person can mend it', async () => {
    await expect(fetcher.get(site.url, { headers: { 'x-key': 'a\nb' } })).rejects.toMatchObject({
      code: 'bad_request_header',
      fault: 'config',
    });
  });
});
