import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FetchRequest, FetchResult } from '../../src/domain/capture.ts';
import { type FetchOptions } from '../../src/fetch/create-fetch.ts';
import { htmlAdapter } from '../../src/sources/html.ts';
import { findChromium } from '../support/chromium.ts';
import { type Site, startSite } from '../support/site.ts';
import { createTestFetch, failureOf, textOf } from '../support/site-fetch.ts';

const browser = findChromium();
let site: Site;
let other: Site;

beforeEach(async () => {
  site = await startSite();
  other = await startSite();
});
afterEach(async () => {
  await site.stop();
  await other.stop();
});

/** Renders a page of the site; only this site is allowed although it is on a private address. */
async function render(
  path: string,
  request: Partial<FetchRequest> = {},
  options: Partial<FetchOptions> = {},
): Promise<FetchResult> {
  const fetch = createTestFetch({ browser, timeoutMs: 150_000, ...options });
  try {
    return await fetch.get(`${site.url}${path}`, { render: true, allowPrivate: [site.host], ...request });
  } finally {
    await fetch.close();
  }
}

/** A page whose script writes what it got into its content. */
function scripted(script: string): string {
  return `<!doctype html><title>App</title><main id="root"></main><script>const show = (text) => { root.innerHTML += '<p>' + text + '</p>'; };${script}</script>`;
}

const paths = (at: Site) => at.requests.map(({ path }) => path);

describe.skipIf(browser === null)(
  'a rendered page (skipped where no Chromium is installed)',
  { timeout: 180_000 },
  () => {
    it('is what its scripts make of it, with what they load', async () => {
      site.page('/app', { body: '<!doctype html><main id="root"></main><script src="/app.js"></script>' });
      site.page('/app.js', {
        headers: { 'content-type': 'text/javascript' },
        body: "fetch('/models').then((answer) => answer.json()).then(({ id }) => { root.innerHTML = '<h1>Models</h1><p>' + id + ' is there.</p>'; });",
      });
      site.page('/models', { headers: { 'content-type': 'application/json' }, body: '{"id":"scribe-2"}' });
      const result = await render('/app');
      if (result.kind !== 'ok') throw new Error(failureOf(result).detail);
      expect(htmlAdapter.read([result.capture], { render: true })).toMatchObject({
        kind: 'document',
        document: {
          blocks: [{ text: 'Models' }, { text: 'scribe-2 is there.' }],
          remarks: [expect.stringMatching(/^rendered by Chromium [\d.]+ with 2 requests$/)],
        },
      });
      expect(site.requests.every(({ headers }) => headers['user-agent']?.startsWith('modelwarden'))).toBe(
        true,
      );
    });

    it('reaches no address that the source may not reach, by any way that a page has', async () => {
      other.page('/secret', { headers: { 'access-control-allow-origin': '*' }, body: 'the secret' });
      site.page('/leads', (_request, response) => {
        response.writeHead(302, { location: `${other.url}/secret` });
        response.end();
      });
      site.page('/app', {
        body: `${scripted(`
        const tell = (name, loading) => loading.then(() => show(name + ' loaded'), () => show(name + ' failed'));
        tell('fetch', fetch('${other.url}/secret'));
        tell('redirect', fetch('/leads'));
        tell('metadata', fetch('http://169.254.169.254/latest/meta-data/'));
        const socket = new WebSocket('${other.url.replace('http', 'ws')}/socket');
        socket.onopen = () => show('socket opened');
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:${other.host}' }] });
        peer.createDataChannel('x');
        peer.createOffer().then((offer) => peer.setLocalDescription(offer));
        window.open('${other.url}/opened');
        navigator.sendBeacon('${other.url}/beacon', 'x');
      `)}<iframe src="${other.url}/framed"></iframe><img src="${other.url}/image"><link rel="preconnect" href="${other.url}"><link rel="stylesheet" href="${other.url}/style">`,
      });
      const result = await render('/app');
      const text = textOf(result);
      for (const name of ['fetch', 'redirect', 'metadata']) expect(text).toContain(`${name} failed`);
      expect(text).not.toContain('<p>socket opened');
      expect(other.requests).toEqual([]);
      expect(result.kind === 'ok' && result.capture.headers['modelwarden-rendering']).toContain(
        'not made (address_forbidden)',
      );
    });

    it('obeys robots.txt for what it loads, and only reads', async () => {
      site.page('/robots.txt', { body: 'User-agent: *\nDisallow: /private/' });
      site.page('/app', {
        body: scripted("fetch('/private/a'); fetch('/write', { method: 'POST', body: 'x' }); show('done');"),
      });
      const result = await render('/app');
      expect(textOf(result)).toContain('done');
      expect(paths(site)).toEqual(['/app']);
      expect(result.kind === 'ok' && result.capture.headers['modelwarden-rendering']).toMatch(
        /1 not made \(robots_disallowed\).*|.*1 not made \(POST requests change things\)/,
      );
    });

    it('gives the secrets of the source to the page alone', async () => {
      site.page('/app', { body: scripted("fetch('/data').then(() => show('done'));") });
      site.page('/data', { body: '{}' });
      expect(textOf(await render('/app', { headers: { 'x-api-key': 'secret' } }))).toContain('done');
      expect(site.requests.map(({ path, headers }) => [path, headers['x-api-key']])).toEqual([
        ['/app', 'secret'],
        ['/data', undefined],
      ]);
    });

    it('is bounded in what it loads', async () => {
      site.page('/app', { body: scripted("for (const n of [1, 2, 3, 4]) fetch('/large?' + n);") });
      site.page('/large', { body: 'x'.repeat(60_000) });
      expect(failureOf(await render('/app', { maxBytes: 100_000 })).code).toBe('too_large');
    });

    it('is bounded in time, whatever its scripts do', async () => {
      site.page('/app', { body: scripted('for (;;) {}') });
      expect(failureOf(await render('/app', { timeoutMs: 4_000 })).code).toBe('timed_out');
    });

    it('is not taken elsewhere by its scripts', async () => {
      site.page('/app', { body: scripted("show('here'); location.href = '/elsewhere';") });
      site.page('/elsewhere', { body: '<main>elsewhere</main>' });
      expect(textOf(await render('/app'))).toContain('here');
      expect(paths(site)).toEqual(['/app']);
    });
  },
);

describe('without a browser', () => {
  it.each([
    ['none is set', null, 'set `browser.path` in modelwarden.yaml'],
    [
      'the program is not there',
      { path: '/nowhere/chromium', sandbox: true },
      'install Chromium, or correct `browser.path`',
    ],
  ])('a page cannot be rendered, and the fix is named: %s', async (_name, settings, fix) => {
    site.page('/app', { body: '<main>a page</main>' });
    const failure = failureOf(await render('/app', {}, { browser: settings }));
    expect(failure.code).toBe('browser_missing');
    expect(failure.detail).toContain(fix);
  });

  it('what is no browser is said to have failed', async () => {
    site.page('/app', { body: '<main>a page</main>' });
    const failure = failureOf(await render('/app', {}, { browser: { path: '/bin/true', sandbox: true } }));
    expect(failure.code).toBe('browser_failed');
  });
});
