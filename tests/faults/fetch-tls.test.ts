import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { FetchResult } from '../../src/domain/capture.ts';
import { type Site, startSite } from '../support/site.ts';
import { type CertificateName, siteCertificate, testAuthority } from '../support/site-certificates.ts';
import { createTestFetch, failureOf, textOf } from '../support/site-fetch.ts';
import * as recipes from '../support/site-recipes.ts';

const sites: Site[] = [];

async function startTlsSite(name: CertificateName): Promise<Site> {
  const site = await startSite({ tls: siteCertificate(name) });
  sites.push(site);
  site.page('/', { body: 'encrypted' });
  return site;
}

/** Fetches as if `vendor.test` were on 127.0.0.1. */
async function getVendor(path: string, isAuthorityTrusted = true): Promise<FetchResult> {
  const fetcher = createTestFetch({
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    ...(isAuthorityTrusted ? { extraCertificateAuthorities: [testAuthority()] } : {}),
  });
  const result = await fetcher.get(path, { allowPrivate: ['vendor.test', '127.0.0.1'] });
  await fetcher.close();
  return result;
}

afterEach(async () => {
  await Promise.all(sites.splice(0).map((site) => site.stop()));
});

describe('TLS', () => {
  it('is verified by name and its certificate is kept as evidence', async () => {
    const site = await startTlsSite('good');
    const result = await getVendor(`https://vendor.test:${site.port}/`);
    expect(textOf(result)).toBe('encrypted');
    const { fingerprint256 } = new X509Certificate(siteCertificate('good').cert);
    expect(result).toMatchObject({ capture: { certificate: fingerprint256, remoteAddress: '127.0.0.1' } });
  });

  it('is verified by address for a URL without a name', async () => {
    const site = await startTlsSite('good');
    expect(textOf(await getVendor(`${site.url}/`))).toBe('encrypted');
  });

  it.each([
    ['expired', true, 'has expired'],
    ['not-yet-valid', true, 'is not valid yet'],
    ['wrong-host', true, 'is for another host than vendor.test'],
    ['self-signed', true, 'is self-signed'],
    ['good', false, 'comes from an authority that is not trusted'],
  ] as const)(
    'with a certificate that is %s (authority trusted: %s) is refused in words',
    async (name, isTrusted, words) => {
      const site = await startTlsSite(name);
      const failure = failureOf(await getVendor(`https://vendor.test:${site.port}/`, isTrusted));
      expect(failure).toMatchObject({ code: 'tls_invalid', capture: null });
      expect(failure.detail).toContain(words);
      expect(failure.attempt).toMatchObject({ step: 'handshake', remoteAddress: '127.0.0.1' });
      expect(site.requests).toEqual([]);
    },
  );

  it('is verified even where the environment says not to', async () => {
    const site = await startTlsSite('self-signed');
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(failureOf(await getVendor(`https://vendor.test:${site.port}/`)).code).toBe('tls_invalid');
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  it('towards a server without it is refused', async () => {
    const site = await startSite();
    sites.push(site);
    expect(failureOf(await getVendor(`https://vendor.test:${site.port}/`)).code).toBe('tls_invalid');
  });

  it('is never left again by a redirect', async () => {
    const secure = await startTlsSite('good');
    const plain = await startSite();
    sites.push(plain);
    secure.page('/', recipes.redirectTo(`http://vendor.test:${plain.port}/`));
    const failure = failureOf(await getVendor(`https://vendor.test:${secure.port}/`));
    expect(failure.code).toBe('redirect_refused');
    expect(failure.detail).toContain('not encrypted');
    expect(failure.capture?.certificate).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(plain.requests).toEqual([]);
  });
});
