/** A connection through a proxy, made with CONNECT (RFC 9110 §9.3.6), for https and plain http alike. */
import type { LookupAddress } from 'node:dns';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { bareHost } from './address-guard.ts';
import { networkTrouble } from './network-trouble.ts';
import { Trouble } from './trouble.ts';

/** The largest answer to CONNECT that is read. */
const maxHeadBytes = 16 * 1024;

export interface TunnelOptions {
  /** Finds the proxy's addresses. */
  readonly resolve: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Trusted certificate authorities for a proxy that speaks TLS itself; undefined for the runtime's own. */
  readonly certificateAuthorities: readonly string[] | undefined;
  /** Aborting it cuts the tunnel, whether it is being made or in use. */
  readonly signal: AbortSignal;
}

/**
 * Opens a tunnel to a host and port. The proxy's own address is the operator's choice and may be private.
 * @throws Trouble `proxy_failed` when the proxy cannot be reached or refuses.
 */
export async function openTunnel(
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  options: TunnelOptions,
): Promise<Socket> {
  const socket = connectProxy(proxy, options);
  // Whoever takes the socket over listens on its own; until then an error shows as the promise's.
  socket.on('error', () => undefined);
  try {
    const head = readHead(socket);
    socket.write(requestHead(proxy, target));
    const status = Number(/^HTTP\/1\.[01] (?<status>\d{3})\b/.exec(await head)?.groups?.['status']);
    if (!(status >= 200 && status <= 299)) {
      const answer = Number.isNaN(status) ? 'with something that is not HTTP' : `with status ${status}`;
      const hint = status === 407 ? ', it wants other credentials' : '';
      throw new Trouble('proxy_failed', `the proxy ${proxy.host} answered ${answer}${hint}`);
    }
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof Trouble && error.failure === 'proxy_failed') throw error;
    const { message } = networkTrouble(error, proxy.host);
    throw new Trouble('proxy_failed', `there is no way through the proxy: ${message}`, error);
  }
}

function connectProxy(proxy: URL, options: TunnelOptions): Socket {
  const host = bareHost(proxy.hostname);
  const isTls = proxy.protocol === 'https:';
  const port = proxy.port === '' ? (isTls ? 443 : 80) : Number(proxy.port);
  const lookup: LookupFunction = (name, _lookupOptions, found) =>
    void options.resolve(name).then(
      (addresses) => found(null, [...addresses]),
      (error: NodeJS.ErrnoException) => found(error, []),
    );
  const address = { host, port, lookup, autoSelectFamily: true, signal: options.signal };
  if (!isTls) return connectTcp(address);
  return connectTls({
    ...address,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(options.certificateAuthorities ? { ca: [...options.certificateAuthorities] } : {}),
  });
}

function requestHead(proxy: URL, { host, port }: { readonly host: string; readonly port: number }): string {
  const authority = isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(credentials === ':'
      ? []
      : [`Proxy-Authorization: Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`]),
    '\r\n',
  ].join('\r\n');
}

/** The head of the answer to CONNECT. Nothing may follow it: in both protocols inside, the client speaks first. */
function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = '';
    const settle = (end: () => void): void => {
      socket.off('data', onData).off('error', onError).off('close', onClose);
      socket.pause();
      end();
    };
    const refuse = (words: string): void =>
      settle(() => reject(new Trouble('proxy_failed', `the proxy ${words}`)));
    const onData = (data: Buffer): void => {
      head += data.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length > maxHeadBytes) refuse('answers without an end');
      else if (end >= 0 && head.length > end + 4) refuse('says more than it was asked');
      else if (end >= 0) settle(() => resolve(head));
    };
    const onError = (error: Error): void => settle(() => reject(error));
    const onClose = (): void => refuse('broke off the connection');
    socket.on('data', onData).on('error', onError).on('close', onClose);
  });
}
