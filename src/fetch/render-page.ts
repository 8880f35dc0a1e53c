/**
 * A page as a browser shows it, for pages that are empty without their scripts. Every request of the page goes
 * through our own fetch, so that no rule about addresses, robots, sizes and times is one way round a browser.
 */
import type { Page, Request, Route } from 'playwright-core';
import { type Capture, type FetchRequest, type FetchResult, renderingHeader } from '../domain/capture.ts';
import { type BrowserSettings, withBrowser } from './browser.ts';
import { Trouble } from './trouble.ts';

export interface RenderSettings {
  readonly browser: BrowserSettings | null;
  readonly userAgent: string;
  /** Deadline of the whole rendering, with the fetch of the page. */
  readonly timeoutMs: number;
  /** Budget of all that the page loads, and again of what it becomes. */
  readonly maxBytes: number;
  readonly now: () => Date;
  /** The fetch that all requests go through; rejects only when aborted. */
  readonly load: (request: FetchRequest, signal: AbortSignal) => Promise<FetchResult>;
}

const maxRequests = 300;
/** A page counts as finished when it has asked for nothing for so long. */
const settleMs = 1_000;
const pollMs = 100;

/** Headers that a page may send along; all others are the browser's or nobody's. */
const passedOn = /^(?:accept|accept-language|authorization|origin|referer|x-[a-z0-9-]+)$/;
/** Those of an answer that describe bytes which the browser does not get. */
const notPassedBack = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
]);

/** What became of the requests of a page. */
interface Traffic {
  requests: number;
  underWay: number;
  bytes: number;
  lastAt: number;
  readonly refused: Map<string, number>;
}

/** Never throws for what the page does. @throws what `load` throws */
export async function renderPage(
  request: FetchRequest,
  callerSignal: AbortSignal,
  settings: RenderSettings,
): Promise<FetchResult> {
  const timeoutMs = request.timeoutMs ?? settings.timeoutMs;
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([callerSignal, deadline]);
  // A validator would speak of the empty page, not of what its scripts bring.
  const first = await settings.load({ ...request, etag: null, lastModified: null }, callerSignal);
  if (first.kind !== 'ok') return first;
  try {
    const rendered = await withBrowser(
      settings.browser,
      { userAgent: settings.userAgent, signal },
      (context, version) => render(first.capture, request, { context, version, signal }, settings),
    );
    return { kind: 'ok', capture: { ...first.capture, ...rendered, finishedAt: settings.now() } };
  } catch (error) {
    callerSignal.throwIfAborted();
    const trouble = deadline.aborted
      ? new Trouble('timed_out', `the page was not rendered within ${timeoutMs / 1000} seconds`)
      : error instanceof Trouble
        ? error
        : new Trouble('browser_failed', 'the browser ended while it rendered the page', error);
    return {
      kind: 'failure',
      code: trouble.failure,
      detail: `GET ${first.capture.finalUrl}: ${trouble.message}.`,
      capture: first.capture,
      retryAfterMs: null,
      startedAt: first.capture.startedAt,
      finishedAt: settings.now(),
    };
  }
}

type Context = Parameters<Parameters<typeof withBrowser>[2]>[0];

async function render(
  document: Capture,
  request: FetchRequest,
  browser: { readonly context: Context; readonly version: string; readonly signal: AbortSignal },
  settings: RenderSettings,
): Promise<Pick<Capture, 'body' | 'headers'>> {
  const { context, version, signal } = browser;
  const maxBytes = request.maxBytes ?? settings.maxBytes;
  const traffic: Traffic = {
    requests: 0,
    underWay: 0,
    bytes: 0,
    lastAt: performance.now(),
    refused: new Map(),
  };
  // An error thrown by a handler would end the program, so the first is kept for the one who waits below.
  let failure: unknown = null;
  const keep = (error: unknown): void => {
    failure ??= error;
  };
  await context.routeWebSocket(/.*/, (socket) => void socket.close().catch(keep));
  await context.route('**/*', async (route) => {
    traffic.underWay += 1;
    try {
      await answer(route);
    } catch (error) {
      keep(error);
    } finally {
      traffic.underWay -= 1;
      traffic.lastAt = performance.now();
    }
  });

  let isServed = false;
  async function answer(route: Route): Promise<void> {
    const asked = route.request();
    const isDocument = asked.isNavigationRequest() && !isWithinFrame(asked);
    if (isDocument && !isServed && asked.url() === withoutFragment(document.finalUrl)) {
      isServed = true;
      return fulfill(route, document);
    }
    const refusal = isDocument ? 'it leads to another page' : refusalOf(asked, traffic, maxBytes);
    if (refusal !== null) return refuse(route, refusal);
    traffic.requests += 1;
    const result = await settings.load(partOf(asked, request, maxBytes - traffic.bytes), signal);
    const { capture } = result;
    traffic.bytes += capture?.body.length ?? 0;
    // An error page is an answer, too: a script may be waiting for it.
    return result.kind === 'failure' && (!capture || capture.status < 400)
      ? refuse(route, result.code)
      : fulfill(route, capture ?? document);
  }

  async function refuse(route: Route, why: string): Promise<void> {
    traffic.refused.set(why, (traffic.refused.get(why) ?? 0) + 1);
    await route.abort('blockedbyclient');
  }

  const page = await context.newPage();
  await page.goto(document.finalUrl, { waitUntil: 'domcontentloaded', timeout: 0 });
  await settled(page, traffic, signal);
  if (failure !== null) throw failure;
  const html = await page.content();
  const body = new TextEncoder().encode(html);
  // What was refused for its size counts as loaded: whether requests overlap must not decide.
  if (body.length > maxBytes || traffic.bytes > maxBytes || traffic.refused.has('too_large'))
    throw new Trouble('too_large', `the page loads or becomes more than ${maxBytes} bytes`);
  return { body, headers: { ...renderedHeaders(document), [renderingHeader]: tell(version, traffic) } };
}

/** The page's own headers, without those that speak of the bytes that came. */
function renderedHeaders({ headers }: Capture): Capture['headers'] {
  const kept = Object.entries(headers).filter(
    ([name]) => !notPassedBack.has(name) && !['etag', 'last-modified', 'content-type'].includes(name),
  );
  return { ...Object.fromEntries(kept), 'content-type': 'text/html; charset=utf-8' };
}

function tell(version: string, { requests, refused }: Traffic): string {
  const parts = [...refused].map(([why, count]) => `${count} not made (${why})`);
  return [`rendered by ${version} with ${requests} requests`, ...parts].join('; ');
}

/** A request for a new window has no frame yet, which this library tells by throwing. */
function isWithinFrame(asked: Request): boolean {
  try {
    return asked.frame().parentFrame() !== null;
  } catch {
    return false;
  }
}

/** Why a request is not made at all, or null. */
function refusalOf(asked: Request, traffic: Traffic, maxBytes: number): string | null {
  if (asked.method() !== 'GET') return `${asked.method().slice(0, 10)} requests change things`;
  // Pictures and films show no text that could be read.
  if (
    ['image', 'media', 'font', 'texttrack', 'manifest', 'ping', 'eventsource'].includes(asked.resourceType())
  )
    return `no ${asked.resourceType()} is needed`;
  if (traffic.requests >= maxRequests) return `more than ${maxRequests} requests`;
  return traffic.bytes >= maxBytes ? 'too_large' : null;
}

/** The source's own headers may hold secrets and are for the document alone. */
function partOf(asked: Request, request: FetchRequest, maxBytes: number): FetchRequest {
  const headers = Object.entries(asked.headers()).filter(
    ([name]) => passedOn.test(name) && name !== 'accept',
  );
  return {
    url: withoutFragment(asked.url()),
    accept: asked.headers()['accept'] ?? '*/*',
    headers: Object.fromEntries(headers),
    ...(request.allowPrivate && { allowPrivate: request.allowPrivate }),
    ...(request.robotsPermission !== undefined && { robotsPermission: request.robotsPermission }),
    maxBytes,
  };
}

async function fulfill(route: Route, capture: Capture): Promise<void> {
  const headers = Object.entries(capture.headers).filter(([name]) => !notPassedBack.has(name));
  await route.fulfill({
    status: capture.status,
    headers: Object.fromEntries(headers),
    body: Buffer.from(capture.body),
  });
}

/** Waits until the page has been quiet for a while; the deadline ends the browser, and so the wait. */
async function settled(page: Page, traffic: Traffic, signal: AbortSignal): Promise<void> {
  while (traffic.underWay > 0 || performance.now() - traffic.lastAt < settleMs) {
    signal.throwIfAborted();
    await page.waitForTimeout(pollMs);
  }
}

function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}
