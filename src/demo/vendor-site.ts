/** A small vendor's web site on loopback, whose pages can be changed while it runs. */
import { createServer } from 'node:http';
import { challengePage, firstPages, type Pages } from './pages.ts';

export interface VendorSite {
  readonly url: string;
  /** `127.0.0.1:port`, for `allowPrivate`. */
  readonly host: string;
  /** Puts changed pages on the site at once. */
  publish(change: (pages: Pages) => Pages): void;
  /** From now on the acceptable-use page answers with a challenge, status 200. */
  blockPolicy(): void;
  stop(): Promise<void>;
}

const contentTypes = {
  changelog: 'text/html; charset=utf-8',
  card: 'text/markdown; charset=utf-8',
  models: 'application/json',
  terms: 'text/html; charset=utf-8',
  policy: 'text/html; charset=utf-8',
} as const satisfies Record<keyof Pages, string>;

/** Starts the site on a free port. */
export async function startVendorSite(port = 0): Promise<VendorSite> {
  let pages = firstPages();
  let isPolicyBlocked = false;
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1).split('?')[0] ?? '';
    if (!isPage(name)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    const body = name === 'policy' && isPolicyBlocked ? challengePage : pages[name];
    response.writeHead(200, { 'content-type': contentTypes[name] }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const host = `127.0.0.1:${address !== null && typeof address !== 'string' ? address.port : port}`;
  return {
    url: `http://${host}`,
    host,
    publish: (change) => {
      pages = change(pages);
    },
    blockPolicy: () => {
      isPolicyBlocked = true;
    },
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function isPage(name: string): name is keyof Pages {
  return Object.hasOwn(contentTypes, name);
}
