import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FetchOptions } from '../../src/fetch/create-fetch.ts';
import { readProxies } from '../../src/fetch/proxy-choice.ts';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../support/connect-proxy.ts';
import { type Site, startSite } from '../support/site.ts';
import { siteCertificate, testAuthority } from '../support/site-certificates.ts';
import { createTestFetch, failureOf, textOf } from '../support/site-fetch.ts';

const open: { stop(): Promise<void> }[] = [];
let proxy: ConnectProxy;
let site: Site;

beforeEach(async () => {
  proxy = await startProxy();
  site = await startSite();
  open.push(site);
  site.page('/', { body: 'behind the proxy' });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

async function startProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const started = await startConnectProxy(options);
  open.push(started);
  return started;
}

interface Wish {
  readonly proxyUrl?: string;
  /** What names resolve to here; absent: nothing is known of them. */
  readonly resolvesTo?: string;
  readonly allowPrivate?: readonly string[];
  readonly noProxy?: string;
  readonly options?: Partial<FetchOptions>;
}

async function get(url: string, wish: Wish = {}) {
  const proxyUrl = wish.proxyUrl ?? `http://127.0.0.1:${proxy.port}`;
  const fetcher = createTestFetch({
    proxies: readProxies({ http_proxy: proxyUrl, https_proxy: proxyUrl, no_proxy: wish.noProxy }),
    resolve: async () => {
      if (wish.resolvesTo === undefined) throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
      return [{ address: wish.resolvesTo, family: 4 }];
    },
    extraCertificateAuthorities: [testAuthority()],
    ...wish.options,
  });
  const result = await fetcher.get(url, { allowPrivate: wish.allowPrivate ?? [] });
  await fetcher.close();
  return result;
}

describe('through a proxy', () => {
  it.each(['93.184.215.14', undefined])(
    'plain http goes, with the name resolved to %s',
    async (resolvesTo) => {
      const result = await get(`http://vendor.test:${site.port}/`, resolvesTo ? { resolvesTo } : {});
      expect(textOf(result)).toBe('behind the proxy');
      expect(result).toMatchObject({ capture: { remoteAddress: null } });
      // One for robots.txt, one for the page.
      expect(proxy.asked.map(({ authority }) => authority)).toEqual(
        Array(2).fill(`vendor.test:${site.port}`),
      );
    },
  );

  it('https goes, verified from end to end', async () => {
    const secure = await startSite({ tls: siteCertificate('good') });
    open.push(secure);
    secure.page('/', { body: 'x'.repeat(300_000) });
    const result = await get(`https://vendor.test:${secure.port}/`);
    expect(textOf(result)).toHaveLength(300_000);
    const { fingerprint256 } = new X509Certificate(siteCertificate('good').cert);
    expect(result).toMatchObject({ capture: { certificate: fingerprint256, remoteAddress: null } });
  });

  it('a TLS error is not ignored', async () => {
    const secure = await startSite({ tls: siteCertificate('wrong-host') });
    open.push(secure);
    expect(failureOf(await get(`https://vendor.test:${secure.port}/`)).code).toBe('tls_invalid');
    expect(secure.requests).toEqual([]);
  });

  it('that itself speaks TLS, https goes', async () => {
    const secure = await startSite({ tls: siteCertificate('good') });
    open.push(secure);
    secure.page('/', { body: 'twice encrypted' });
    const tlsProxy = await startProxy({ tls: siteCertificate('good') });
    const wish = { resolvesTo: '127.0.0.1', allowPrivate: ['vendor.test'] };
    const url = `https://vendor.test:${secure.port}/`;
    const result = await get(url, { ...wish, proxyUrl: `https://vendor.test:${tlsProxy.port}` });
    expect(textOf(result)).toBe('twice encrypted');
    const { fingerprint256 } = new X509Certificate(siteCertificate('good').cert);
    expect(result).toMatchObject({ capture: { certificate: fingerprint256 } });
    expect(tlsProxy.asked).toHaveLength(2);
  });

  it('whose own certificate is not trusted, nothing goes', async () => {
    const tlsProxy = await startProxy({ tls: siteCertificate('self-signed') });
    const proxyUrl = `https://localhost:${tlsProxy.port}`;
    const wish = { proxyUrl, resolvesTo: '127.0.0.1', allowPrivate: ['vendor.test'] };
    const failure = failureOf(await get(`http://vendor.test:${site.port}/`, wish));
    expect(failure.code).toBe('proxy_failed');
    expect(failure.detail).toContain('self-signed');
    expect(tlsProxy.asked).toEqual([]);
  });

  it('credentials go to the proxy and nowhere else', async () => {
    const proxyUrl = `http://ann:p%40ss@127.0.0.1:${proxy.port}`;
    await get(`http://vendor.test:${site.port}/`, { proxyUrl });
    const basic = `Basic ${Buffer.from('ann:p@ss').toString('base64')}`;
    expect(proxy.asked.map(({ authorization }) => authorization)).toEqual([basic, basic]);
    expect(site.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
  });
});

describe('around a proxy', () => {
  it('excepted hosts go', async () => {
    const result = await get(`http://vendor.test:${site.port}/`, {
      resolvesTo: '127.0.0.1',
      allowPrivate: ['vendor.test'],
      noProxy: 'vendor.test',
    });
    expect(textOf(result)).toBe('behind the proxy');
    expect(proxy.asked).toEqual([]);
  });
});

describe('P6: a private address', () => {
  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/latest',
    'http://0x7f.1/',
    'http://[::ffff:10.0.0.1]/',
  ])('is refused before a proxy hears of it: %s', async (url) => {
    expect(failureOf(await get(url)).code).toBe('address_forbidden');
    expect(proxy.asked).toEqual([]);
  });

  it('is refused when a name resolves to it', async () => {
    const failure = failureOf(await get(`http://vendor.test:${site.port}/`, { resolvesTo: '192.168.1.1' }));
    expect(failure.code).toBe('address_forbidden');
    expect(proxy.asked).toEqual([]);
  });

  it('may be asked for when its host is allowed by name', async () => {
    const url = `http://10.1.2.3:${site.port}/`;
    expect(textOf(await get(url, { allowPrivate: ['10.1.2.3'] }))).toBe('behind the proxy');
  });
});

describe('a proxy that', () => {
  it.each([
    ['wants other credentials', 'HTTP/1.1 407 No\r\n\r\n', 'status 407, it wants other credentials'],
    ['refuses', 'HTTP/1.1 403 No\r\n\r\n', 'status 403'],
    ['speaks something else', 'SSH-2.0-x\r\n\r\n', 'something that is not HTTP'],
    ['speaks without end', 'x'.repeat(20_000), 'answers without an end'],
    [
      'speaks before it is asked',
      'HTTP/1.1 200 Yes\r\n\r\nHTTP/1.1 200 OK\r\n\r\nforged',
      'more than it was asked',
    ],
  ])('%s is a failure of its own', async (_what, answer, words) => {
    const bad = await startProxy({ answer });
    const proxyUrl = `http://ann:secret@127.0.0.1:${bad.port}`;
    const failure = failureOf(await get(`http://vendor.test:${site.port}/`, { proxyUrl }));
    expect(failure.code).toBe('proxy_failed');
    expect(failure.detail).toContain(words);
    expect(failure.detail).not.toContain('secret');
  });

  it('is away is a failure of its own', async () => {
    await proxy.stop();
    const failure = failureOf(await get(`http://vendor.test:${site.port}/`));
    expect(failure.code).toBe('proxy_failed');
    expect(failure.detail).toContain('ECONNREFUSED');
  });

  it('says nothing is waited for as long as any server', async () => {
    const mute = await startProxy({ answer: '' });
    const failure = failureOf(
      await get(`http://vendor.test:${site.port}/`, {
        proxyUrl: `http://127.0.0.1:${mute.port}`,
        options: { timeoutMs: 200 },
      }),
    );
    expect(failure.code).toBe('timed_out');
  });
});
