/**
 * Serves the pages of the worker: few, small, and strict, since whoever reaches the address may ask. Bodies, headers, times and
 * the number of connections are bounded, so that nobody keeps the worker from its work.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { ConfigError } from '../domain/errors.ts';
import type { Answer, Question } from './answer.ts';
import { faultPage, pagePolicy } from './page.ts';
import { answer, type WebParts } from './routes.ts';

const maxBodyBytes = 64 * 1024;
const maxHeaderBytes = 16 * 1024;
const requestMs = 10_000;
const maxConnections = 100;

export interface WebServer {
  /** `http://127.0.0.1:8474` */
  readonly url: string;
  /** Stops listening, lets answers under way end, and closes what stays open. */
  close(): Promise<void>;
}

/** Listens. @throws ConfigError `web_address_unusable` when that address cannot be taken */
export async function serve(
  listen: { readonly host: string; readonly port: number },
  parts: WebParts,
  log: Logger,
): Promise<WebServer> {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      requestTimeout: requestMs,
      headersTimeout: requestMs,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 5_000,
    },
    (request, response) => void respond(parts, log, request, response),
  );
  server.maxConnections = maxConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new ConfigError(`web.listen: ${listen.host}:${listen.port} cannot be used: ${cause.message}`, {
          code: 'web_address_unusable',
          retry: 'never',
          fault: 'config',
          advice: 'give web.listen in modelwarden.yaml an address of this machine and a port that is free',
          cause,
        }),
      ),
    );
    server.listen({ ...listen, backlog: 64 }, resolve);
  });
  server.on('error', (error) => log.error({ error: String(error) }, 'pages: the listening socket failed'));
  return {
    url: urlOf(server.address()),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), 2_000);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** A TCP server has an address with a port; only one on a path has another. */
function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return `path ${address ?? ''}`;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function respond(
  parts: WebParts,
  log: Logger,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.on('error', () => undefined);
  try {
    send(response, await answerTo(parts, request), request.method === 'HEAD');
  } catch (error) {
    // Addresses may hold tokens, so none is logged.
    log.error({ error: String(error) }, 'a page could not be made');
    send(
      response,
      faultPage(500, 'This page could not be made', 'The log of the worker says why. Try again in a minute.'),
      false,
    );
  }
}

async function answerTo(parts: WebParts, request: IncomingMessage): Promise<Answer> {
  const { method = '' } = request;
  const path = pathOf(parts, request.url ?? '/');
  if (path === null)
    return faultPage(400, 'This address cannot be read', 'Open the link in the mail, whole.');
  const from = addressOf(parts, request);
  if (method === 'GET' || method === 'HEAD')
    return answer(parts, { method: 'GET', path, form: new URLSearchParams(), from });
  if (method !== 'POST') return faultPage(405, 'Nothing is taken here', 'This address only shows.');
  const refusal = refusePost(request);
  if (refusal !== null) return refusal;
  const body = await readBody(request);
  if (body === null)
    return faultPage(413, 'This is too much', 'A note has at most 4,000 characters; shorten it.');
  const question: Question = { method: 'POST', path, form: new URLSearchParams(body), from };
  return answer(parts, question);
}

/** The path behind that of the public address: a proxy may or may not have taken it off. */
function pathOf({ config }: WebParts, target: string): string | null {
  const url = URL.parse(target, 'http://localhost');
  if (url === null || target.length > 2_000) return null;
  const { publicUrl } = config().settings.web;
  const prefix = publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
  const path =
    prefix !== '' && url.pathname.startsWith(`${prefix}/`) ? url.pathname.slice(prefix.length) : url.pathname;
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // Its only way to say that the escapes are malformed.
  }
}

/** A form is only taken from our own page. Nothing would come of another, but nobody else has a reason to send one. */
function refusePost({ headers }: IncomingMessage): Answer | null {
  const [type] = (headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded')
    return faultPage(415, 'This cannot be read', 'Use the form on the page that the mail leads to.');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return faultPage(403, 'This came from another page', 'Open the link in the mail and sign there.');
  return null;
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function addressOf({ config }: WebParts, request: IncomingMessage): string {
  const direct = request.socket.remoteAddress ?? 'unknown';
  if (!config().settings.web.trustsProxy) return direct;
  const told = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-1)?.trim();
  return told === undefined || told === '' ? direct : told.slice(0, 100);
}

function send(response: ServerResponse, { status, type, body, location }: Answer, isHead: boolean): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'content-security-policy': pagePolicy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    ...(location !== undefined && { location }),
    // What was left unread of a refused body ends with the connection.
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(isHead ? undefined : body);
}
