import { describe, expect, it } from 'vitest';
import type { Redirect } from '../../src/domain/capture.ts';
import { followRedirect } from '../../src/fetch/redirect-rules.ts';
import { registrableDomain } from '../../src/fetch/registrable-domain.ts';

const from = new URL('https://docs.vendor.com/models?page=1');

function follow(location: string | undefined, redirects: readonly Redirect[] = []): string {
  return followRedirect(from, location, 302, redirects, 5).href;
}

describe('following a redirect', () => {
  it.each([
    ['/other', 'https://docs.vendor.com/other'],
    ['?page=2', 'https://docs.vendor.com/models?page=2'],
    ['//www.vendor.com/', 'https://www.vendor.com/'],
    ['https://vendor.com/#top', 'https://vendor.com/'],
    ['https://vendor.com:8443/', 'https://vendor.com:8443/'],
    [Buffer.from('/modèle').toString('latin1'), 'https://docs.vendor.com/mod%C3%A8le'],
  ])('goes to %s', (location, target) => {
    expect(follow(location)).toBe(target);
  });

  it.each([
    ['http://docs.vendor.com/', 'not encrypted'],
    ['https://elsewhere.com/?token=abc', 'another site'],
    ['https://vendor.com.evil.com/', 'another site'],
    ['https://evilvendor.com/', 'another site'],
    ['https://user:pw@docs.vendor.com/', 'credentials'],
    ['javascript:alert(1)', 'neither http nor https'],
    ['https://[bad', 'not a URL'],
  ])('refuses %s: %s', (location, reason) => {
    expect(() => follow(location)).toThrow(
      expect.objectContaining({ failure: 'redirect_refused', message: expect.stringContaining(reason) }),
    );
  });

  it('names both ends of a refused redirect, secrets masked', () => {
    expect(() => follow('https://elsewhere.com/?token=abc')).toThrow(
      /^https:\/\/docs\.vendor\.com\/models\?page=1 redirects to https:\/\/elsewhere\.com\/\?token=\*\*\*,/,
    );
  });

  it.each([
    ['itself', from.href, []],
    ['an earlier hop', 'https://vendor.com/', [{ from: 'https://vendor.com/', to: from.href, status: 301 }]],
    [
      'a sixth place',
      '/6',
      [1, 2, 3, 4, 5].map((n) => ({ from: `https://vendor.com/${n}`, to: '', status: 301 })),
    ],
  ])('stops at %s', (_where, location, redirects) => {
    expect(() => follow(location, redirects)).toThrow(expect.objectContaining({ failure: 'redirect_loop' }));
  });

  it('takes a redirect without a place to go for a broken answer', () => {
    expect(() => follow(undefined)).toThrow(expect.objectContaining({ failure: 'http_error' }));
  });
});

describe('the registrable domain', () => {
  it.each([
    ['docs.vendor.com', 'vendor.com'],
    ['vendor.com.', 'vendor.com'],
    ['A.B.Vendor.co.uk', 'vendor.co.uk'],
    ['health.gov.au', 'health.gov.au'],
    ['one.github.io', 'one.github.io'],
    ['two.one.github.io', 'one.github.io'],
    ['localhost', 'localhost'],
    ['10.0.0.1', '10.0.0.1'],
    ['[2606:4700::1]', '2606:4700::1'],
  ])('of %s is %s', (host, domain) => {
    expect(registrableDomain(host)).toBe(domain);
  });
});
