/**
 * A proxy that can go silent, as a firewall that forgot a connection does: both ends stay open, nothing
 * arrives any more, and neither end is told. Connections made afterwards work.
 */
import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';

export interface SilentProxy {
  /** Swallows everything on the connections that are open now. Resolves with how many there are. */
  silence(): number;
  stop(): Promise<void>;
}

/** Forwards what comes to `listenOn` (a port of 127.0.0.1 or a socket path) to `target`. The caller stops it. */
export async function startSilentProxy(
  listenOn: number | string,
  target: NetConnectOpts,
): Promise<SilentProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(target);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed()]) {
      if (!from || !to) continue;
      from.on('data', (chunk) => to.write(chunk));
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
      // Told by `close`, which follows.
      from.on('error', () => {});
    }
  });
  if (typeof listenOn === 'string') server.listen(listenOn);
  else server.listen(listenOn, '127.0.0.1');
  await once(server, 'listening');
  return {
    silence: () => {
      for (const ends of pairs) {
        for (const end of ends) end.removeAllListeners('data').resume();
      }
      return pairs.size;
    },
    stop: async () => {
      for (const ends of pairs) for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
