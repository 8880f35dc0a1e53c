/**
 * A browser without a network of its own: it runs the scripts of a page, and whatever the page asks for comes from
 * the caller or not at all. The only user of playwright-core, which is optional.
 */
import { access, constants } from 'node:fs/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { Trouble } from './trouble.ts';

export interface BrowserSettings {
  /** Path of a Chromium or Chrome. */
  readonly path: string;
  /** Whether the browser's own sandbox is used; only containers that have no user namespaces need it off. */
  readonly sandbox: boolean;
}

/** Nobody listens there: what goes round the interception ends here. */
const nowhere = 'http://127.0.0.1:1';

/** A browser starts in a second; on a machine that swaps it may take very long. */
const launchTimeoutMs = 120_000;

const isolation = [
  // Names are not resolved and addresses not connected to, not even those that proxies are not used for.
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--dns-prefetch-disable',
  '--no-pings',
  '--no-first-run',
];

/**
 * Runs `work` in a fresh profile, and ends the browser whatever happens.
 * @throws Trouble `browser_missing` with what to install or set, `browser_failed` when it does not start
 */
export async function withBrowser<Result>(
  settings: BrowserSettings | null,
  options: { readonly userAgent: string; readonly signal: AbortSignal },
  work: (context: BrowserContext, version: string) => Promise<Result>,
): Promise<Result> {
  const browser = await launch(settings);
  // Whoever uses the browser hears of its end.
  const stop = (): void => void browser.close().catch(() => undefined);
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    options.signal.throwIfAborted();
    const context = await browser.newContext({
      userAgent: options.userAgent,
      serviceWorkers: 'block',
      acceptDownloads: false,
      locale: 'en-US',
      timezoneId: 'UTC',
    });
    return await work(context, `Chromium ${browser.version()}`);
  } finally {
    options.signal.removeEventListener('abort', stop);
    await browser.close();
  }
}

async function launch(settings: BrowserSettings | null): Promise<Browser> {
  if (settings === null) {
    throw missing(
      'no browser is set',
      'set `browser.path` in modelwarden.yaml to a Chromium, such as /usr/bin/chromium',
    );
  }
  await access(settings.path, constants.X_OK).catch((error: unknown) => {
    throw missing(
      `there is no program at ${settings.path}`,
      'install Chromium, or correct `browser.path`',
      error,
    );
  });
  const { chromium } = await import('playwright-core').catch((error: unknown) => {
    throw missing('playwright-core is not installed', 'run `npm install playwright-core`', error);
  });
  try {
    return await chromium.launch({
      executablePath: settings.path,
      chromiumSandbox: settings.sandbox,
      timeout: launchTimeoutMs,
      proxy: { server: nowhere, bypass: '<-loopback>' },
      args: isolation,
      // The worker ends in its own order.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    const advice = settings.sandbox
      ? '; in a container without user namespaces set `browser.sandbox: false`'
      : '';
    throw new Trouble('browser_failed', `the browser at ${settings.path} did not start${advice}`, error);
  }
}

function missing(what: string, fix: string, cause?: unknown): Trouble {
  return new Trouble('browser_missing', `the page is to be rendered, but ${what}: ${fix}`, cause);
}
