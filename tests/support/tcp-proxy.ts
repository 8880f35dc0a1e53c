/** A TCP proxy on loopback that can turn bad: slow, cut, or silent, as networks do. */
import { connect, createServer, type Socket } from 'node:net';

/**
 * `pass`: everything goes through. `black-hole`: connections stay open and nothing moves, in either
 * direction, until the next `pass`. `refuse`: new connections are reset at once.
 */
type ProxyMode = 'pass' | 'black-hole' | 'refuse';

export interface TcpProxy {
  /** `127.0.0.1:port` of this side. */
  readonly host: string;
  readonly port: number;
  /** Connections open now. */
  readonly openConnections: number;
  /** For connections that exist and those to come. */
  setMode(mode: ProxyMode): void;
  /** Holds every piece of data back for so long, each way. */
  setLatency(latencyMs: number): void;
  /** Resets all connections after the next `bytes` bytes from the target; null for no limit. */
  cutAfter(bytes: number | null): void;
  /** Resets every open connection. */
  resetAll(): void;
  stop(): Promise<void>;
}

/** Starts a proxy in front of a TCP server. The caller stops it. */
export async function startTcpProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<TcpProxy> {
  const pairs = new Set<{ readonly near: Socket; readonly far: Socket }>();
  let mode: ProxyMode = 'pass';
  let latencyMs = 0;
  let bytesLeft: number | null = null;

  function resetAll(): void {
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
  }

  function relay(from: Socket, to: Socket, isAnswer: boolean): void {
    from.on('data', (data) => {
      if (isAnswer && bytesLeft !== null) {
        bytesLeft -= data.length;
        if (bytesLeft < 0) {
          resetAll();
          return;
        }
      }
      if (latencyMs > 0) {
        setTimeout(() => to.write(data), latencyMs);
      } else {
        to.write(data);
      }
    });
    from.on('end', () => to.end());
    // The other half follows; the error itself belongs to the test's client and server, which see it too.
    from.on('error', () => to.destroy());
  }

  const server = createServer({ allowHalfOpen: true }, (near) => {
    if (mode === 'refuse') {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ ...target, allowHalfOpen: true });
    const pair = { near, far };
    pairs.add(pair);
    near.on('close', () => {
      pairs.delete(pair);
      far.destroy();
    });
    far.on('close', () => near.destroy());
    relay(near, far, false);
    relay(far, near, true);
    if (mode === 'black-hole') {
      near.pause();
      far.pause();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the proxy is not listening on a port');
  }
  return {
    host: `127.0.0.1:${address.port}`,
    port: address.port,
    get openConnections() {
      return pairs.size;
    },
    setMode: (next) => {
      mode = next;
      for (const socket of [...pairs].flatMap(({ near, far }) => [near, far])) {
        if (mode === 'black-hole') {
          socket.pause();
        } else {
          socket.resume();
        }
      }
    },
    setLatency: (next) => {
      latencyMs = next;
    },
    cutAfter: (bytes) => {
      bytesLeft = bytes;
    },
    resetAll,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        resetAll();
      }),
  };
}
