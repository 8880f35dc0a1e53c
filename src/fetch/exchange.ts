/**
 * One request and its answer over one connection of its own. Polls are minutes apart, so keeping
 * connections would gain nothing, and a fresh one means that the address check, the certificate and the
 * budgets of an answer are always its own.
 */
import { Client, type Dispatcher } from 'undici';
import { bareHost } from './address-guard.ts';
import { type ConnectorOptions, createConnector, type Peer } from './connector.ts';
import { encodingOf } from './content-decoding.ts';
import { bodyTrouble, networkTrouble } from './network-trouble.ts';
import { type BodyWanted, readBody } from './read-body.ts';
import { Trouble } from './trouble.ts';

/** The largest block of response headers; long content security policies stay well below it. */
const maxHeaderBytes = 32 * 1024;

/** How much of an error page is kept as evidence. */
const maxEvidenceBytes = 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly peer: Peer;
  /** Why the body could not be read although the rest of the answer is there. */
  readonly bodyTrouble: Trouble | null;
}

export interface ExchangeRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Default GET. */
  readonly method?: 'GET' | 'POST';
  /** What is posted. */
  readonly content?: Uint8Array;
  readonly maxBytes: number;
  /** How much of the body is read, by status; see `readBody`. */
  readonly bodyOf: (status: number) => BodyWanted | 'none';
}

/**
 * Sends the request and reads the answer. Aborting the signal cuts the connection: before the headers have come
 * it rejects with the signal's reason, afterwards it ends as trouble of the body.
 * @throws Trouble when no answer came.
 */
export async function exchange(request: ExchangeRequest, network: ConnectorOptions): Promise<Answer> {
  const { url } = request;
  const { signal } = network;
  let peer: Peer = { address: null, certificate: null };
  const client = new Client(url.origin, {
    connect: createConnector({
      ...network,
      onConnected: (found) => {
        peer = found;
        network.onConnected(found);
      },
    }),
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: maxHeaderBytes,
    // One deadline covers the whole exchange; a body timeout would start anew with every byte that drips in.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  // Destroying the client is the only abort that also works while it is still connecting.
  const onAbort = (): void => void client.destroy(toError(signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const response = await client.request({
      method: request.method ?? 'GET',
      body: request.content ?? null,
      path: `${url.pathname}${url.search}`,
      headers: request.headers,
      reset: true,
    });
    const headers = joinHeaders(response.headers);
    const read = await readAnswer(response, headers, request);
    return { status: response.statusCode, headers, peer, ...read };
  } catch (error) {
    signal.throwIfAborted();
    throw networkTrouble(error, bareHost(url.hostname));
  } finally {
    signal.removeEventListener('abort', onAbort);
    await client.destroy();
  }
}

async function readAnswer(
  response: Dispatcher.ResponseData,
  headers: Readonly<Record<string, string>>,
  request: ExchangeRequest,
): Promise<Pick<Answer, 'body' | 'bodyTrouble'>> {
  const want = request.bodyOf(response.statusCode);
  const body = response.body.on('error', () => undefined);
  if (want === 'none') {
    return { body: new Uint8Array(), bodyTrouble: null };
  }
  const maxBytes = want === 'what-comes' ? Math.min(request.maxBytes, maxEvidenceBytes) : request.maxBytes;
  try {
    const encoding = encodingOf(headers);
    const announced = Number(headers['content-length'] ?? 0);
    if (want === 'whole' && announced > maxBytes) {
      throw new Trouble('too_large', `the body has ${announced} bytes, ${maxBytes} are allowed`);
    }
    return { body: await readBody(body, { encoding, maxBytes, want }), bodyTrouble: null };
  } catch (error) {
    return { body: new Uint8Array(), bodyTrouble: bodyTrouble(error, bareHost(request.url.hostname)) };
  }
}

function joinHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason });
}
