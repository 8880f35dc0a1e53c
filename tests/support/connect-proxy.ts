/** A small proxy on loopback that knows CONNECT and nothing else; whatever host is asked for, it leads to 127.0.0.1. */
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';

export interface ConnectProxy {
  readonly port: number;
  /** `host:port` of each CONNECT and the credentials that came with it, oldest first. */
  readonly asked: readonly { readonly authority: string; readonly authorization: string | null }[];
  stop(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** What is written in place of making the tunnel. */
  readonly answer?: string;
  /** PEM texts; with them the proxy itself speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Starts a proxy. The caller stops it. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: { authority: string; authorization: string | null }[] = [];
  const sockets = new Set<Socket>();
  const server = options.tls ? createTlsServer(options.tls) : createServer();
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  server.on('connect', (request: IncomingMessage, near: Socket) => {
    const authority = request.url ?? '';
    asked.push({ authority, authorization: request.headers['proxy-authorization'] ?? null });
    near.on('error', () => undefined);
    if (options.answer !== undefined) {
      near.write(options.answer);
      return;
    }
    const far = connect(Number(authority.split(':').at(-1)), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    sockets.add(far);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy is not listening');
  return {
    port: address.port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
