/**
 * A real HTTP(S) server on loopback for tests: pages are put up by path, every request is kept in a log.
 * Misbehaving pages are in site-recipes.ts, certificates in site-certificates.ts.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** A page that always answers the same. */
export interface Page {
  /** Default 200. */
  readonly status?: number;
  /** Default for texts: `content-type: text/html; charset=utf-8`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** One request that reached the site. */
interface SiteRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SiteOptions {
  /** PEM texts; with them the site speaks https. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface Site {
  /** `http://127.0.0.1:port` or `https://…`, without a slash at the end. */
  readonly url: string;
  /** `127.0.0.1:port`, as `allowPrivate` wants it. */
  readonly host: string;
  readonly port: number;
  /** Requests so far, oldest first, but those for robots.txt. */
  readonly requests: readonly SiteRequest[];
  /** Requests for robots.txt so far. */
  readonly robotsRequests: readonly SiteRequest[];
  /**
   * Puts up a page, replacing what was there. A path with a query wins over the same path without one;
   * a path without one answers every query. Paths with no page answer 404.
   */
  page(path: string, page: Page | PageHandler): void;
  /** Cuts all connections and resolves when the port is free. May be called twice. */
  stop(): Promise<void>;
}

/** Starts a site on a free port of 127.0.0.1. The caller stops it. */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const pages = new Map<string, Page | PageHandler>();
  const requests: SiteRequest[] = [];
  const robotsRequests: SiteRequest[] = [];
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? '/';
    const log = path === '/robots.txt' ? robotsRequests : requests;
    log.push({ method: request.method ?? '', path, headers: joinHeaders(request) });
    const page = pages.get(path) ?? pages.get(path.replace(/\?.*$/s, ''));
    void answer(page ?? { status: 404, body: 'no such page' }, request, response);
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  // A client that refuses our certificate or hangs up is part of the tests, not a reason to stop.
  server.on('tlsClientError', () => undefined);
  server.on('clientError', (_error, socket) => {
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the site is not listening on a port');
  }
  const { port } = address;
  const host = `127.0.0.1:${port}`;
  return {
    url: `${options.tls ? 'https' : 'http'}://${host}`,
    host,
    port,
    requests,
    robotsRequests,
    page: (path, page) => void pages.set(path, page),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  page: Page | PageHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (typeof page === 'function') {
      await page(request, response);
    } else {
      sendPage(page, response);
    }
  } catch (error) {
    // A handler that throws is a mistake in a test: show it where the test looks, in the answer.
    if (!response.headersSent) {
      response.writeHead(500, { 'content-type': 'text/plain' });
    }
    response.end(`page handler failed: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** Sends a fixed page; for handlers that answer by case. */
export function sendPage(page: Page, response: ServerResponse): void {
  const type = typeof page.body === 'string' ? { 'content-type': 'text/html; charset=utf-8' } : {};
  response.writeHead(page.status ?? 200, { ...type, ...page.headers });
  response.end(page.body);
}

function joinHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  const entries = Object.entries(request.headersDistinct);
  return Object.fromEntries(entries.map(([name, values]) => [name, (values ?? []).join(', ')]));
}
